"""Can the picture be cropped to the ratio of its placement?"""

from collections.abc import Iterator

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.contracts import aspect_ratio
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even, outline_not_seen
from renders.quality.prompt_requests import requests_scene
from renders.quality.rules import Rule

RULES = (
    # Of the product's length.
    Rule("crop_loses_product", 2.0, "%", Severity.WARNING, gettext_noop("whether a crop would cut the product")),
)


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """Only a picture of another ratio is cropped."""
    rule, prompt = order.rules["crop_loses_product"], order.contract.prompt
    width, height = analysis.picture.size
    # How much wider the picture is than its placement.
    wider = width / height / float(aspect_ratio(order.contract.aspect))
    if abs(wider - 1) * 100 <= order.rules["ratio_differs_from_order"].limit:
        return
    if requests_scene(prompt) or not (analysis.ground_is_even or analysis.subject):
        yield unjudged(rule.code, ground_not_even())
        return
    if analysis.subject is None:
        yield unjudged(rule.code, outline_not_seen())
        return
    left, top, right, bottom = analysis.subject
    length, left_over, side = (right - left, 1 / wider, _("width")) if wider > 1 else (bottom - top, wider, _("height"))
    lost = (1 - left_over / length) * 100
    if lost > rule.limit:
        message = _("Cropped to %(aspect)s, as was ordered, the product would lose %(lost)s%% of its %(side)s.")
        values = {"aspect": order.contract.aspect, "lost": f"{lost:.0f}", "side": side}
        yield rule.finding(message % values, round(lost, 1), box=analysis.subject)
