"""Does the product stand on its ground, with the shadow that was asked for?"""

from collections.abc import Iterator

from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import CheckFinding, Severity, unjudged
from renders.quality.edges.ground_shadow import GroundShadow
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even, outline_not_seen
from renders.quality.prompt_requests import (
    requested_light,
    requests_from_above,
    requests_scene,
    requests_shadow,
)
from renders.quality.rules import Rule, Rules

RULES = (
    Rule("shadow_missing", 2.0, "%", Severity.WARNING, gettext_noop("whether the product casts a shadow")),
    Rule("shadow_wrong_side", 30.0, "%", Severity.WARNING, gettext_noop("the side of the shadow")),
    Rule("floating", 3.0, "%", Severity.WARNING, gettext_noop("whether the product stands on the ground")),
)
_CODES = ("shadow_missing", "floating", "shadow_wrong_side")


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """Only where a shadow was asked for; seen from above nothing stands."""
    prompt, view = order.contract.prompt, analysis.subject_view
    if not requests_shadow(prompt) or requests_from_above(prompt):
        return
    if requests_scene(prompt) or view is None:
        yield from (unjudged(code, ground_not_even()) for code in _CODES)
        return
    shadow = analysis.shadow
    if shadow is None:
        yield from (unjudged(code, outline_not_seen()) for code in _CODES)
        return
    rule = order.rules["shadow_missing"]
    if shadow.darkest < rule.limit and shadow.side is None:  # of a small product's contact nothing may be seen
        message = _("The product has no shadow: below it the ground is %(darkest)s%% darker.")
        yield rule.finding(
            message % {"darkest": f"{shadow.darkest:.0f}"}, round(shadow.darkest, 1), box=analysis.subject
        )
        return
    yield from _floating(shadow, order.rules, analysis)
    if view.is_whole:
        yield from _side(shadow, requested_light(prompt), order.rules, analysis)
    else:
        yield unjudged("shadow_wrong_side", outline_not_seen())


def _floating(shadow: GroundShadow, rules: Rules, analysis: PictureAnalysis) -> Iterator[CheckFinding]:
    rule = rules["floating"]
    if shadow.gap > rule.limit:
        message = _("The product floats %(gap)s%% of its height above its shadow; up to %(limit)s%% stands.")
        values = {"gap": f"{shadow.gap:.0f}", "limit": f"{rule.limit:g}"}
        yield rule.finding(message % values, round(shadow.gap, 1), box=analysis.subject)


def _side(shadow: GroundShadow, light: str | None, rules: Rules, analysis: PictureAnalysis) -> Iterator[CheckFinding]:
    """Light from the left casts a shadow to the right."""
    if light is None or shadow.side is None:
        return
    rule = rules["shadow_wrong_side"]
    towards_light = shadow.side if light == "right" else -shadow.side
    if towards_light > rule.limit:
        side = _("right") if light == "right" else _("left")
        message = _("The shadow falls to the %(side)s, where the light was to come from.") % {"side": side}
        yield rule.finding(message, round(towards_light, 1), box=analysis.subject)
