"""Encoding linear light as bytes, with a little grain so that soft gradients show no banding."""

from functools import lru_cache

import numpy as np
from PIL import Image

from renders.studio.colour_math import Floats, encoded_of

_TILE = 512
_GRAIN = 0.85
_CLEAN_WHITE = 254.0


def encode_with_grain(picture: Floats) -> Image.Image:
    """The RGB image of a linear picture (height, width, 3). White areas get no grain."""
    levels = encoded_of(picture)
    height, width = levels.shape[:2]
    repeats = (-(-height // _TILE), -(-width // _TILE), 1)
    grain = np.tile(_grain(), repeats)[:height, :width]
    levels += np.where(levels < _CLEAN_WHITE, grain, np.float32(0))
    return Image.fromarray(np.clip(levels + 0.5, 0, 255).astype(np.uint8))


@lru_cache(maxsize=1)
def _grain() -> Floats:
    """Fixed grain in levels, mostly equal in the three channels."""
    dice = np.random.default_rng(1)
    shared = dice.standard_normal((_TILE, _TILE, 1), dtype=np.float32)
    own = dice.standard_normal((_TILE, _TILE, 3), dtype=np.float32)
    grain = np.asarray((0.8 * shared + 0.45 * own) * _GRAIN, dtype=np.float32)
    grain.setflags(write=False)
    return grain
