"""Converting any colour model to 8-bit sRGB."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

_DEEP_GREY = ("I;16", "I;16B", "I;16L", "I;16N", "I")


def to_srgb(image: Image.Image, bits: int) -> tuple[Image.Image, tuple[str, ...]]:
    """RGB, or RGBA where some pixel is transparent, without any metadata; and sentences about what was converted.

    `image` is not changed.
    """
    notes = [f"Reduced from {bits} to 8 bits a channel."] if bits > 8 else []
    alpha, icc, is_deep_grey = _alpha(image), image.info.get("icc_profile"), image.mode in _DEEP_GREY
    flat, converted = _coloured(_deep_grey(image) if is_deep_grey else image, icc)
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


def _coloured(image: Image.Image, icc: bytes | None) -> tuple[Image.Image, tuple[str, ...]]:
    if icc:
        return _through_profile(image, icc)
    notes = ("Converted from CMYK to sRGB.",) if image.mode == "CMYK" else ()
    return image.convert("RGB"), notes


def _through_profile(image: Image.Image, icc: bytes) -> tuple[Image.Image, tuple[str, ...]]:
    if image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("L" if image.mode in ("1", "LA", "La") else "RGB")
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        name = " ".join(ImageCms.getProfileDescription(profile).split())
        if "srgb" in name.lower() and image.mode == "RGB":
            return image.convert("RGB"), ()
        converted = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB"), ("Its colour profile does not fit and was left out.",)
    return converted or image.convert("RGB"), (f"Converted from “{name[:60]}” to sRGB.",)
