"""How far one silhouette is from another: turned, stretched, or of another shape."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Mask = NDArray[np.bool_]

# Silhouettes are compared on a square of this side, in which both have the same area.
_SIDE = 96
_SHARE = 0.3
_TURNS = (np.arange(-21, 22, 3), np.arange(-2, 3, 1))
# A turn must explain so much of the difference.
_GAIN = 0.012


@dataclass(frozen=True)
class ShapeMatch:
    """`turned` in degrees, anticlockwise; `stretched` how much wider for its height, in percent.

    `differs` is the area that is in one silhouette alone after both have the same box, in percent of the area in
    either.
    """

    turned: float
    stretched: float
    differs: float


def shape_match(mask: Mask, known: Mask) -> ShapeMatch | None:
    """`known` is the silhouette as it ought to be. None where one of them is empty."""
    one, other = _outline_only(mask), _outline_only(known)
    if one is None or other is None or min(*one.shape, *other.shape) < 8:
        return None
    turned = _turn(one, other)
    expected = _cropped(_turned(other, turned)) if turned else other
    stretched = (one.shape[1] / one.shape[0]) / (expected.shape[1] / expected.shape[0]) - 1
    return ShapeMatch(turned, stretched * 100, (1 - _overlap(_boxed(one), _boxed(expected))) * 100)


def _outline_only(mask: Mask) -> Mask | None:
    return _cropped(mask) if mask.any() else None


def _cropped(mask: Mask) -> Mask:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _turn(mask: Mask, known: Mask) -> float:
    seen, expected = _centred(mask), Image.fromarray(_centred(known).astype(np.uint8) * 255)
    straight = _overlap(seen, np.asarray(expected) > 127)
    best, angle = straight, 0.0
    for steps in _TURNS:
        middle = angle
        for step in steps:
            turned = np.asarray(expected.rotate(float(middle + step), Image.Resampling.BILINEAR)) > 127
            overlap = _overlap(seen, turned)
            if overlap > best:
                best, angle = overlap, float(middle + step)
    return angle if best > straight + _GAIN else 0.0


def _turned(mask: Mask, degrees: float) -> Mask:
    picture = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(picture.rotate(degrees, Image.Resampling.BILINEAR, expand=True)) > 127


def _centred(mask: Mask) -> Mask:
    """About its centre of gravity, its area a share of the square."""
    scale = float(np.sqrt(_SHARE * _SIDE**2 / mask.sum()))
    rows, columns = np.nonzero(mask)
    y, x = float(rows.mean()), float(columns.mean())
    matrix = (1 / scale, 0, x - _SIDE / 2 / scale, 0, 1 / scale, y - _SIDE / 2 / scale)
    picture = Image.fromarray(mask.astype(np.uint8) * 255)
    return (
        np.asarray(picture.transform((_SIDE, _SIDE), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)) > 127
    )


def _boxed(mask: Mask) -> Mask:
    picture = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(picture.resize((_SIDE, _SIDE), Image.Resampling.BOX)) > 127


def _overlap(one: Mask, other: Mask) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))
