"""Whether the side of a product's shadow is seen, measured where it was drawn."""

from dataclasses import replace

import numpy as np

from benchmarks.inspection.scenes import Scene, covered, draw

# By how much of its level the ground beside the product has to be darker, and in how many pixels, as a share of the
# product's.
_DARKER, _SHARE = 0.04, 0.01


def is_side_hidden(scene: Scene, side: int) -> bool:
    """A flat product stands on nearly all of its shadow: who looks at it cannot say where the light comes from."""
    plain = replace(scene, noise=0.0, quality=100)
    lit, shaded = (np.asarray(draw(each, side), np.float32) for each in (replace(plain, softness=None), plain))
    product = covered(scene, side) > 0.5
    beside = ~product.any(axis=0)
    seen = (lit - shaded).max(axis=2)[:, beside] >= _DARKER * lit.max(axis=2)[:, beside]
    return float(seen.sum()) < _SHARE * float(product.sum())
