"""What each pixel of a photo on a plain ground says by its colour: ground, perhaps a shadow, or product."""

from dataclasses import dataclass

import numpy as np

from catalog.cutting.ground import PlainGround, shade_of
from catalog.cutting.pixels.planes import Floats, Mask, encoded_of, largest_of

LEVEL = np.float32(1 / 255)
# A shadow leaves at least so much of the light; what is darker is a thing.
_DARKEST_SHADOW = 0.1
# How far a shadow's colour may be from its ground's: the sky's or a lamp's light that still reaches it.
SHADOW_TINT = 0.06
# From here on a ground is coloured: what keeps its colour is a shadow and hardly a product.
_COLOURED = 0.18


@dataclass(frozen=True)
class Evidence:
    """Masks of a small picture: like the ground, what may be shadow, and what is surely something else.

    `level` is the share of the ground's light that each pixel has.
    """

    like: Mask
    shade: Mask
    thing: Mask
    level: Floats
    is_coloured: bool


def evidence(linear: Floats, encoded: Floats, ground: PlainGround) -> Evidence:
    """`encoded` is the same picture in sRGB 0..1."""
    expected = encoded_of(ground.light)
    away = largest_of(np.abs(encoded - expected))
    tolerance = np.maximum(2.5 * LEVEL, 2.0 * ground.uneven * largest_of(expected) / 2.2)
    like = away < tolerance
    level, colour = shade_of(linear, ground.light)
    noise = 2 * LEVEL / np.maximum(largest_of(encoded), 0.03)
    shade = ~like & (level < 1) & (level > _DARKEST_SHADOW) & (colour < SHADOW_TINT + 2.2 * noise)
    thing = ~like & ~shade & (away > 2 * tolerance)
    middle = np.median(ground.light.reshape(-1, 3), axis=0)
    return Evidence(like, shade, thing, level, bool(np.ptp(middle) / max(float(middle.max()), 1e-3) > _COLOURED))
