"""Has the product the size and position that the prompt asks for?"""

from collections.abc import Iterator

from catalog.texts import and_list, gettext_noop
from catalog.texts import gettext as _
from renders.quality.check_finding import Box, CheckFinding, Severity, fill_of, unjudged
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis, ground_not_even, outline_not_seen
from renders.quality.prompt_requests import requested_fill, requests_centring, requests_scene
from renders.quality.rules import Rule

RULES = (
    Rule("subject_not_found", 1, "products", Severity.WARNING, gettext_noop("whether there is a product")),
    # Closer than this to the border, a part of the product or its whole margin is missing.
    Rule("subject_cut_off", 0.5, "%", Severity.BLOCKING, gettext_noop("whether the product is whole")),
    Rule("fill_differs_from_order", 8.0, "%", Severity.WARNING, gettext_noop("the size of the product")),
    Rule("subject_off_centre", 8.0, "%", Severity.WARNING, gettext_noop("the place of the product")),
)
_CODES = ("subject_cut_off", "fill_differs_from_order", "subject_off_centre")


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """On wood, stone and in interiors product and ground cannot be separated."""
    prompt, rules = order.contract.prompt, order.rules
    if requests_scene(prompt) or not (analysis.ground_is_even or analysis.subject):
        yield from (unjudged(code, ground_not_even()) for code in _CODES)
        return
    if analysis.tonal_range < rules["blank"].limit:
        return
    if analysis.subject is None:
        yield rules["subject_not_found"].finding(_("No product stands out from the ground."), 0)
        return
    cut = list(_cut_off(analysis.subject, rules["subject_cut_off"]))
    yield from cut
    view = analysis.subject_view
    if view is not None and not view.is_whole:
        # The box of a part of the product says nothing of its size or place.
        yield from (unjudged(code, outline_not_seen()) for code in _CODES[1:])
    elif not cut:
        yield from _fill(analysis.subject, order.fill or requested_fill(prompt), rules["fill_differs_from_order"])
        if requests_centring(prompt):
            yield from _centring(analysis.subject, rules["subject_off_centre"])


def _cut_off(subject: Box, rule: Rule) -> Iterator[CheckFinding]:
    left, top, right, bottom = subject
    margins = {_("left"): left, _("top"): top, _("right"): 1 - right, _("bottom"): 1 - bottom}
    sides = [side for side, margin in margins.items() if margin * 100 < rule.limit]
    if sides:
        message = _("The product is cut off at the %(sides)s edge.") % {"sides": and_list(sides)}
        yield rule.finding(message, round(min(margins.values()) * 100, 1), box=subject)


def _fill(subject: Box, requested: float | None, rule: Rule) -> Iterator[CheckFinding]:
    if requested is None:
        return
    fill = fill_of(subject)
    away = fill - requested * 100
    if abs(away) > rule.limit:
        message = _("The product fills %(fill)s%% of the frame; about %(requested)s%% was asked.")
        values = {"fill": f"{fill:.0f}", "requested": f"{requested * 100:.0f}"}
        limit = round(requested * 100 + (rule.limit if away > 0 else -rule.limit), 1)
        yield rule.finding(message % values, round(fill, 1), limit=limit, box=subject)


def _centring(subject: Box, rule: Rule) -> Iterator[CheckFinding]:
    across = (subject[0] + subject[2] - 1) / 2 * 100
    down = (subject[1] + subject[3] - 1) / 2 * 100
    away, where = max(
        (abs(across), _("right") if across > 0 else _("left")),
        (abs(down), _("low") if down > 0 else _("high")),
    )
    if away > rule.limit:
        message = _(
            "The product stands %(away)s%% of the frame too far %(where)s; up to %(centre_tolerance)s%% is centred."
        )
        values = {"away": f"{away:.0f}", "where": where, "centre_tolerance": f"{rule.limit:.0f}"}
        yield rule.finding(message % values, round(away, 1), box=subject)
