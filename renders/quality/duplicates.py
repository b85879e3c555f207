"""Is a candidate nearly the same picture as an earlier one?"""

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.texts import gettext as _
from renders.contracts import GenerationContract
from renders.quality.check_finding import CheckFinding, Severity, Siblings
from renders.quality.picture_analysis import PictureAnalysis

# Bits of 64 by which two pictures may differ and still look the same side by side. Six in seven softened, re-encoded,
# scaled or slightly darker copies differ in 0 or 1 bits, none in more than 3. Of the studio's candidates, which differ
# by a hundredth of the frame and a little in light, one in eleven is as similar to an earlier one.
MAX_DIFFERENT_BITS = 1

_GRID = 64
# Coarser waves are equal for all packshots: white ground, one object in the middle.
_WAVE_NUMBERS = range(10, 18)


def perceptual_hash(image: Image.Image) -> int:
    """64 bits that describe how light and dark are distributed; similar pictures differ in few bits."""
    grey = PictureAnalysis(image).small_picture.convert("L").resize((_GRID, _GRID), Image.Resampling.BOX)
    waves = _WAVES @ np.asarray(grey, dtype=np.float64) @ _WAVES.T
    # Rounded, so that a bit does not depend on the last digits of a machine's arithmetic.
    bits = np.round(waves.ravel(), 3) > 0
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def distance(one: int, other: int) -> int:
    """In how many of 64 bits two hashes differ."""
    return (one ^ other).bit_count()


def near_duplicates(hash: int, others: Mapping[int, int], within: int = MAX_DIFFERENT_BITS) -> list[int]:
    """The keys of `others` whose hashes differ in at most `within` bits, nearest first."""
    near = [(distance(hash, other), key) for key, other in others.items()]
    return [key for away, key in sorted(near) if away <= within]


def check(analysis: PictureAnalysis, contract: GenerationContract, siblings: Siblings) -> Iterator[CheckFinding]:
    """Names the most similar earlier candidate."""
    if not siblings:
        return
    hash = perceptual_hash(analysis.small_picture)
    for number in near_duplicates(hash, siblings)[:1]:
        away = distance(hash, siblings[number])
        yield CheckFinding(
            "near_duplicate",
            Severity.INFO,
            _(
                "Almost the same picture as candidate %(number)s: %(away)s of 64 marks differ; up to "
                "%(max_different_bits)s counts as the same."
            )
            % {"number": number, "away": away, "max_different_bits": MAX_DIFFERENT_BITS},
            away,
            MAX_DIFFERENT_BITS,
            _("of 64"),
        )


def _waves() -> NDArray[np.float64]:
    """The chosen waves of a cosine transform over the grid, one a row."""
    steps = np.arange(_GRID) + 0.5
    return np.stack([np.cos(math.pi * wave * steps / _GRID) for wave in _WAVE_NUMBERS])


_WAVES = _waves()
