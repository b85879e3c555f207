"""The colour that a cutout shows most of, for a colour that nobody has given a swatch."""

import numpy as np
from PIL import Image

_SOLID = 250
_EDGE = 512


def swatch_of(cutout: Image.Image) -> str:
    """The median of its solid pixels as "#rrggbb"; empty where it has none."""
    small = cutout.convert("RGBA")
    small.thumbnail((_EDGE, _EDGE))
    pixels = np.asarray(small)
    solid = pixels[pixels[..., 3] >= _SOLID][:, :3]
    if not len(solid):
        return ""
    red, green, blue = (round(float(level)) for level in np.median(solid, axis=0))
    return f"#{red:02x}{green:02x}{blue:02x}"
