"""Is the ground of a packshot as white as its prompt asks, on all four borders?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.cutting.pixels.planes import grown, touching
from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.quality.check_finding import Box, CheckFinding, Severity
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.prompt_requests import requests_white_ground
from renders.quality.rules import Rule
from renders.quality.subject_view import Mask

RULES = (
    # 250 looks white on a shop's page; only Amazon's main image requires exactly 255.
    Rule("ground_not_white", 250, "levels", Severity.WARNING, gettext_noop("the white of the ground")),
    Rule("ground_uneven", 250, "levels", Severity.WARNING, gettext_noop("the evenness of the ground")),
)
# Below this everybody sees grey.
_VISIBLY_GREY = 235
_STRIP = 0.02
_TILES = 4
_SAMPLED, _LIGHTEST = 7, 90
# A shadow: by how much of its light it is darker, how little it is tinted, and pixels of the view to the product.
_SHADE, _TINTED, _NEXT_TO = 0.02, 0.12, 3
_HALF = 0.4
# How far the shade under a product reaches down, as a share of the product's width; where little ground is left below
# it, the shade is seen only from so many levels below white on.
_UNDER, _UNSEEN = 0.06, 6


@dataclass(frozen=True)
class _Tile:
    """A section of one border and its level (the darkest channel's median)."""

    side: str
    level: float
    box: Box


def check(analysis: PictureAnalysis, order: InspectionOrder) -> Iterator[CheckFinding]:
    """At most one finding: the whole ground is not white, or a part of it is not."""
    if not requests_white_ground(order.contract.prompt):
        return
    not_white, uneven = order.rules["ground_not_white"], order.rules["ground_uneven"]
    shadow, subject = _own_shadow(analysis), analysis.subject
    tiles = [
        tile
        for tile in _tiles(analysis.small)
        if not (
            _covered(tile, subject)
            or _in_shadow(tile.box, shadow, subject)
            or (tile.level >= uneven.limit - _UNSEEN and _close_below(tile.box, subject))
        )
    ]
    if not tiles:
        return
    darkest = min(tiles, key=lambda tile: tile.level)
    lightest = max(_lightest(analysis), *(tile.level for tile in tiles))
    # It is uneven where the light takes away more than the whole ground lacks.
    if darkest.level < not_white.limit and lightest - darkest.level <= not_white.limit - lightest:
        yield _not_white(darkest, not_white)
    elif darkest.level < uneven.limit:
        yield _uneven(darkest, uneven)


def _not_white(darkest: _Tile, rule: Rule) -> CheckFinding:
    message = _("The ground is not white: level %(level)s at the %(side)s edge; white starts at %(white)s.")
    severity = Severity.BLOCKING if darkest.level < _VISIBLY_GREY else rule.severity
    return rule.finding(message % _values(darkest, rule), round(darkest.level, 1), severity=severity)


def _uneven(darkest: _Tile, rule: Rule) -> CheckFinding:
    message = _("The white ground darkens to level %(level)s at the %(side)s edge; white starts at %(white)s.")
    return rule.finding(message % _values(darkest, rule), round(darkest.level, 1), box=darkest.box)


def _lightest(analysis: PictureAnalysis) -> float:
    """The level of the lightest part of the ground, which may lie away from the borders."""
    if analysis.subject_mask is None:
        return 0.0
    levels = analysis.small.min(axis=0)[~analysis.subject_mask]
    return float(np.percentile(levels[::_SAMPLED], _LIGHTEST)) if levels.size else 0.0


def _values(darkest: _Tile, rule: Rule) -> dict[str, str]:
    return {"level": f"{darkest.level:.0f}", "side": darkest.side, "white": f"{rule.limit:.0f}"}


def _tiles(small: NDArray[np.uint8]) -> Iterator[_Tile]:
    """Four sections of each border, in shares of the picture."""
    for part in range(_TILES):
        start, end = part / _TILES, (part + 1) / _TILES
        yield _tile("top", small, (start, 0, end, _STRIP))
        yield _tile("bottom", small, (start, 1 - _STRIP, end, 1))
        yield _tile("left", small, (0, start, _STRIP, end))
        yield _tile("right", small, (1 - _STRIP, start, 1, end))


def _tile(side: str, small: NDArray[np.uint8], box: Box) -> _Tile:
    height, width = small.shape[1:]
    levels = small[:, _span(box[1], box[3], height), _span(box[0], box[2], width)].min(axis=0)
    return _Tile(side, float(np.median(levels)), box)


def _span(start: float, end: float, length: int) -> slice:
    return slice(int(start * length), max(int(np.ceil(end * length)), 1))


def _own_shadow(analysis: PictureAnalysis) -> Mask | None:
    """Where the ground lies in the shadow of the product: darker than the light around it, and next to the product."""
    view = analysis.subject_view
    if view is None:
        return None
    product = grown(view.main, _NEXT_TO)
    shade = (view.level < 1 - _SHADE) & (view.tint < _TINTED)
    return touching(shade | product, product) & ~view.main


def _in_shadow(box: Box, shadow: Mask | None, subject: Box | None) -> bool:
    """Whether half of it is; the light of the ground is seen in the other parts of the border."""
    if shadow is None:
        return False
    rows, columns = _span(box[1], box[3], shadow.shape[0]), _span(box[0], box[2], shadow.shape[1])
    # Close below a product the shade is wider than what is seen of it: the light fitted to the ground is too dark.
    limit = 0.0 if _close_below(box, subject) else _HALF
    return float(shadow[rows, columns].mean()) > limit


def _close_below(box: Box, subject: Box | None) -> bool:
    if subject is None:
        return False
    left, _top, right, foot = subject
    return left < box[2] and box[0] < right and box[1] < foot + _UNDER * (right - left) and foot < box[3]


def _covered(tile: _Tile, subject: Box | None) -> bool:
    """A product cut off at a border hides the ground there; `subject_framing` reports it."""
    if subject is None:
        return False
    left, top, right, bottom = tile.box
    return subject[0] < right and left < subject[2] and subject[1] < bottom and top < subject[3]
