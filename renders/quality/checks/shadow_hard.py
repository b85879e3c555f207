"""Ends the shadow as softly as was asked for?"""

from collections.abc import Iterator

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.edges.penumbra import penumbra
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even, outline_not_seen
from renders.quality.prompt_requests import requests_from_above, requests_scene, requests_soft_shadow
from renders.quality.rules import Rule

RULES = (
    # The edge's width, in percent of the product's.
    Rule("shadow_hard", 3.0, "%", Severity.WARNING, gettext_noop("how softly the shadow ends")),
)


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """Only the shadow's edge beside the product is measured: the shadow may hide the product's own outline.

    A part of the product that was not recognised can look like a soft shadow, but not like a hard one. So the shadow of
    a product that is not seen whole can be found hard, and otherwise is not judged.
    """
    prompt, view, rule = order.contract.prompt, analysis.subject_view, order.rules["shadow_hard"]
    if not requests_soft_shadow(prompt) or requests_from_above(prompt):
        return
    if requests_scene(prompt) or view is None:
        yield unjudged(rule.code, ground_not_even())
        return
    edge = penumbra(analysis.small, view)
    if edge is None:
        return
    if edge.width >= rule.limit:
        if not view.is_whole:
            yield unjudged(rule.code, outline_not_seen())
    elif not edge.is_sure:
        yield unjudged(rule.code, _("The shadow is too narrow to tell how softly it ends."))
    else:
        message = _(
            "The shadow is hard: its edge is %(width)s%% as wide as the product; from %(limit)s%% on it is soft."
        )
        values = {"width": f"{edge.width:.1f}", "limit": f"{rule.limit:g}"}
        yield rule.finding(message % values, round(edge.width, 1), box=analysis.subject)
