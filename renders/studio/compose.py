"""Composes one candidate from ground, shadows, product and light."""

import math

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from renders.studio.brief import StudioBrief
from renders.studio.colour_math import Floats, linear_hex, linear_of
from renders.studio.film_grain import encode_with_grain
from renders.studio.footprint import Footprint, footprint_from_above, footprint_from_front
from renders.studio.framing import Framing, frame
from renders.studio.grounds import ground
from renders.studio.lighting import Lighting, near_ground, rim_light, side_light, varied
from renders.studio.reflection import reflect
from renders.studio.scene import PITCH, SceneGeometry
from renders.studio.shadows import shade
from renders.studio.tint import SPECKLE_COLOUR, paint_over, speckles
from renders.studio.variation import vary
from renders.studio.vocabulary import StudioError, View

_SIDES = range(64, 4097)


def draw(
    brief: StudioBrief,
    cutout: Image.Image,
    tint_mask: Image.Image | None,
    swatch: str | None,
    size: tuple[int, int],
    seed: int,
) -> Image.Image:
    """One candidate as an RGB image of `size` (width, height) pixels.

    `cutout` is RGBA with straight alpha, `tint_mask` an L image of the same size (255 takes the colour),
    `swatch` "#rrggbb"; without mask or swatch the product keeps its own colour. Same arguments, same
    bytes. Raises StudioError on an impossible size, a cutout without alpha or a bad swatch.
    """
    _check(cutout, tint_mask, size)
    variation = vary(seed)
    light = varied(brief.light, variation)
    framing = frame(brief, cutout, size, variation)
    product = cutout.resize(framing.size, Image.Resampling.LANCZOS, box=framing.crop)
    alpha = product.getchannel("A")
    mask = None if tint_mask is None else _mask(tint_mask, alpha, framing)
    foot = _footprint(brief.view, alpha, framing)
    scene = SceneGeometry(size, foot.x, foot.y, framing.size, brief.view)
    picture = ground(brief, scene, light)
    shade(picture, brief, alpha, framing, scene, foot, light)
    lit = _lit_product(brief, product, mask, swatch, _gain(framing, foot, light, scene))
    _add_light(lit, alpha, light)
    if not scene.from_above:
        lit *= near_ground(foot.rise(framing), framing.height, _beside(picture, foot))
        if brief.mirror:
            reflect(picture, lit, alpha, framing, foot, brief.mirror)
    _set_in(picture, lit, alpha, framing)
    return encode_with_grain(picture)


def _check(cutout: Image.Image, tint_mask: Image.Image | None, size: tuple[int, int]) -> None:
    if size[0] not in _SIDES or size[1] not in _SIDES:
        raise StudioError(f"The studio draws 64 to 4096 pixels a side, not {size[0]} × {size[1]}.")
    if cutout.mode != "RGBA":
        raise StudioError("The cutout has no transparency: the studio needs a PNG with an alpha channel.")
    if tint_mask is not None and tint_mask.size != cutout.size:
        raise StudioError("The tint mask and the cutout are not the same size.")


def _footprint(view: View, alpha: Image.Image, framing: Framing) -> Footprint:
    if view is View.TOP:
        return footprint_from_above(framing)
    return footprint_from_front(alpha, framing, math.sin(math.radians(PITCH[view])))


def _mask(tint_mask: Image.Image, alpha: Image.Image, framing: Framing) -> Image.Image:
    """The tint mask at the product's size, at full strength up to its outline.

    A mask that fades where the cutout fades would leave the outline half untinted: a light fringe.
    """
    mask = tint_mask.convert("L").resize(framing.size, Image.Resampling.LANCZOS, box=framing.crop)
    outside = ImageOps.expand(alpha, 2).filter(ImageFilter.MinFilter(5)).point(lambda level: 255 if level < 8 else 0)
    cover, weight = np.maximum(np.asarray(alpha, dtype=np.float32), 1) / 255, np.asarray(mask, dtype=np.float32)
    full = np.where(weight > 127 * cover, np.minimum(weight / cover, 255), 0)
    mask.paste(Image.fromarray(full.astype(np.uint8)), mask=ImageOps.crop(outside, 2))
    return mask


def _gain(framing: Framing, foot: Footprint, light: Lighting, scene: SceneGeometry) -> Floats:
    body = (foot.x - framing.left, max(foot.radius, framing.width * 0.3))
    return side_light(light, (framing.height, framing.width), body, from_above=scene.from_above)


def _lit_product(
    brief: StudioBrief, product: Image.Image, mask: Image.Image | None, swatch: str | None, gain: Floats
) -> Floats:
    """The product under its light and in its colorway, linear (height, width, 3)."""
    pixels = np.asarray(product)
    colours = linear_of(pixels[..., :3]) * gain[..., np.newaxis]
    if mask is not None and swatch is not None:
        paint_over(colours, pixels[..., 3], mask, swatch)
        if brief.speckled:
            colours += (linear_hex(SPECKLE_COLOUR) - colours) * speckles(mask)[..., np.newaxis]
    return colours


def _add_light(colours: Floats, alpha: Image.Image, light: Lighting) -> None:
    """Add the light's colour and its rim light, in place."""
    if light.warmth:
        colours *= light.tone**0.5
    if light.rim:
        colours += rim_light(light, alpha)


def _beside(picture: Floats, foot: Footprint) -> Floats:
    """The ground's colour a little in front of the foot."""
    row = min(int(foot.y + foot.radius * 0.5), picture.shape[0] - 1)
    return np.asarray(picture[row].mean(axis=0))


def _set_in(picture: Floats, colours: Floats, alpha: Image.Image, framing: Framing) -> None:
    """Lay the product over the picture in place; linear light and straight alpha leave no fringe."""
    cover = np.asarray(alpha, dtype=np.float32)[..., np.newaxis] / 255
    rows = slice(framing.top, framing.top + framing.height)
    columns = slice(framing.left, framing.left + framing.width)
    behind = picture[rows, columns]
    behind += (colours - behind) * cover
