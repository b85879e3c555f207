"""Whether two cutouts of a product have one outline, whatever their colours. Runs in a child process."""

import numpy as np
from PIL import Image

from catalog.pictures import decode
from catalog.pictures.preparing import Source, read
from renders.quality.comparing.shape_match import Mask, shape_match

# Pixels of the longer side: outlines are compared on a square of a hundred.
_SIDE = 256
# Degrees, and percent of width and of area. Two photos of one product from one place stay below, another size of it
# does not.
_TURNED, _STRETCHED, _DIFFERS = 3.0, 4.0, 6.0


def have_one_outline(one: Source, other: Source) -> bool:
    """Raises `Undecodable` and `FileNotFoundError`."""
    match = shape_match(outline_of(one), outline_of(other))
    return (
        match is not None
        and abs(match.turned) <= _TURNED
        and abs(match.stretched) <= _STRETCHED
        and match.differs <= _DIFFERS
    )


def outline_of(cutout: Source) -> Mask:
    """What its alpha covers."""
    alpha = decode(read(cutout), allow_damage=True).image.convert("RGBA").getchannel("A")
    alpha.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    return np.asarray(alpha) > 127
