"""Cutouts that come from outside: what is often wrong with them, and the picture put right."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from PIL import Image

from catalog.cutting.main_part import DUST
from catalog.cutting.pixels.planes import (
    Array,
    Floats,
    Mask,
    blurred,
    encoded_of,
    eroded,
    filled,
    grown,
    linear_of,
    parts,
    sizes,
    touching,
)
from catalog.texts import gettext as _
from catalog.texts import gettext_noop

# Alpha from 0 to 255: below, nothing is seen; from here on a pixel is solid.
_SEEN, _SOLID = 8, 242
# A picture with less than this share of clear pixels has its ground still.
_CLEAR_SHARE = 0.005
# Pixels of the product's longer side below which there is no product to speak of.
_SMALLEST = 24
# A shadow is nearly black, has no colour of its own, and is as large as this beside the solid product.
_DARK, _GREY, _SHADOW_SHARE = 70, 26, 0.01
# It fades out: so much of its outer rim is nearly clear.
_FADING, _FADED = 0.8, 60


class CutoutFault(StrEnum):
    """What was found wrong with a cutout."""

    IS_PHOTO = "is_photo"
    TOO_FEW_PIXELS = "too_few_pixels"
    NEVER_SOLID = "never_solid"
    DUST = "dust"
    BAKED_SHADOW = "baked_shadow"

    @property
    def is_refused(self) -> bool:
        return self is CutoutFault.TOO_FEW_PIXELS

    @property
    def sentence(self) -> str:
        return _(_SENTENCES[self])


_SENTENCES = {
    CutoutFault.IS_PHOTO: gettext_noop("Hardly anything in this picture is transparent, so it was taken as a photo."),
    CutoutFault.TOO_FEW_PIXELS: gettext_noop(
        "Only a few pixels of this picture can be seen. Upload the product larger."
    ),
    CutoutFault.NEVER_SOLID: gettext_noop("The product was slightly transparent everywhere; it was made solid."),
    CutoutFault.DUST: gettext_noop("Specks beside the product were removed."),
    CutoutFault.BAKED_SHADOW: gettext_noop(
        "A shadow was part of the cutout; it was removed, as renders cast their own."
    ),
}


@dataclass(frozen=True)
class CheckedCutout:
    """`image` is put right: RGBA, or RGB where it is a photo. `shadow` is the alpha of the shadow taken away."""

    image: Image.Image
    faults: tuple[CutoutFault, ...]
    shadow: Image.Image | None = None

    @property
    def is_photo(self) -> bool:
        return CutoutFault.IS_PHOTO in self.faults

    @property
    def is_refused(self) -> bool:
        return any(fault.is_refused for fault in self.faults)


def check_cutout(image: Image.Image) -> CheckedCutout:
    """Look an RGBA picture through; one without faults comes back as it is."""
    pixels = np.asarray(image)
    alpha = pixels[..., 3]
    if float((alpha < _SOLID).mean()) < _CLEAR_SHARE or alpha.min() > 200:
        return CheckedCutout(_photo(pixels), (CutoutFault.IS_PHOTO,))
    faults: list[CutoutFault] = []
    kept, had_dust = _without_dust(alpha)
    if _longest(kept > _SEEN) < _SMALLEST:
        return CheckedCutout(image, (CutoutFault.TOO_FEW_PIXELS,))
    if had_dust:
        faults.append(CutoutFault.DUST)
    solid, was_faint = _solid(kept)
    if was_faint:
        faults.append(CutoutFault.NEVER_SOLID)
    shadow = _shadow(pixels[..., :3], solid)
    if shadow.any():
        faults.append(CutoutFault.BAKED_SHADOW)
        return CheckedCutout(_unshadowed(pixels, solid, shadow), tuple(faults), _as_image(np.where(shadow, solid, 0)))
    if not faults:
        return CheckedCutout(image, ())
    return CheckedCutout(Image.fromarray(np.dstack([pixels[..., :3], solid])), tuple(faults))


def _photo(pixels: Array) -> Image.Image:
    """The picture without alpha; what was clear takes the colour around it."""
    clear = pixels[..., 3] < 128
    if not clear.any() or clear.all():
        return Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
    linear = linear_of(Image.fromarray(np.ascontiguousarray(pixels[..., :3])))
    around = np.rint(encoded_of(filled(linear, ~clear)) * 255).astype(np.uint8)
    return Image.fromarray(np.where(clear[..., np.newaxis], around, pixels[..., :3]))


def _without_dust(alpha: Array) -> tuple[Array, bool]:
    """Parts much smaller than the largest, and haze that nobody sees, become clear."""
    labels, count = parts(grown(alpha > _SEEN, 1))
    area = sizes(labels, count)
    area[0] = 0
    is_dust = area < DUST * area.max()
    is_dust[0] = False
    dust = is_dust[labels] & (alpha > _SEEN)
    return np.where(dust, 0, alpha), bool(dust.any())


def _longest(seen: Mask) -> int:
    if not seen.any():
        return 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return int(max(rows[-1] - rows[0], columns[-1] - columns[0])) + 1


def _solid(alpha: Array) -> tuple[Array, bool]:
    """Alpha that reaches 255 within the product, where it stayed a little below all over."""
    inner = alpha[eroded(alpha > 128, 2)]
    if not inner.size:
        return alpha, False
    usual = int(np.bincount(inner, minlength=256).argmax())
    if usual == 255 or usual < 180 or float((inner > usual).mean()) > 0.01:
        return alpha, False
    return np.minimum(np.rint(alpha.astype(np.float32) * 255 / usual), 255).astype(np.uint8), True


def _shadow(colours: Array, alpha: Array) -> Mask:
    """Dark haze outside of the solid product that fades into nothing."""
    solid = alpha >= _SOLID
    veil = (alpha > 2) & ~grown(solid, 1)
    dark = (colours.max(axis=2) < _DARK) & (np.ptp(colours, axis=2) < _GREY)
    labels, count = parts(veil & dark)
    area = sizes(labels, count)
    clear = alpha <= 2
    shadow = np.zeros(alpha.shape, bool)
    for number in np.flatnonzero(area >= _SHADOW_SHARE * max(int(solid.sum()), 1)):
        part = labels == number
        rim = part & grown(clear, 2)
        if number and rim.any() and float((alpha[rim] < _FADED).mean()) > _FADING:
            shadow |= part
    return grown(shadow, 2) & (alpha > 0) & ~solid if shadow.any() else shadow


def _unshadowed(pixels: Array, alpha: Array, shadow: Mask) -> Image.Image:
    """Pixels at the product's edge are product over black shadow: what is left without it, with its own colour."""
    share = alpha.astype(np.float32) / 255
    solid = alpha >= _SOLID
    edge = shadow & grown(solid, 2)
    deep = shadow & ~grown(solid, 3)
    under = blurred(filled(share[..., np.newaxis], deep | ((alpha <= 2) & ~grown(shadow, 1))), 1)[..., 0]
    own = np.clip((share - under) / np.maximum(1 - under, 0.05), 0, 1)
    left = np.where(edge, own, np.where(shadow, 0, share))
    left = np.where(touching(left > 0.02, solid), left, 0)
    linear = linear_of(Image.fromarray(np.ascontiguousarray(pixels[..., :3])))
    near: Floats = filled(linear, eroded(solid, 1)) if eroded(solid, 1).any() else linear
    colours = np.where(edge[..., np.newaxis], np.rint(encoded_of(near) * 255), pixels[..., :3]).astype(np.uint8)
    return Image.fromarray(np.dstack([colours, np.rint(left * 255).astype(np.uint8)]))


def _as_image(alpha: Array) -> Image.Image:
    return Image.fromarray(alpha.astype(np.uint8))
