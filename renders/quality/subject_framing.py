"""Has the product the size and position that the prompt asks for?"""

from collections.abc import Iterator

from catalog.texts import and_list
from catalog.texts import gettext as _
from renders.contracts import GenerationContract
from renders.quality.check_finding import Box, CheckFinding, Severity, Siblings
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.prompt_requests import requested_fill, requests_centring, requests_scene

_FILL_TOLERANCE = 8.0
_CENTRE_TOLERANCE = 8.0
# Closer than this to the border, a part of the product or its whole margin is missing.
_MARGIN = 0.5


def check(analysis: PictureAnalysis, contract: GenerationContract, siblings: Siblings) -> Iterator[CheckFinding]:
    """No findings on wood, stone and interiors, where product and ground cannot be separated."""
    if requests_scene(contract.prompt) or not analysis.ground_is_even:
        return
    if analysis.subject is None:
        yield CheckFinding(
            "subject_not_found",
            Severity.WARNING,
            _("No product stands out from the ground."),
            0,
            1,
            "products",
        )
        return
    cut = list(_cut_off(analysis.subject))
    yield from cut
    if not cut:
        yield from _fill(analysis.subject, requested_fill(contract.prompt))
        if requests_centring(contract.prompt):
            yield from _centring(analysis.subject)


def _cut_off(subject: Box) -> Iterator[CheckFinding]:
    left, top, right, bottom = subject
    margins = {_("left"): left, _("top"): top, _("right"): 1 - right, _("bottom"): 1 - bottom}
    sides = [side for side, margin in margins.items() if margin * 100 < _MARGIN]
    if sides:
        yield CheckFinding(
            "subject_cut_off",
            Severity.BLOCKING,
            _("The product is cut off at the %(sides)s edge.") % {"sides": and_list(sides)},
            round(min(margins.values()) * 100, 1),
            _MARGIN,
            "%",
            subject,
        )


def _fill(subject: Box, requested: float | None) -> Iterator[CheckFinding]:
    if requested is None:
        return
    fill = max(subject[2] - subject[0], subject[3] - subject[1]) * 100
    away = fill - requested * 100
    if abs(away) > _FILL_TOLERANCE:
        yield CheckFinding(
            "fill_differs_from_order",
            Severity.WARNING,
            _("The product fills %(fill)s%% of the frame; about %(requested)s%% was asked.")
            % {"fill": f"{fill:.0f}", "requested": f"{requested * 100:.0f}"},
            round(fill, 1),
            round(requested * 100 + (_FILL_TOLERANCE if away > 0 else -_FILL_TOLERANCE), 1),
            "%",
            subject,
        )


def _centring(subject: Box) -> Iterator[CheckFinding]:
    across = (subject[0] + subject[2] - 1) / 2 * 100
    down = (subject[1] + subject[3] - 1) / 2 * 100
    away, where = max(
        (abs(across), _("right") if across > 0 else _("left")),
        (abs(down), _("low") if down > 0 else _("high")),
    )
    if away > _CENTRE_TOLERANCE:
        yield CheckFinding(
            "subject_off_centre",
            Severity.WARNING,
            _("The product stands %(away)s%% of the frame too far %(where)s; up to %(centre_tolerance)s%% is centred.")
            % {"away": f"{away:.0f}", "where": where, "centre_tolerance": f"{_CENTRE_TOLERANCE:.0f}"},
            round(away, 1),
            _CENTRE_TOLERANCE,
            "%",
            subject,
        )
