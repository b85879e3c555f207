"""Whether the product of a picture stands out from its ground, measured where it was drawn."""

import numpy as np
from PIL import Image

from benchmarks.drawn.subjects import Floats
from catalog.cutting.pixels.planes import blurred, eroded, grown

# Pixels on either side of the outline, levels by which they have to differ, and how much of the outline may not.
_BESIDE, _LEVELS, _SHARE = 3, 10, 0.05


def is_faint(picture: Image.Image, alpha: Floats) -> bool:
    """A part of the outline is as light as the ground beside it: white on white, as who looks at it would say too."""
    product = alpha > 0.5
    levels = np.asarray(picture.convert("RGB"), np.float32)
    rim = grown(product, 1) & ~eroded(product, 1)
    apart = np.abs(_mean(levels, eroded(product, 1)) - _mean(levels, ~grown(product, 1)))[rim].max(axis=1)
    return float((apart < _LEVELS).mean()) > _SHARE


def _mean(levels: Floats, where: np.ndarray) -> Floats:
    """The mean around each pixel of those that count."""
    weight = where.astype(np.float32)[..., np.newaxis]
    return blurred(levels * weight, _BESIDE) / np.maximum(blurred(weight, _BESIDE), 1e-3)
