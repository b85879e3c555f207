"""Has the product the size and position that the prompt asks for?"""

from collections.abc import Iterator

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
            "No product stands out from the ground.",
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
    margins = {"left": left, "top": top, "right": 1 - right, "bottom": 1 - bottom}
    sides = [side for side, margin in margins.items() if margin * 100 < _MARGIN]
    if sides:
        yield CheckFinding(
            "subject_cut_off",
            Severity.BLOCKING,
            f"The product is cut off at the {' and '.join(sides)} edge.",
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
            f"The product fills {fill:.0f}% of the frame; about {requested * 100:.0f}% was asked.",
            round(fill, 1),
            round(requested * 100 + (_FILL_TOLERANCE if away > 0 else -_FILL_TOLERANCE), 1),
            "%",
            subject,
        )


def _centring(subject: Box) -> Iterator[CheckFinding]:
    across = (subject[0] + subject[2] - 1) / 2 * 100
    down = (subject[1] + subject[3] - 1) / 2 * 100
    away, where = max(
        (abs(across), "right" if across > 0 else "left"),
        (abs(down), "low" if down > 0 else "high"),
    )
    if away > _CENTRE_TOLERANCE:
        yield CheckFinding(
            "subject_off_centre",
            Severity.WARNING,
            f"The product stands {away:.0f}% of the frame too far {where}; up to {_CENTRE_TOLERANCE:.0f}% is centred.",
            round(away, 1),
            _CENTRE_TOLERANCE,
            "%",
            subject,
        )
