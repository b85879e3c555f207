"""The faint mirror image of a product on a polished ground."""

import numpy as np
from PIL import Image, ImageFilter

from renders.studio.colour import Floats, encoded_of, linear_of
from renders.studio.footing import Footing
from renders.studio.framing import Framing

_DEPTH = 0.42
_FADE = 0.17


def reflect(
    picture: Floats, colours: Floats, alpha: Image.Image, framing: Framing, foot: Footing, share: float
) -> None:
    """Mirror the lit product (linear colours and alpha) in the ground below its foot, in place.

    Each column is turned over at the foot's own front edge, as a round foot's reflection starts there.
    """
    depth = int(min(framing.height * _DEPTH, picture.shape[0] - foot.y - foot.radius * 0.2))
    if depth < 2:
        return
    image = Image.fromarray(np.rint(encoded_of(colours)).astype(np.uint8))
    image.putalpha(alpha)
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(framing.height * 0.004)))
    below = np.arange(depth)[:, np.newaxis]
    edge = np.floor(foot.front(framing)).astype(int)[np.newaxis, :]
    columns = np.arange(framing.width)[np.newaxis, :]
    source = np.clip(edge - framing.top - 1 - below, 0, framing.height - 1)
    rows = np.minimum(edge + below, picture.shape[0] - 1)
    seen = soft[source, columns]
    strength = share * np.exp(-below / (framing.height * _FADE)) * (edge + below < picture.shape[0])
    cover = (seen[..., 3] / 255 * strength)[..., np.newaxis].astype(np.float32)
    target = picture[rows, columns + framing.left]
    picture[rows, columns + framing.left] = target + (linear_of(seen[..., :3]) - target) * cover
