"""What the product's shadow does to an even ground: how dark, on which side, how far below the product."""

from dataclasses import dataclass

import numpy as np

from catalog.cutting.pixels.planes import grown
from renders.quality.subject_view import Floats, SubjectView

# Pixels beside the outline that are product and ground mixed; the nearest of them is still dark right below a product
# that stands.
_MIXED, _NEAREST = 2, 1
_BELOW, _FAR_BELOW = 0.06, 0.22
_TINTED = 0.25
# The shade right below a product that stands is nearly the darkest.
_AT_ONCE = 0.96
# A shadow that lies nearly all behind the product has no side; a share of the product's width, squared.
_LEAST_BESIDE = 0.0003


@dataclass(frozen=True)
class GroundShadow:
    """`darkest` is how much of the light is missing right below the product, in percent.

    `side` is where the rest of the shadow lies, -100 all on the left to 100 all on the right; None where there is
    next to none or where parts of the product are not seen. `gap` is how far below the product its shadow is darkest,
    in percent of the product's height.
    """

    darkest: float
    side: float | None
    gap: float


def ground_shadow(view: SubjectView) -> GroundShadow | None:
    """None where neither the whole product nor its foot is seen, or nothing is seen below it."""
    if view.box is None or not (view.is_whole or view.is_foot_seen):
        return None
    left, top, right, bottom = view.box
    height, width = bottom - top, right - left
    if bottom + _BELOW * height + _MIXED >= view.mask.shape[0] or height < 8 or width < 8:
        return None
    shade = np.clip(1 - view.level, 0, 1) * (view.tint < _TINTED)
    shade[grown(view.mask, _MIXED)] = 0
    shade[shade < view.reach] = 0
    below = _below(view, height)
    side = _side(shade[top + height // 3 :], left, right) if view.is_whole else None
    return GroundShadow(_darkest(below, height), side, _gap(below, height))


def _below(view: SubjectView, height: int) -> Floats:
    """The mean shade under the columns in which the product comes down to the ground, from its own outline down."""
    columns, lowest = view.foot
    inner = slice(len(columns) // 5, max(len(columns) - len(columns) // 5, 1))
    columns, lowest = columns[inner], lowest[inner]
    deep = max(round(_FAR_BELOW * height), 6)
    places = np.minimum(lowest[:, np.newaxis] + 1 + np.arange(deep), view.mask.shape[0] - 1)
    return np.asarray(np.clip(1 - view.level[places, columns[:, np.newaxis]], 0, 1).mean(axis=0))


def _darkest(below: Floats, height: int) -> float:
    return float(below[_MIXED : max(round(_BELOW * height), _MIXED + 3)].max()) * 100


def _gap(below: Floats, height: int) -> float:
    """Where the shade is darkest, to parts of a pixel, if it is lighter nearer to the product."""
    seen = below[_NEAREST:]
    at = int(np.argmax(seen))
    if seen[at] < 0.05 or seen[: at + 1].min() > _AT_ONCE * seen[at]:
        return 0.0
    return (at + _top_of_parabola(seen, at) + _NEAREST) / height * 100


def _top_of_parabola(values: Floats, at: int) -> float:
    """How far from the largest value the parabola through it and its neighbours is highest."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, largest, after = (float(value) for value in values[at - 1 : at + 2])
    bend = before - 2 * largest + after
    return (before - after) / bend / 2 if bend < 0 else 0.0


def _side(shade: Floats, left: int, right: int) -> float | None:
    beside = float(shade[:, :left].sum()), float(shade[:, right:].sum())
    both = sum(beside)
    if both < _LEAST_BESIDE * (right - left) ** 2:
        return None
    return (beside[1] - beside[0]) / both * 100
