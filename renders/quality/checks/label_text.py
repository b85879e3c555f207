"""Ordered text that nobody compares here. Where a reader is installed, text has a step of its own after inspection."""

from collections.abc import Iterator

from catalog.linting import asks_for_label_text
from catalog.texts import gettext as _
from renders.quality.check_finding import CheckFinding, unjudged
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.text.reader import is_installed


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    if not is_installed() and asks_for_label_text(order.contract.prompt):
        yield unjudged("label_misread", _("Text is not read on this installation."))
