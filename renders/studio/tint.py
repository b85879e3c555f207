"""Tints the cutout in its colorway: the swatch is multiplied in, the shading stays, other pixels do not change."""

import random

import numpy as np
from PIL import Image, ImageDraw

from renders.studio.colour_math import (
    LUMINANCE,
    Bytes,
    Floats,
    encoded_of,
    lab_of,
    linear_from_lab,
    linear_hex,
    linear_of,
)
from renders.studio.vocabulary import StudioError

_SAMPLE = 6000
_ROUNDS = 5
_SPECULAR_FROM = 0.86
_SHOULDER = 0.8
# Near white there is no headroom for highlights: a slightly darker mean leaves room for shading.
_HEADROOM_FROM, _HEADROOM_SHARE = 84.0, 0.3
_LOW_CONTRAST_SPREAD, _MIN_CONTRAST = 0.34, 0.5
_SPECKLES = 420
SPECKLE_COLOUR = "#5c4634"


def tint(cutout: Image.Image, mask: Image.Image, swatch: str) -> Image.Image:
    """The cutout (RGBA) with the masked area (L, same size) in the swatch's colour.

    Where the mask is 0 the pixels stay bit for bit. Where it is 255 the artwork's own hue is dropped, its
    light and shade kept, and the paint mixed until the area's mean colour is the swatch. Weaker mask values
    mix the two. Raises StudioError on a bad swatch or a mask of another size.
    """
    if mask.size != cutout.size:
        raise StudioError("The tint mask and the cutout are not the same size.")
    pixels = np.array(cutout.convert("RGBA"))
    colours = linear_of(pixels[..., :3])
    paint_over(colours, pixels[..., 3], mask, swatch)
    levels = np.rint(encoded_of(colours)).astype(np.uint8)
    pixels[..., :3] = np.where(np.asarray(mask)[..., np.newaxis] > 0, levels, pixels[..., :3])
    return Image.fromarray(pixels)


def paint_over(colours: Floats, alpha: Bytes, mask: Image.Image, swatch: str) -> None:
    """The same as `tint` in place on linear light (height, width, 3), before any rounding to bytes."""
    paint = linear_hex(swatch)
    weight = np.asarray(mask)
    painted_area = (weight > 0) & (alpha > 0)
    if painted_area.any():
        own = colours[painted_area]
        share = weight[painted_area].astype(np.float32) / 255
        painted = _painted(own, alpha[painted_area], share, paint)
        colours[painted_area] = own + (painted - own) * share[:, np.newaxis]


def _painted(own: Floats, alpha: Bytes, share: Floats, swatch: Floats) -> Floats:
    """The colour of each pixel when it is fully painted, linear light (n, 3)."""
    light = own @ LUMINANCE
    solid = np.flatnonzero((share > 0.5) & (alpha > 127))
    sample = solid if solid.size else np.arange(light.size)
    sample = sample[:: max(sample.size // _SAMPLE, 1)]
    level = float(light[sample].mean())
    relative = light / max(level, 1e-4)
    shade, shine = _split(relative, float(relative[sample].std()))
    shine *= level
    return _mix(shade, shine, _paint_for(swatch, shade[sample], shine[sample]))


def _split(relative: Floats, spread: float) -> tuple[Floats, Floats]:
    """Diffuse shade and mirrored shine of light relative to its mean: paint colours only the first.

    Where light and dark lie very far apart, as in a vessel seen from above, the contrast is lowered as a
    photographer's fill light does; otherwise the paint outside would turn neon to balance the dark inside.
    """
    knee = 1 + _SPECULAR_FROM
    contrast = min(max(_LOW_CONTRAST_SPREAD / max(spread, 1e-4), _MIN_CONTRAST), 1.0)
    shine = np.maximum(relative - knee, 0) * contrast
    return np.minimum(relative, knee) ** contrast, shine


def _mix(shade: Floats, shine: Floats, paint: Floats) -> Floats:
    """Paint under light. A soft shoulder compresses bright colours, all channels alike so that the hue stays."""
    lit = shade[:, np.newaxis] * paint + shine[:, np.newaxis]
    peak = lit.max(axis=1)
    over = np.maximum(peak - _SHOULDER, 0)
    headroom = 1 - _SHOULDER
    lit *= ((np.minimum(peak, _SHOULDER) + headroom * over / (over + headroom)) / np.maximum(peak, 1e-6))[:, np.newaxis]
    return np.asarray(lit, dtype=np.float32)


def _paint_for(swatch: Floats, shade: Floats, shine: Floats) -> Floats:
    """The paint under which the sampled area's mean Lab is the swatch's: shading alone would darken it."""
    target = lab_of(swatch)
    target[0] -= _HEADROOM_SHARE * max(target[0] - _HEADROOM_FROM, 0)
    aim: Floats = target.copy()
    paint = swatch
    for _ in range(_ROUNDS):
        aim += target - lab_of(_mix(shade, shine, paint)).mean(axis=0)
        paint = np.clip(linear_from_lab(aim), 0, 1.6).astype(np.float32)
    return paint


def speckles(mask: Image.Image) -> Floats:
    """How much of each masked pixel an iron speckle covers, (height, width), at the same places of the form."""
    dice = random.Random("speckle")
    dots = Image.new("L", (mask.width * 2, mask.height * 2))
    pen = ImageDraw.Draw(dots)
    for _ in range(_SPECKLES):
        x, y = dice.random() * dots.width, dice.random() * dots.height
        radius = dots.width * 0.0011 * (1 + 2.2 * dice.random() ** 4)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=dice.randint(70, 170))
    cover = np.asarray(dots.reduce(2), dtype=np.float32) * np.asarray(mask, dtype=np.float32)
    return np.asarray(cover / 255**2, dtype=np.float32)
