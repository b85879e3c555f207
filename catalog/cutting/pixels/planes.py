"""Arithmetic on planes of a picture: light, sizes, blurs, growing, filling and connected parts. float32 throughout."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.floating[Any]]
Array = NDArray[Any]
Mask = NDArray[np.bool_]

_LEVELS = np.arange(256, dtype=np.float32) / 255
_DECODE = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4).astype(np.float32)
# By the square root of the light, which has its steps where sRGB has them.
_LIGHTS = np.linspace(0, 1, 16384, dtype=np.float64) ** 2
_ENCODE = np.where(_LIGHTS <= 0.0031308, _LIGHTS * 12.92, 1.055 * _LIGHTS ** (1 / 2.4) - 0.055).astype(np.float32)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
# Of sRGB 0..1, as JPEG weighs it.
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def linear_of(image: Image.Image) -> Floats:
    """Linear light 0..1 of an RGB picture, (height, width, 3)."""
    return _DECODE[np.asarray(image)]


def encoded_of(linear: Floats) -> Floats:
    """sRGB 0..1 of linear light, clipped; right to a thirtieth of one of 255 levels."""
    steps = np.sqrt(np.clip(linear, 0, 1)) * (len(_ENCODE) - 1) + 0.5
    return _ENCODE[steps.astype(np.uint16)]


def largest_of(planes: Floats) -> Floats:
    """The largest of three channels; `max(axis=2)` takes ten times as long."""
    return np.maximum(np.maximum(planes[..., 0], planes[..., 1]), planes[..., 2])


def resized(plane: Floats, size: tuple[int, int], how: Image.Resampling = Image.Resampling.BILINEAR) -> Floats:
    """One plane (height, width) in another size (width, height)."""
    return np.asarray(Image.fromarray(np.ascontiguousarray(plane, np.float32)).resize(size, how))


def each_resized(planes: Floats, size: tuple[int, int], how: Image.Resampling = Image.Resampling.BILINEAR) -> Floats:
    return np.stack([resized(planes[..., channel], size, how) for channel in range(planes.shape[-1])], axis=-1)


Tile = tuple[int, int, int, int]


def tiles(size: tuple[int, int], side: int, overlap: int) -> Iterator[tuple[Tile, Tile]]:
    """Boxes that cover a picture of this size, and each with what lies around it."""
    width, height = size
    for top in range(0, height, side):
        for left in range(0, width, side):
            right, bottom = min(left + side, width), min(top + side, height)
            around = (
                max(left - overlap, 0),
                max(top - overlap, 0),
                min(right + overlap, width),
                min(bottom + overlap, height),
            )
            yield (left, top, right, bottom), around


def tile_of(plane: Floats, size: tuple[int, int], tile: Tile) -> Floats:
    """The tile, in pixels of `size`, of a plane that is smaller than that."""
    across, down = plane.shape[1] / size[0], plane.shape[0] / size[1]
    inner = (tile[0] * across, tile[1] * down, tile[2] * across, tile[3] * down)
    image = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    return np.asarray(image.resize((tile[2] - tile[0], tile[3] - tile[1]), Image.Resampling.BILINEAR, inner))


def blurred(plane: Floats, radius: int) -> Floats:
    """Mean over a square of 2 × radius + 1, of one plane or of several in the last axis."""
    for axis in (0, 1):
        width = 2 * radius + 1
        edge = [(0, 0)] * plane.ndim
        edge[axis] = (radius + 1, radius)
        sums = np.cumsum(np.pad(plane, edge, mode="edge"), axis=axis, dtype=np.float64)
        length = plane.shape[axis]
        end, start = _along(sums, axis, width, length), _along(sums, axis, 0, length)
        plane = ((end - start) / width).astype(np.float32)
    return plane


def _along(values: Array, axis: int, start: int, length: int) -> Array:
    return values[start : start + length] if axis == 0 else values[:, start : start + length]


def grown(mask: Mask, radius: int) -> Mask:
    """Every pixel within a square of this radius about a true one."""
    return spread(mask, radius, np.logical_or)


def eroded(mask: Mask, radius: int) -> Mask:
    """True pixels whose whole square of this radius is true; the frame counts as more of the same."""
    return spread(mask, radius, np.logical_and)


def spread(values: Array, radius: int, join: np.ufunc) -> Array:
    """`join` (largest, least, or, and) over a square of this radius, in steps that double."""
    for axis in (0, 1):
        done = 0
        while done < radius:
            step = min(done + 1, radius - done) if done else 1
            values = _joined_along(values, step, axis, join)
            done += step
    return values


def _joined_along(values: Array, step: int, axis: int, join: np.ufunc) -> Array:
    if step >= values.shape[axis]:
        return values
    out = values.copy()
    ahead, behind = (slice(step, None), slice(None, -step))
    front, back = (ahead, behind) if axis == 0 else ((slice(None), ahead), (slice(None), behind))
    join(out[front], values[back], out=out[front])
    join(out[back], values[front], out=out[back])
    return out


def opened(mask: Mask, radius: int) -> Mask:
    return grown(eroded(mask, radius), radius)


def closed(mask: Mask, radius: int) -> Mask:
    return eroded(grown(mask, radius), radius)


def parts(mask: Mask) -> tuple[NDArray[np.int32], int]:
    """Connected parts: each pixel's number from 1, 0 where the mask is false; and how many there are.

    Pixels that touch by a side belong together. Runs of pixels in a row are joined with those of the row above.
    """
    height, width = mask.shape
    padded = np.zeros((height, width + 1), np.int8)
    padded[:, :width] = mask
    change = np.diff(padded.ravel(), prepend=np.int8(0))
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    joined = np.arange(len(starts))
    upper, lower = _touching(starts, ends, width + 1)
    while True:  # each round halves the longest chain
        low = np.minimum(joined[upper], joined[lower])
        before = joined.copy()
        np.minimum.at(joined, joined[upper], low)
        np.minimum.at(joined, joined[lower], low)
        joined = joined[joined]
        if np.array_equal(before, joined):
            break
    _, numbers = np.unique(joined, return_inverse=True)
    labels = np.zeros(height * (width + 1), np.int32)
    lengths = ends - starts
    at = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths) + np.arange(lengths.sum())
    labels[at] = np.repeat(numbers + 1, lengths)
    return labels.reshape(height, width + 1)[:, :width], int(numbers.max() + 1) if len(numbers) else 0


def _touching(starts: Array, ends: Array, stride: int) -> tuple[Array, Array]:
    """Pairs of runs, one directly below the other, by number."""
    first = np.searchsorted(ends, starts - stride, side="right")
    last = np.searchsorted(starts, ends - stride, side="left")
    count = np.maximum(last - first, 0)
    lower = np.repeat(np.arange(len(starts)), count)
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(first, count) + offset, lower


def sizes(labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Pixels of each part; the first number is that of what is in none."""
    return np.bincount(labels.ravel(), minlength=count + 1)


