"""Does a candidate offer a choice, or is it an earlier one over again?"""

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from renders.quality.findings import Finding, Severity
from renders.quality.sight import Sight

ALIKE_WITHIN = 1
"""Bits of 64 by which two pictures may differ and still look the same side by side.

Six in seven softened, re-encoded, scaled or slightly darker copies differ in 0 or 1 bits, none in more
than 3. Of the studio's candidates, which differ by a hundredth of the frame and a little in light, one
in eleven is so like an earlier one.
"""

_GRID = 64
# Coarser waves say "white ground, one thing in the middle" of every packshot there is.
_WAVES_KEPT = range(10, 18)


def perceptual_hash(image: Image.Image) -> int:
    """64 bits for how light and dark are spread in a picture; like pictures differ in few bits."""
    grey = Sight(image).small_picture.convert("L").resize((_GRID, _GRID), Image.Resampling.BOX)
    waves = _WAVES @ np.asarray(grey, dtype=np.float64) @ _WAVES.T
    # Rounded, so that the last digits of another machine's arithmetic decide no bit.
    bits = np.round(waves.ravel(), 3) > 0
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(one: int, other: int) -> int:
    """In how many of 64 bits two hashes differ."""
    return (one ^ other).bit_count()


def near_duplicates(hash: int, others: Mapping[int, int], within: int = ALIKE_WITHIN) -> list[int]:
    """The keys of `others` whose hashes differ in at most `within` bits, nearest first."""
    near = [(distance(hash, other), key) for key, other in others.items()]
    return [key for away, key in sorted(near) if away <= within]


def check(hash: int, siblings: Mapping[int, int]) -> Iterator[Finding]:
    """Names the most alike earlier candidate; `siblings` are hashes by candidate number."""
    for number in near_duplicates(hash, siblings)[:1]:
        away = distance(hash, siblings[number])
        yield Finding(
            "near_duplicate",
            Severity.INFO,
            f"Almost the same picture as candidate {number}: {away} of 64 marks differ, up to {ALIKE_WITHIN} is alike.",
            away,
            ALIKE_WITHIN,
            "of 64",
        )


def _waves() -> NDArray[np.float64]:
    """The kept waves of a cosine transform over the grid, one a row."""
    steps = np.arange(_GRID) + 0.5
    return np.stack([np.cos(math.pi * wave * steps / _GRID) for wave in _WAVES_KEPT])


_WAVES = _waves()
