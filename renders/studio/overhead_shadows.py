"""Shadows around a product seen straight from above."""

import math

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from renders.studio.colour_math import Floats
from renders.studio.framing import Framing
from renders.studio.lighting import Lighting
from renders.studio.occlusion import Occlusion, enlarged, reduction

_HEIGHTS = 12
_TALL = 0.65


def from_above(alpha: Image.Image, framing: Framing, light: Lighting, size: tuple[int, int]) -> Occlusion:
    """Shadows of a product seen straight from above on the paper it stands on.

    At each height the outline's shadow is shifted along the light and blurred by the light's size there;
    each pixel of the ground is as dark as the darkest of these shadows.
    """
    scale = reduction(size) / 2
    small = (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1))
    outline, body = _outlines(alpha, framing, scale, small)
    tall = min(framing.size) * scale * _TALL
    right, away, up = light.towards
    key = np.zeros((small[1], small[0]), dtype=np.float32)
    dome = np.zeros_like(key)
    for height in np.linspace(0, tall, _HEIGHTS):
        shape = body if height < 0.15 * tall else outline
        moved = ImageChops.offset(shape, round(-right / up * height), round(away / up * height))
        spread = height * math.tan(math.radians(light.spread)) / up
        key = np.maximum(key, _soft(moved, spread * 0.6 + 0.8))
        dome = np.maximum(dome, _soft(shape, height * 0.5 + 0.8) * (1 - 0.25 * height / tall))
    return Occlusion(enlarged(key, size), enlarged(dome, size))


def _outlines(
    alpha: Image.Image, framing: Framing, scale: float, small: tuple[int, int]
) -> tuple[Image.Image, Image.Image]:
    """The silhouette on the reduced frame, and the same without thin parts such as a handle."""
    outline = Image.new("L", small)
    size = (max(round(framing.width * scale), 1), max(round(framing.height * scale), 1))
    outline.paste(alpha.resize(size), (round(framing.left * scale), round(framing.top * scale)))
    thin = max(min(size) // 5, 1) | 1
    return outline, outline.filter(ImageFilter.MinFilter(thin)).filter(ImageFilter.MaxFilter(thin))


def _soft(shape: Image.Image, radius: float) -> Floats:
    return np.asarray(shape.filter(ImageFilter.GaussianBlur(float(radius))), dtype=np.float32) / 255
