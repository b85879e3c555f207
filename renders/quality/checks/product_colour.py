"""Has the product the colour of its swatch?"""

from collections.abc import Iterator

from catalog.cutting.pixels.planes import eroded
from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.comparing.swatch_match import colour_from_swatch
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even, outline_not_seen
from renders.quality.prompt_requests import names_see_through, requests_scene
from renders.quality.rules import Rule

RULES = (Rule("colour_off_swatch", 6.5, "ΔE", Severity.WARNING, gettext_noop("the product's colour")),)
# Pixels of the rim, which the ground and the light from behind colour too.
_RIM = 3


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """Without a swatch there is nothing to compare."""
    swatch, view, rule = order.contract.colorway.swatch, analysis.subject_view, order.rules["colour_off_swatch"]
    if swatch is None:
        return
    if names_see_through(order.contract.prompt):
        yield unjudged("colour_off_swatch", _("The product is see-through and shows what is behind and in it."))
        return
    if requests_scene(order.contract.prompt) or view is None:
        yield unjudged("colour_off_swatch", ground_not_even())
        return
    if not view.is_whole:
        yield unjudged("colour_off_swatch", outline_not_seen())
        return
    away = colour_from_swatch(view.picture, eroded(view.main, _RIM), swatch)
    if away is not None and away > rule.limit:
        message = _("The product's colour is ΔE %(away)s away from its swatch %(swatch)s; up to %(limit)s is the same.")
        values = {"away": f"{away:.1f}", "swatch": swatch, "limit": f"{rule.limit:g}"}
        yield rule.finding(message % values, round(away, 1), box=analysis.subject)
