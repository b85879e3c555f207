"""Which pixels are product: what neither ground nor shadow reaches from the border."""

import numpy as np
from numpy.typing import NDArray

from catalog.cutting.pixels.planes import eroded, grown, parts, sizes

Mask = NDArray[np.bool_]

# Levels by which the ground may differ from the gradient fitted to it.
_LIKE_GROUND = 6
# Light and shadow change each channel in proportion: so many levels apart, and this share of the darkening.
_APART, _SHARE_APART = 8, 5
# A shadow leaves this share of the ground's level at least; what is darker is a product.
_LEFT_IN_SHADOW = 0.45
# Gaps of an outline up to twice as wide do not let the shadow in.
_CLOSED = 2
# Smaller parts, as a share of the largest, are grain or dust.
_SMALLEST = 0.001


def subject_mask(planes: NDArray[np.uint8], ground: NDArray[np.uint8], outline: Mask) -> Mask:
    """`planes` and `ground` (what would be seen without a product) are 3 x height x width."""
    darker = np.where(ground > planes, ground - planes, 0)
    lighter = np.where(planes > ground, planes - ground, 0)
    away = np.maximum(darker, lighter).max(axis=0)
    is_dark_enough = (planes < _LEFT_IN_SHADOW * ground).any(axis=0)
    is_light_and_shade = (_is_grey(darker) & ~lighter.any(axis=0) & ~is_dark_enough) | (
        _is_grey(lighter) & ~darker.any(axis=0)
    )
    free = eroded((is_light_and_shade | (away <= _LIKE_GROUND)) & ~outline, _CLOSED)
    labels, count = parts(free)
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    is_outside = np.zeros(count + 1, bool)
    is_outside[np.unique(rim)] = True
    is_outside[0] = False
    return _without_specks(~grown(is_outside[labels], _CLOSED) & ~_line(outline, away))


def _is_grey(change: NDArray[np.uint8]) -> Mask:
    least, most = change.min(axis=0), change.max(axis=0)
    return most - least <= _APART + most // _SHARE_APART


def _line(outline: Mask, away: NDArray[np.uint8]) -> Mask:
    """The outer half of an outline, which shows the ground."""
    return outline & (away <= _LIKE_GROUND)


def _without_specks(mask: Mask) -> Mask:
    labels, count = parts(mask)
    if count < 2:
        return mask
    area = sizes(labels, count)
    area[0] = 0
    return (area >= max(4, _SMALLEST * area.max()))[labels] & mask