def boxes(labels: NDArray[np.int32], numbers: Array, margin: int) -> Iterator[tuple[int, tuple[slice, slice]]]:
    """Each of these parts with the slices that hold it and a margin."""
    is_wanted = np.zeros(int(labels.max()) + 1, bool)
    is_wanted[numbers] = True
    rows, columns = np.nonzero(is_wanted[labels])
    order = np.argsort(labels[rows, columns], kind="stable")
    rows, columns = rows[order], columns[order]
    found, starts = np.unique(labels[rows, columns], return_index=True)
    if not len(found):
        return
    spans = [(np.minimum.reduceat(line, starts), np.maximum.reduceat(line, starts)) for line in (rows, columns)]
    for number, top, bottom, left, right in zip(found, *spans[0], *spans[1], strict=True):
        down = slice(max(int(top) - margin, 0), int(bottom) + margin + 1)
        yield int(number), (down, slice(max(int(left) - margin, 0), int(right) + margin + 1))


def touching(mask: Mask, other: Mask) -> Mask:
    """The connected parts of a mask that meet another."""
    labels, count = parts(mask)
    wanted = np.zeros(count + 1, bool)
    wanted[np.unique(labels[other & mask])] = True
    wanted[0] = False
    return wanted[labels]


def filled(values: Floats, known: Mask) -> Floats:
    """`values` (height, width, channels) where known; elsewhere carried on smoothly from what is known around.

    A pyramid: each level holds the mean of what is known in four pixels, and the gaps are taken from the level above.
    """
    weight = known.astype(np.float32)[..., np.newaxis]
    return _filled(values * weight, weight)


def _filled(sums: Floats, weight: Floats) -> Floats:
    height, width = weight.shape[:2]
    mean = sums / np.maximum(weight, 1e-6)
    if min(height, width) <= 2 or weight.min() > 0:
        known = weight > 0
        whole = sums.sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
        return np.where(known, mean, whole).astype(np.float32)
    small_sums, small_weight = _halved(sums), _halved(weight)
    scale = np.minimum(small_weight, 1) / np.maximum(small_weight, 1e-6)
    coarse = _filled(small_sums * scale, small_weight * scale)
    above = each_resized(coarse, (width, height))
    share = np.minimum(weight, 1)
    return (above + (mean - above) * share).astype(np.float32)


def _halved(planes: Floats) -> Floats:
    """Sums of four pixels."""
    height, width = planes.shape[:2]
    even = np.pad(planes, ((0, height % 2), (0, width % 2), (0, 0)))
    return even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]


def carried(values: Floats, known: Mask) -> Floats:
    """What is known carried on over the rest; at half the size, which takes the noise out too."""
    height, width = known.shape
    even = ((0, height % 2), (0, width % 2))
    weight = np.pad(known, even).astype(np.float32)[..., np.newaxis]
    sums = np.pad(values, (*even, (0, 0))) * weight
    count = _halved(weight)
    small = filled(_halved(sums) / np.maximum(count, 1), count[..., 0] > 0)
    return each_resized(small, (width + width % 2, height + height % 2))[:height, :width]


def touched(planes: Floats) -> Floats:
    """Sums over three pixels by three."""
    for axis in (0, 1):
        sums = planes.copy()
        ahead, behind = (slice(1, None), slice(None, -1)) if axis == 0 else (np.s_[:, 1:], np.s_[:, :-1])
        sums[ahead] += planes[behind]
        sums[behind] += planes[ahead]
        planes = sums
    return planes
