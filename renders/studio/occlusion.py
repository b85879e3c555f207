"""Light that the product blocks from the ground, computed on a reduced frame."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from renders.studio.colour_math import Floats

_BUFFER = range(80, 289)
_BINOMIAL = np.array([1, 4, 6, 4, 1], dtype=np.float32) / 16


@dataclass(frozen=True)
class Occlusion:
    """Blocked share of the key light and of the dome light on the ground, each (height, width), 0 to 1."""

    key: Floats
    dome: Floats


def reduction(size: tuple[int, int]) -> float:
    """Scale of the reduced frame on which shadows are cast: they are soft, so few pixels suffice."""
    longest = max(size)
    return min(max(longest * 0.3, _BUFFER.start), _BUFFER.stop - 1) / longest


def enlarged(values: Floats, size: tuple[int, int]) -> Floats:
    smooth = Image.fromarray(blurred(values)).resize(size, Image.Resampling.BICUBIC)
    return np.clip(np.asarray(smooth, dtype=np.float32), 0, 1)


def blurred(values: Floats) -> Floats:
    """A light blur that hides the single points of light; floats, as bytes would band on white."""
    for axis in (0, 1):
        padded = np.pad(values, [(2, 2) if axis == side else (0, 0) for side in (0, 1)], mode="edge")
        windows = [np.take(padded, range(step, step + values.shape[axis]), axis=axis) for step in range(5)]
        values = np.asarray(np.tensordot(_BINOMIAL, np.stack(windows), axes=1), dtype=np.float32)
    return values
