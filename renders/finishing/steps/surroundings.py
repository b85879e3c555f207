"""More ground around a picture: its light carried on, its grain mirrored, its shadows fading."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image

from catalog.cutting.finding import fitted
from catalog.cutting.pixels.planes import Array, Floats, Mask, blurred, filled, grown, resized
from catalog.pictures.decoding import MAX_PIXELS
from catalog.texts import gettext as _
from renders.finishing.steps.product import GROUND, ProductOnGround
from renders.finishing.steps.refusals import FinishFault, FinishRefused

# Rows that are drawn at once, which bounds the memory.
_ROWS = 256
# A shadow that the frame cuts has faded at this share of the picture's longer side.
_FADE = 0.25
# Cells of the small picture over which light is the mean of what is seen.
_SMOOTH = 24
# Cells beside the product, and levels: what differs more from its surroundings is no grain.
_RIM, _GRAIN = 2, 8
# Product that an alpha below this level may hold.
_CLEAR = 3


class Margins(NamedTuple):
    """Pixels to add."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


@dataclass(frozen=True)
class _Ground:
    """Small planes in levels of sRGB: the ground's own light, and what its shadows leave to add. `is_product` is
    where neither is seen.
    """

    light: Floats
    shade: Floats
    is_product: Mask


def widened(picture: Image.Image, product: ProductOnGround, margins: Margins) -> Image.Image:
    """The picture with this much more ground. Not a pixel of it changes. Raises `FinishRefused` where that is too much.

    At the old frame light, shade and grain go on without a step.
    """
    width, height = picture.width + margins.left + margins.right, picture.height + margins.top + margins.bottom
    if width * height > MAX_PIXELS:
        message = _("The finished picture would have more than %(millions)s million pixels.")
        raise FinishRefused(FinishFault.TOO_LARGE, message % {"millions": MAX_PIXELS // 1_000_000})
    whole = Image.new("RGB", (width, height))
    ground, pixels = _ground_of(picture, product), np.asarray(picture)
    across = np.arange(width) - margins.left
    for top in range(0, height, _ROWS):
        down = np.arange(top, min(top + _ROWS, height)) - margins.top
        whole.paste(Image.fromarray(_drawn(ground, pixels, down, across)), (0, top))
    whole.paste(picture, (margins.left, margins.top))
    return whole


def _ground_of(picture: Image.Image, product: ProductOnGround) -> _Ground:
    small = np.asarray(fitted(picture, GROUND), np.float32)
    clear = resized(np.asarray(product.alpha, np.float32), (small.shape[1], small.shape[0])) < _CLEAR
    seen = filled(small, clear)
    # The fit of `plain_ground` follows a shadow that the frame cuts, and would carry it on for ever.
    light = blurred(blurred(seen, _SMOOTH), _SMOOTH)
    return _Ground(light, blurred(seen, 2) - light, grown(~clear, _RIM))


def _drawn(ground: _Ground, pixels: Array, down: Array, across: Array) -> Array:
    """Ground at these rows and columns of the picture, which may lie outside it."""
    height, width = shape = pixels.shape[:2]
    inner_down, inner_across = np.clip(down, 0, height - 1), np.clip(across, 0, width - 1)
    away = np.maximum(np.abs(down - inner_down)[:, np.newaxis], np.abs(across - inner_across)[np.newaxis])
    fading = np.clip(1 - away / (_FADE * max(width, height)), 0, 1).astype(np.float32)[..., np.newaxis]
    rows, columns = _mirrored(down, height), _mirrored(across, width)
    mirror = np.ix_(rows, columns)
    grain = pixels[mirror] - _sampled(ground.light + ground.shade, rows, columns, shape)
    grain[_cells(ground.is_product, rows, columns, shape)] = 0
    grain = np.clip(grain, -_GRAIN, _GRAIN)
    light = _sampled(ground.light, inner_down, inner_across, shape)
    shade = _sampled(ground.shade, inner_down, inner_across, shape)
    return np.clip(np.rint(light + shade * fading + grain), 0, 255).astype(np.uint8)


def _mirrored(places: Array, length: int) -> Array:
    """Each place as it is reflected at the frame, as often as it takes."""
    turned = np.mod(places, 2 * length)
    return np.where(turned < length, turned, 2 * length - 1 - turned)


def _cells(mask: Mask, rows: Array, columns: Array, shape: tuple[int, ...]) -> Mask:
    """A small mask at rows and columns of a picture of this shape."""
    return mask[np.ix_(rows * mask.shape[0] // shape[0], columns * mask.shape[1] // shape[1])]


def _sampled(plane: Floats, rows: Array, columns: Array, shape: tuple[int, ...]) -> Floats:
    """A small plane at rows and columns of a picture of this shape."""
    upper, lower, below = _neighbours(rows, shape[0], plane.shape[0])
    left, right, beside = _neighbours(columns, shape[1], plane.shape[1])
    lines = plane[upper] + (plane[lower] - plane[upper]) * below[:, np.newaxis, np.newaxis]
    return (lines[:, left] + (lines[:, right] - lines[:, left]) * beside[np.newaxis, :, np.newaxis]).astype(np.float32)


def _neighbours(places: Array, length: int, small: int) -> tuple[Array, Array, Array]:
    """Of each place the small plane's cell before and after it, and how near it is to the latter."""
    exact = np.clip((places + 0.5) * small / length - 0.5, 0, small - 1)
    before = np.floor(exact).astype(int)
    return before, np.minimum(before + 1, small - 1), (exact - before).astype(np.float32)
