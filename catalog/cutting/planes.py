"""Arithmetic on planes of a picture: light, sizes, blurs, growing, filling and connected parts. float32 throughout."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.floating[Any]]
Array = NDArray[Any]
Mask = NDArray[np.bool_]

_LEVELS = np.arange(256, dtype=np.float32) / 255
_DECODE = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4).astype(np.float32)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


def linear_of(image: Image.Image) -> Floats:
    """Linear light 0..1 of an RGB picture, (height, width, 3)."""
    return _DECODE[np.asarray(image)]


def encoded_of(linear: Floats) -> Floats:
    """sRGB 0..1 of linear light, clipped."""
    share = np.clip(linear, 0, 1)
    return np.where(share <= 0.0031308, share * 12.92, 1.055 * share ** np.float32(1 / 2.4) - 0.055).astype(np.float32)


def resized(plane: Floats, size: tuple[int, int], how: Image.Resampling = Image.Resampling.BILINEAR) -> Floats:
    """One plane (height, width) in another size (width, height)."""
    return np.asarray(Image.fromarray(np.ascontiguousarray(plane, np.float32)).resize(size, how))


def each_resized(planes: Floats, size: tuple[int, int], how: Image.Resampling = Image.Resampling.BILINEAR) -> Floats:
    return np.stack([resized(planes[..., channel], size, how) for channel in range(planes.shape[-1])], axis=-1)


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
