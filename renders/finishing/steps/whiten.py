"""Whiten: what the ground sends is divided by the ground's own light. What is left is white, and its shadows."""

import numpy as np
from PIL import Image

from catalog.cutting.finding import fitted
from catalog.cutting.pixels.planes import LUMINANCE, Array, Floats, encoded_of, filled, linear_of, resized, tile_of
from catalog.texts import gettext as _
from renders.finishing.steps.product import GROUND, ProductOnGround
from renders.finishing.steps.refusals import FinishFault, FinishRefused

# From this alpha on a pixel is the product's alone.
_PRODUCT = 250
_CLEAR = 3
# The ground's light below which a dark edge would stay around the product: level 118 of 255.
_DARKEST = 0.18
# The share of its own light from which on the ground is white: its grain decides, within these.
_WHITE = (0.92, 0.98)
_FRAME = 0.03
_ROWS = 256


def whitened(picture: Image.Image, product: ProductOnGround) -> Image.Image:
    """Pixels of the product keep their bytes, and a shadow its shape. Raises `FinishRefused`."""
    product.require_plain(_("The ground cannot be whitened"))
    if float(np.quantile(product.light @ LUMINANCE, 0.05)) < _DARKEST:
        message = _("The ground is too dark to be whitened: a dark edge would stay around the product.")
        raise FinishRefused(FinishFault.GROUND_TOO_DARK, f"{message} {_('Order the picture on a lighter ground.')}")
    white = _white(picture, product)
    shadow = _shadow(picture, product)
    pixels, alpha = np.asarray(picture).copy(), np.asarray(product.alpha)
    for top in range(0, picture.height, _ROWS):
        box = (0, top, picture.width, min(top + _ROWS, picture.height))
        rows = slice(top, box[3])
        share = alpha[rows, :, np.newaxis].astype(np.float32) / 255
        light, behind = _tile(product.light, picture.size, box), _tile(shadow, picture.size, box)
        linear = linear_of(picture.crop(box))
        own = linear / np.maximum(light, 1e-3)
        # Behind the product's edge the ground is only guessed at; beside it, it is seen.
        ground = np.where(share < _CLEAR / 255, own, behind)
        lit = np.minimum(ground / white, 1)
        # The mixed pixel, less the old ground that it holds, plus the new one.
        mixed = linear + (1 - share) * (lit - ground * light)
        levels = np.rint(encoded_of(np.where(share < _CLEAR / 255, lit, mixed)) * 255).astype(np.uint8)
        changes = alpha[rows] < _PRODUCT
        pixels[rows][changes] = levels[changes]
    return Image.fromarray(pixels)


def _white(picture: Image.Image, product: ProductOnGround) -> float:
    """What nearly all of the ground at the frame has of its own light."""
    deep = max(2, round(min(picture.size) * _FRAME))
    width, height = picture.size
    strips = (
        (0, 0, width, deep),
        (0, height - deep, width, height),
        (0, 0, deep, height),
        (width - deep, 0, width, height),
    )
    shares = []
    for box in strips:
        clear = np.asarray(product.alpha.crop(box)) < _CLEAR
        shares.append((linear_of(picture.crop(box)) / _tile(product.light, picture.size, box)).min(axis=2)[clear])
    return float(np.clip(np.quantile(np.concatenate(shares), 0.003), *_WHITE)) if any(map(len, shares)) else _WHITE[0]


def _shadow(picture: Image.Image, product: ProductOnGround) -> Floats:
    """How much of its light the ground has, small, carried on behind the product."""
    edge = 2 * GROUND
    linear = linear_of(fitted(picture, edge))
    size = (linear.shape[1], linear.shape[0])
    light = np.stack([resized(product.light[..., channel], size) for channel in range(3)], axis=-1)
    clear = resized(np.asarray(product.alpha, np.float32), size) < _CLEAR
    return np.clip(filled(linear / np.maximum(light, 1e-3), clear), 0, 1)


def _tile(planes: Floats, size: tuple[int, int], box: tuple[int, int, int, int]) -> Array:
    return np.stack([tile_of(planes[..., channel], size, box) for channel in range(planes.shape[-1])], axis=-1)
