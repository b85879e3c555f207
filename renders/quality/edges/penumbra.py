"""How softly the shadow ends that a product casts on an even ground."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.cutting.pixels.planes import LUMINANCE, grown, linear_of, resized
from renders.quality.subject_view import Floats, Mask, SubjectView

# Shares of the product's width: what lies so close below it is the shade under it, which is narrow in any light. To its
# sides that shade hardly reaches, and of a flat product's cast shadow there is little more.
_UNDER, _ASIDE = 0.06, 0.02
_TINTED = 0.25
# A shadow that takes less of the light has no edge that is seen; nor has one of so few pixels.
_FAINTEST, _FEWEST = 0.06, 20
# Its edge is where it is between these shares of its depth. A hard one has almost as much behind its edge as in it; the
# shade that lies close under a flat product is all edge, in any light.
_EDGE, _BEHIND = (0.3, 0.7), 0.8
# From 10 to 90 %, as a share of the length in which the steepest slope would bring all of it.
_RISE = 0.8


@dataclass(frozen=True)
class Penumbra:
    """`width` is that of the shadow's edge in percent of the product's width; not sure where it is nothing but edge."""

    width: float
    is_sure: bool


def penumbra(small: NDArray[np.uint8], view: SubjectView) -> Penumbra | None:
    """None where no shadow is seen beside the product. `small` are three planes of levels."""
    if view.box is None:
        return None
    left, top, right, bottom = view.box
    wide = right - left
    # Only where a shadow may lie: from the product's middle down, and so far to its sides.
    height, width = view.mask.shape
    rows = slice((top + bottom) // 2, min(bottom + wide // 2 + 2, height))
    columns = slice(max(left - wide, 0), min(right + wide, width))
    aside = ~grown(view.mask, max(round(_ASIDE * wide), 2))
    aside[:, left:right] = False
    beside = aside | ~grown(view.mask, max(round(_UNDER * wide), 2))
    seen = (beside & (view.tint < _TINTED))[rows, columns]
    shade, across = _shade(small, view, rows, columns)
    return _edge_width(shade, _enlarged(seen, shade.shape), view.reach, wide * across)


def _shade(small: NDArray[np.uint8], view: SubjectView, rows: slice, columns: slice) -> tuple[Floats, float]:
    """The share of the ground's light that is missing, in pixels of the small copy, and how many make one of the
    view's."""
    across, down = (small.shape[2 - axis] / view.mask.shape[1 - axis] for axis in (0, 1))
    place = (
        slice(round(rows.start * down), round(rows.stop * down)),
        slice(round(columns.start * across), round(columns.stop * across)),
    )
    picture = Image.fromarray(np.ascontiguousarray(np.moveaxis(small[:, *place], 0, 2)))
    light = (view.picture[rows, columns] @ LUMINANCE) / np.maximum(view.level[rows, columns], 0.01)
    ground = resized(light, picture.size)
    return np.clip(1 - linear_of(picture) @ LUMINANCE / np.maximum(ground, 1e-3), 0, 1), across


def _enlarged(mask: Mask, shape: tuple[int, ...]) -> Mask:
    return np.asarray(Image.fromarray(mask).resize((shape[1], shape[0]), Image.Resampling.NEAREST))


def _edge_width(shade: Floats, seen: Mask, reach: float, wide: float) -> Penumbra | None:
    shaded = shade[seen & (shade > reach)]
    if len(shaded) < _FEWEST:
        return None
    depth = float(np.percentile(shaded, 95))
    if depth < max(_FAINTEST, 3 * reach):
        return None
    core = shade[1:-1, 1:-1]
    slope = np.hypot(shade[1:-1, 2:] - shade[1:-1, :-2], shade[2:, 1:-1] - shade[:-2, 1:-1]) / 2
    edge = seen[1:-1, 1:-1] & (core > _EDGE[0] * depth) & (core < _EDGE[1] * depth)
    behind = seen[1:-1, 1:-1] & (core >= _EDGE[1] * depth)
    if np.count_nonzero(edge) < _FEWEST:
        return None
    width = _RISE * depth / max(float(np.median(slope[edge])), 1e-6) / wide * 100
    return Penumbra(width, bool(np.count_nonzero(behind) >= _BEHIND * np.count_nonzero(edge)))
