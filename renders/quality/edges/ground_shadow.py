"""What the product's shadow does to an even ground: how dark, on which side, how far below the product."""

from dataclasses import dataclass

import numpy as np

from catalog.cutting.pixels.planes import grown
from renders.quality.subject_view import Floats, SubjectView

# Pixels beside the outline that are product and ground mixed.
_MIXED = 2
_BASE = 0.05
_BELOW, _FAR_BELOW = 0.06, 0.22
_TINTED = 0.25
# The shade right below a product that stands is nearly the darkest.
_AT_ONCE = 0.93
# A shadow that lies nearly all behind the product has no side; a share of the product's width, squared.
_LEAST_BESIDE = 0.001


@dataclass(frozen=True)
class GroundShadow:
    """`darkest` is how much of the light is missing right below the product, in percent.

    `side` is where the rest of the shadow lies, -100 all on the left to 100 all on the right; None where there is
    next to none. `gap` is how far below the product its shadow is darkest, in percent of the product's height.
    """

    darkest: float
    side: float | None
    gap: float


def ground_shadow(view: SubjectView) -> GroundShadow | None:
    """None where no product is seen or nothing is seen below it."""
    if view.box is None:
        return None
    left, top, right, bottom = view.box
    height, width = bottom - top, right - left
    if bottom + _BELOW * height + _MIXED >= view.mask.shape[0] or height < 8 or width < 8:
        return None
    shade = np.clip(1 - view.level, 0, 1) * (view.tint < _TINTED)
    shade[grown(view.mask, _MIXED)] = 0
    shade[shade < view.reach] = 0
    below = _below(view, bottom, height)
    side = _side(shade[top + height // 3 :], left, right)
    return GroundShadow(_darkest(below, height), side, _gap(below, height))


def _below(view: SubjectView, bottom: int, height: int) -> Floats:
    """The mean shade under the columns in which the product comes down to the ground, from its own outline down."""
    filled = view.main[bottom - max(round(_BASE * height), 2) :]
    columns = np.flatnonzero(filled.any(axis=0))
    lowest = view.mask.shape[0] - 1 - np.argmax(view.main[::-1, columns], axis=0)
    inner = slice(len(columns) // 5, max(len(columns) - len(columns) // 5, 1))
    columns, lowest = columns[inner], lowest[inner]
    deep = max(round(_FAR_BELOW * height), 6)
    places = np.minimum(lowest[:, np.newaxis] + 1 + np.arange(deep), view.mask.shape[0] - 1)
    return np.asarray(np.clip(1 - view.level[places, columns[:, np.newaxis]], 0, 1).mean(axis=0))


def _darkest(below: Floats, height: int) -> float:
    return float(below[_MIXED : max(round(_BELOW * height), _MIXED + 3)].max()) * 100


def _gap(below: Floats, height: int) -> float:
    """Where the shade is darkest, if it is much lighter right below the product."""
    seen = below[_MIXED:]
    at = int(np.argmax(seen))
    if seen[at] < 0.05 or seen[0] > _AT_ONCE * seen[at]:
        return 0.0
    return (at + _MIXED) / height * 100


def _side(shade: Floats, left: int, right: int) -> float | None:
    beside = float(shade[:, :left].sum()), float(shade[:, right:].sum())
    both = sum(beside)
    if both < _LEAST_BESIDE * (right - left) ** 2:
        return None
    return (beside[1] - beside[0]) / both * 100
