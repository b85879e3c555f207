"""Where an outline runs between pixels: each place of it from many pixels, and alpha drawn again from that."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog.cutting.pixels.planes import Floats, Mask, eroded, grown, touched

Places = NDArray[np.intp]

# Pixels to either side that are read across an outline, and along it, and how fast the weight of those falls.
_ACROSS, _ALONG, _FALL = 4, 4, 2.2
# How soft an edge is, is nearly the same over a square of so many pixels and those around it.
_SAME_LENS = 10
# The least softness: that of a pixel itself, as the area that it sees.
_PIXEL = 1 / 6
_GAUSS = np.sqrt(np.pi)
# What the whole outline says of it counts beside what is near.
_USUAL = 0.5
# Where light alone shows the edge, each pixel's own value counts so much: there noise is small beside it.
_AS_SEEN = 0.5
# Nearer than so many pixels to another outline the sums would meet that.
_ALONE = 4


@dataclass(frozen=True)
class SeenAlpha:
    """What each pixel says by all its colour, by its brightness alone, and how much the latter tells, 0..1."""

    alpha: Floats
    by_light: Floats
    light_counts: Floats


def drawn_again(seen: SeenAlpha, where: Mask, product: Mask) -> Floats:
    """Alpha of a soft step at the place where its sum across the outline says that it is.

    A JPEG blurs colour over more pixels than light, and adds noise; neither moves an edge, so the sum across it tells
    its place, and its softness is read where light alone shows it. Corners, tips and straps keep the value of each
    pixel.
    """
    alpha, light_counts = seen.alpha, seen.light_counts
    rows, columns = np.nonzero(where)
    across, down, is_straight = _directions(alpha, rows, columns)
    place, _, read = _read_across(alpha, rows, columns, across, down)
    _, spread, _ = _read_across(seen.by_light, rows, columns, across, down)
    softness = _softness(spread, light_counts, rows, columns)
    # Reading between pixels softens too.
    width = np.sqrt(np.maximum((_GAUSS * softness) ** 2 - read, _PIXEL / 2))
    fresh = _step(_mean_along(place, where, rows, columns, across, down) / width)
    share = is_straight * _alone(product)[rows, columns] * (1 - _AS_SEEN * light_counts[rows, columns])
    out = alpha.copy()
    out[rows, columns] += (fresh - out[rows, columns]) * share
    return out


def _read_across(
    alpha: Floats, rows: Places, columns: Places, across: Floats, down: Floats
) -> tuple[Floats, Floats, Floats]:
    """How far inside the outline each place lies, how soft alpha is across it, and what of that the reading adds."""
    sums, spread, read = np.full(len(rows), -_ACROSS - 0.5, np.float32), *np.zeros((2, len(rows)), np.float32)
    for step in range(-_ACROSS, _ACROSS + 1):
        value = _between(alpha, rows + step * down, columns + step * across)
        sums += value
        spread += value * (1 - value)
        read += across**2 * _between_pixels(step * across) + down**2 * _between_pixels(step * down)
    return sums, spread, read / (2 * _ACROSS + 1)


def _mean_along(values: Floats, where: Mask, rows: Places, columns: Places, across: Floats, down: Floats) -> Floats:
    """The mean of these places' values along the outline, over those that are in `where`."""
    plane = np.zeros(where.shape, np.float32)
    plane[rows, columns] = values
    known = where.astype(np.float32)
    total, weights = np.zeros(len(rows), np.float32), np.full(len(rows), 1e-6, np.float32)
    for step in range(-_ALONG, _ALONG + 1):
        y, x = rows - step * across, columns + step * down
        weight = float(np.exp(-((step / _FALL) ** 2) / 2)) * (_between(known, y, x) > 0.999)
        total += weight * _between(plane, y, x)
        weights += weight
    return total / weights


def _between_pixels(way: Floats) -> Floats:
    share = way % 1
    return share * (1 - share)


def _softness(spread: Floats, light_counts: Floats, rows: Places, columns: Places) -> Floats:
    counts = light_counts[rows, columns] ** 2
    usual = float((counts * spread).sum() + _PIXEL) / float(counts.sum() + 1)
    # Sums over squares, then over three by three of these.
    height, width = (-(-length // _SAME_LENS) for length in light_counts.shape)
    square = rows // _SAME_LENS * width + columns // _SAME_LENS
    planes = [counts + _USUAL, counts * spread + _USUAL * usual]
    sums = [np.bincount(square, plane, height * width).reshape(height, width).astype(np.float32) for plane in planes]
    weights, near = (touched(plane).ravel()[square] for plane in sums)
    return np.maximum(near / weights, _PIXEL).astype(np.float32)


def _step(x: Floats) -> Floats:
    """The share of a normal distribution below x, right to 1e-3."""
    return (1 / (1 + np.exp(-1.5976 * x - 0.070566 * x**3))).astype(np.float32)


def _alone(product: Mask) -> Mask:
    """Away from other outlines, of this or of another part."""
    inner, outer = eroded(product, _ALONE), eroded(~product, _ALONE)
    return np.where(product, grown(inner, _ALONE), grown(outer, _ALONE))


def _directions(alpha: Floats, rows: Places, columns: Places) -> tuple[Floats, Floats, Floats]:
    """Unit vector across the outline (x and y) towards the product at these places, and how straight it is, 0..1."""
    smooth = touched(alpha)
    right, below = np.zeros_like(smooth), np.zeros_like(smooth)
    right[:, 1:-1] = smooth[:, 2:] - smooth[:, :-2]
    below[1:-1] = smooth[2:] - smooth[:-2]
    products = np.stack([right * right, below * below, right * below, right, below], axis=-1)
    xx, yy, xy, x, y = touched(touched(products))[rows, columns].T
    angle = np.arctan2(2 * xy, xx - yy) / 2
    straight = np.sqrt((xx - yy) ** 2 + 4 * xy**2) / np.maximum(xx + yy, 1e-9)
    across, down = np.cos(angle), np.sin(angle)
    turn = np.where(across * x + down * y < 0, -1, 1).astype(np.float32)
    return across * turn, down * turn, straight**2


def _between(plane: Floats, y: Floats, x: Floats) -> Floats:
    """The plane at places between its pixels."""
    height, width = plane.shape
    y, x = np.clip(y, 0, height - 1.001), np.clip(x, 0, width - 1.001)
    top, left = y.astype(np.intp), x.astype(np.intp)
    down, right = (y - top).astype(np.float32), (x - left).astype(np.float32)
    upper = plane[top, left] * (1 - right) + plane[top, left + 1] * right
    lower = plane[top + 1, left] * (1 - right) + plane[top + 1, left + 1] * right
    return upper * (1 - down) + lower * down
