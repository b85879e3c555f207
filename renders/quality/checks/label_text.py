"""Ordered text that nobody compares here. Where a reader is installed, text has a step of its own after inspection."""

from collections.abc import Iterator

from catalog.linting import asks_for_label_text
from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.rules import Rule
from renders.quality.text.reader import is_installed

RULES = (
    # Readers err in a character of hundreds: whoever judges looks at the place.
    Rule("label_misread", 0, "characters", Severity.WARNING, gettext_noop("the text of the label")),
    Rule("label_missing", 1, "texts", Severity.WARNING, gettext_noop("whether the label is there")),
    Rule("text_not_ordered", 0, "characters", Severity.WARNING, gettext_noop("text that nobody ordered")),
)


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    if not is_installed() and asks_for_label_text(order.contract.prompt):
        yield unjudged("label_misread", _("Text is not read on this installation."))
