"""Giving the cutout its colorway: the swatch multiplied in, shading kept, the rest untouched."""

import random

import numpy as np
from PIL import Image, ImageDraw

from renders.studio.colour import (
    LUMINANCE,
    Bytes,
    Floats,
    encoded_of,
    lab_of,
    linear_from_lab,
    linear_hex,
    linear_of,
)
from renders.studio.errors import StudioError

_SAMPLE = 6000
_ROUNDS = 5
_SPECULAR_FROM = 0.86
_SHOULDER = 0.8
_SPECKLES = 420
SPECKLE_COLOUR = "#5c4634"


def tint(cutout: Image.Image, mask: Image.Image, swatch: str) -> Image.Image:
    """The cutout (RGBA) with the masked area (L, same size) in the swatch's colour.

    Where the mask is 0 the pixels stay bit for bit. Where it is 255 the artwork's own hue is dropped, its
    light and shade kept, and the paint mixed until the area's mean colour is the swatch. Weaker mask values
    mix the two. Raises StudioError on a bad swatch or a mask of another size.
    """
    pixels = np.array(cutout.convert("RGBA"))
    levels = np.rint(encoded_of(tinted(cutout, mask, swatch))).astype(np.uint8)
    pixels[..., :3] = np.where(np.asarray(mask)[..., np.newaxis] > 0, levels, pixels[..., :3])
    return Image.fromarray(pixels)


def tinted(cutout: Image.Image, mask: Image.Image, swatch: str) -> Floats:
    """The same as `tint` in linear light, (height, width, 3), before any rounding to bytes."""
    if mask.size != cutout.size:
        raise StudioError("The tint mask and the cutout are not the same size.")
    paint = linear_hex(swatch)
    pixels = np.asarray(cutout)
    colours = linear_of(pixels[..., :3])
    weight = np.asarray(mask)
    taken = (weight > 0) & (pixels[..., 3] > 0)
    if taken.any():
        own = colours[taken]
        share = weight[taken].astype(np.float32) / 255
        painted = _painted(own, pixels[..., 3][taken], share, paint)
        colours[taken] = own + (painted - own) * share[:, np.newaxis]
    return colours


def _painted(own: Floats, alpha: Bytes, share: Floats, swatch: Floats) -> Floats:
    """The colour of each pixel when it is fully painted, linear light (n, 3)."""
    light = own @ LUMINANCE
    solid = np.flatnonzero((share > 0.5) & (alpha > 127))
    sample = solid if solid.size else np.arange(light.size)
    sample = sample[:: max(sample.size // _SAMPLE, 1)]
    level = float(light[sample].mean())
    shade, shine = _split(light / max(level, 1e-4))
    shine *= level
    return _mix(shade, shine, _paint_for(swatch, shade[sample], shine[sample]))


def _split(relative: Floats) -> tuple[Floats, Floats]:
    """Diffuse shade and mirrored shine of light relative to its mean: paint colours only the first."""
    knee = 1 + _SPECULAR_FROM
    shine = np.maximum(relative - knee, 0)
    return relative - shine, shine


def _mix(shade: Floats, shine: Floats, paint: Floats) -> Floats:
    """Paint under light, with a soft shoulder so that bright colours keep their modelling."""
    lit = shade[:, np.newaxis] * paint + shine[:, np.newaxis]
    over = np.maximum(lit - _SHOULDER, 0)
    room = 1 - _SHOULDER
    return np.asarray(np.where(lit > _SHOULDER, _SHOULDER + room * over / (over + room), lit), dtype=np.float32)


def _paint_for(swatch: Floats, shade: Floats, shine: Floats) -> Floats:
    """The paint under which the sampled area's mean Lab is the swatch's: shading alone would darken it."""
    target = lab_of(swatch)
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
