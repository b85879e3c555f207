"""The faint mirror image of a product on a polished ground."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from renders.studio.colour_math import Floats, encoded_of, linear_of
from renders.studio.footprint import Footprint
from renders.studio.framing import Framing

_DEPTH = 0.42
_FADE = 0.17
_SOFT = 0.005


def reflect(
    picture: Floats, colours: Floats, alpha: Image.Image, framing: Framing, foot: Footprint, share: float
) -> None:
    """Mirror the lit product (linear colours and alpha) in the ground below its foot, in place.

    Each column is turned over at the foot's own front edge, as a round foot's reflection starts there.
    """
    depth = int(min(framing.height * _DEPTH, picture.shape[0] - foot.y - foot.radius * 0.2))
    if depth < 2:
        return
    front = foot.front(framing)[np.newaxis, :]
    below = np.arange(depth)[:, np.newaxis]
    rows = np.floor(front).astype(int) + below
    columns = np.arange(framing.width)[np.newaxis, :]
    seen = _read(_soft(colours, alpha), 2 * front - rows - 1 - framing.top, columns)
    tail = np.minimum(4 * (1 - below / depth), 1)
    strength = share * tail * np.exp(-below / (framing.height * _FADE)) * (rows < picture.shape[0])
    cover = (seen[..., 3] / 255 * strength)[..., np.newaxis].astype(np.float32)
    place = np.minimum(rows, picture.shape[0] - 1), columns + framing.left
    behind = picture[place]
    picture[place] = behind + (linear_of(np.rint(seen[..., :3]).astype(np.uint8)) - behind) * cover


def _soft(colours: Floats, alpha: Image.Image) -> Floats:
    """The product as bytes with alpha, a little blurred."""
    image = Image.fromarray(np.rint(encoded_of(colours)).astype(np.uint8))
    image.putalpha(alpha)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(image.height * _SOFT)), dtype=np.float32)


def _read(image: Floats, rows: Floats, columns: NDArray[np.signedinteger[Any]]) -> Floats:
    """The image at fractional rows, linear between two."""
    rows = np.clip(rows, 0, image.shape[0] - 2)
    upper = rows.astype(int)
    part = (rows - upper)[..., np.newaxis]
    return np.asarray(image[upper, columns] * (1 - part) + image[upper + 1, columns] * part)
