"""One candidate: ground, shadows, product and light put together."""

import numpy as np
from PIL import Image

from renders.studio.brief import Brief
from renders.studio.colour import Floats, encoded_of, linear_of
from renders.studio.errors import StudioError
from renders.studio.framing import Framing, frame
from renders.studio.grounds import Scene, ground
from renders.studio.light import Light, rim_light, side_light, varied
from renders.studio.shadows import Footing, Occlusion, contact, footing, from_above, standing
from renders.studio.tint import speckle, tint
from renders.studio.variation import vary
from renders.studio.vocabulary import View

_SIDES = range(64, 4097)


def draw(
    brief: Brief,
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
    above = brief.view is View.TOP
    foot = footing(alpha, framing)
    scene = Scene(size, foot.x, foot.y, framing.size, above)
    picture = ground(brief, scene, light)
    _darken(picture, _shadows(brief, alpha, framing, foot, light, size), light, brief.cast)
    if brief.contact and not above:
        picture *= 1 - brief.contact * contact(foot, size)[..., np.newaxis]
    dressed = _dressed(brief, product, framing, foot, light, tint_mask, swatch)
    _set_in(picture, dressed, product, framing)
    return Image.fromarray(np.rint(encoded_of(picture)).astype(np.uint8))


def _check(cutout: Image.Image, tint_mask: Image.Image | None, size: tuple[int, int]) -> None:
    if size[0] not in _SIDES or size[1] not in _SIDES:
        raise StudioError(f"The studio draws 64 to 4096 pixels a side, not {size[0]} × {size[1]}.")
    if cutout.mode != "RGBA":
        raise StudioError("The cutout has no transparency: the studio needs a PNG with an alpha channel.")
    if tint_mask is not None and tint_mask.size != cutout.size:
        raise StudioError("The tint mask and the cutout are not the same size.")


def _shadows(
    brief: Brief, alpha: Image.Image, framing: Framing, foot: Footing, light: Light, size: tuple[int, int]
) -> Occlusion:
    if brief.view is View.TOP:
        return from_above(alpha, framing, light, size)
    return standing(alpha, framing, foot, light, size)


def _darken(picture: Floats, held: Occlusion, light: Light, cast: float) -> None:
    """Take from the ground, in place, the light the product holds back."""
    key = light.key * (1 - cast * held.key)[..., np.newaxis] * light.key_colour
    picture *= key + (1 - light.key) * (1 - cast * held.dome)[..., np.newaxis] * light.dome_colour


def _dressed(
    brief: Brief,
    product: Image.Image,
    framing: Framing,
    foot: Footing,
    light: Light,
    tint_mask: Image.Image | None,
    swatch: str | None,
) -> Floats:
    """The product in its colour and under this light, linear (height, width, 3)."""
    if tint_mask is not None and swatch is not None:
        mask = tint_mask.convert("L").resize(framing.size, Image.Resampling.LANCZOS, box=framing.crop)
        product = tint(product, mask, swatch)
        if brief.speckled:
            product = speckle(product, mask)
    body = (foot.x - framing.left, max(foot.radius, framing.width * 0.3))
    shape = (framing.height, framing.width)
    colours = linear_of(np.asarray(product)[..., :3])
    colours *= side_light(light, shape, body, from_above=brief.view is View.TOP)[..., np.newaxis]
    return colours + rim_light(light, product.getchannel("A"))


def _set_in(picture: Floats, colours: Floats, product: Image.Image, framing: Framing) -> None:
    """Lay the product over the picture in place; linear light and straight alpha leave no fringe."""
    cover = np.asarray(product.getchannel("A"), dtype=np.float32)[..., np.newaxis] / 255
    rows = slice(framing.top, framing.top + framing.height)
    columns = slice(framing.left, framing.left + framing.width)
    picture[rows, columns] += (colours - picture[rows, columns]) * cover
