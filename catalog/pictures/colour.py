"""Converting any colour model to 8-bit sRGB."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

from catalog.pictures.formats.profiles import ColourSpace
from catalog.texts import gettext as _

# Levels of 255: what rounding in other tables of the same curve makes.
_SAME_WITHIN = 2
_GREYS = ("1", "L", "LA", "La")
_DEEP_GREY = ("I;16", "I;16B", "I;16L", "I;16N", "I")


def to_srgb(image: Image.Image, bits: int, space: ColourSpace) -> tuple[Image.Image, tuple[str, ...]]:
    """RGB, or RGBA where some pixel is transparent, without any metadata; and sentences about what was converted.

    `image` is not changed.
    """
    notes = [_("Reduced from %(bits)s to 8 bits a channel.") % {"bits": bits}] if bits > 8 else []
    notes += [space.note] if space.note else []
    alpha, is_deep_grey = _alpha(image), image.mode in _DEEP_GREY
    flat, converted = _coloured(_deep_grey(image) if is_deep_grey else image, space.icc)
    if alpha is not None:
        flat.putalpha(alpha)
    flat.info.clear()
    return flat, (*notes, *converted)


def srgb_profile() -> bytes:
    """An sRGB profile that is the same bytes every time: Pillow writes the time into its own."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = b"\x07\xea\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00"
    return profile[:24] + made + profile[36:]


def _alpha(image: Image.Image) -> Image.Image | None:
    if not image.has_transparency_data:
        return None
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else image.convert("RGBA").getchannel("A")
    return None if alpha.getextrema()[0] == 255 else alpha


def _deep_grey(image: Image.Image) -> Image.Image:
    """The high byte, as Pillow's own decoder does for 16-bit colour."""
    return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))


def _coloured(image: Image.Image, icc: bytes) -> tuple[Image.Image, tuple[str, ...]]:
    if icc:
        return _through_profile(image, icc)
    notes = (_("Converted from CMYK to sRGB."),) if image.mode == "CMYK" else ()
    return image.convert("RGB"), notes


def _through_profile(image: Image.Image, icc: bytes) -> tuple[Image.Image, tuple[str, ...]]:
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        name = " ".join(ImageCms.getProfileDescription(profile).split())
        fitting = _of_space(image, profile.profile.xcolor_space.strip())
        transform = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), fitting.mode, "RGB")
        if fitting.mode == "RGB" and _changes_nothing(transform):
            return fitting.convert("RGB"), ()
        converted = ImageCms.applyTransform(fitting, transform)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB"), (_("Its colour profile does not fit and was left out."),)
    return converted or image.convert("RGB"), (_("Converted from “%(name)s” to sRGB.") % {"name": name[:60]},)


def _of_space(image: Image.Image, space: str) -> Image.Image:
    """The picture in the channels that the profile speaks of, where it can be put so."""
    mode = {"RGB": "RGB", "GRAY": "L"}.get(space)
    if mode is None or image.mode == mode or image.mode == "CMYK" or (mode == "L" and image.mode not in _GREYS):
        return image
    return image.convert(mode)


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether the profile is sRGB, judged by what it makes of colours from all over, not by its name."""
    cube = np.stack(np.meshgrid(*[np.linspace(0, 255, 9)] * 3), axis=-1).astype(np.uint8).reshape(27, 27, 3)
    converted = ImageCms.applyTransform(Image.fromarray(cube), transform)
    return converted is not None and int(np.abs(np.asarray(converted).astype(int) - cube).max()) <= _SAME_WITHIN
