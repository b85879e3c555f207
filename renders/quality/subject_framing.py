"""Does the product stand where, and as large as, the prompt asks?"""

from collections.abc import Iterator

from renders.contracts import GenerationContract
from renders.quality.asked import asked_fill, asks_for_centring, asks_for_scene
from renders.quality.findings import Box, Finding, Severity
from renders.quality.sight import Sight

_FILL_WITHIN = 8.0
_CENTRE_WITHIN = 8.0
# Closer than this to the border, a product has lost a part of itself or all of its air.
_MARGIN = 0.5


def check(sight: Sight, contract: GenerationContract) -> Iterator[Finding]:
    """Silent on wood, stone and rooms, where product and ground cannot be told apart by measure."""
    if asks_for_scene(contract.prompt) or not sight.ground_is_even:
        return
    if sight.subject is None:
        yield Finding(
            "subject_not_found",
            Severity.WARNING,
            "No product stands out from the ground.",
            0,
            1,
            "products",
        )
        return
    cut = list(_cut_off(sight.subject))
    yield from cut
    if not cut:
        yield from _fill(sight.subject, asked_fill(contract.prompt))
        if asks_for_centring(contract.prompt):
            yield from _centring(sight.subject)


def _cut_off(subject: Box) -> Iterator[Finding]:
    left, top, right, bottom = subject
    margins = {"left": left, "top": top, "right": 1 - right, "bottom": 1 - bottom}
    sides = [side for side, margin in margins.items() if margin * 100 < _MARGIN]
    if sides:
        yield Finding(
            "subject_cut_off",
            Severity.BLOCKING,
            f"The product is cut off at the {' and '.join(sides)} edge.",
            round(min(margins.values()) * 100, 1),
            _MARGIN,
            "%",
            subject,
        )


def _fill(subject: Box, asked: float | None) -> Iterator[Finding]:
    if asked is None:
        return
    fill = max(subject[2] - subject[0], subject[3] - subject[1]) * 100
    away = fill - asked * 100
    if abs(away) > _FILL_WITHIN:
        yield Finding(
            "fill_differs_from_order",
            Severity.WARNING,
            f"The product fills {fill:.0f}% of the frame; about {asked * 100:.0f}% was asked.",
            round(fill, 1),
            round(asked * 100 + (_FILL_WITHIN if away > 0 else -_FILL_WITHIN), 1),
            "%",
            subject,
        )


def _centring(subject: Box) -> Iterator[Finding]:
    across = (subject[0] + subject[2] - 1) / 2 * 100
    down = (subject[1] + subject[3] - 1) / 2 * 100
    away, where = max(
        (abs(across), "right" if across > 0 else "left"),
        (abs(down), "low" if down > 0 else "high"),
    )
    if away > _CENTRE_WITHIN:
        yield Finding(
            "subject_off_centre",
            Severity.WARNING,
            f"The product stands {away:.0f}% of the frame too far {where}; up to {_CENTRE_WITHIN:.0f}% is centred.",
            round(away, 1),
            _CENTRE_WITHIN,
            "%",
            subject,
        )
