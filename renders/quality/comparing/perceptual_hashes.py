"""How alike two pictures are: hashes of which few bits differ where the pictures hardly do."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_GRID = 64
# Coarser waves are equal for all packshots: white ground, one object in the middle.
_WAVE_NUMBERS = range(10, 18)


def hash_of(small_picture: Image.Image) -> int:
    """64 bits that describe how light and dark are distributed; similar pictures differ in few bits."""
    grey = small_picture.convert("L").resize((_GRID, _GRID), Image.Resampling.BOX)
    waves = _WAVES @ np.asarray(grey, dtype=np.float64) @ _WAVES.T
    # Rounded, so that a bit does not depend on the last digits of a machine's arithmetic.
    bits = np.round(waves.ravel(), 3) > 0
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(one: int, other: int) -> int:
    """In how many of 64 bits two hashes differ."""
    return (one ^ other).bit_count()


def near_duplicates(hash: int, others: Mapping[int, int], within: float) -> list[int]:
    """The keys of `others` whose hashes differ in at most `within` bits, nearest first."""
    near = [(distance(hash, other), key) for key, other in others.items()]
    return [key for away, key in sorted(near) if away <= within]


def _waves() -> NDArray[np.float64]:
    """The chosen waves of a cosine transform over the grid, one a row."""
    steps = np.arange(_GRID) + 0.5
    return np.stack([np.cos(math.pi * wave * steps / _GRID) for wave in _WAVE_NUMBERS])


_WAVES = _waves()
