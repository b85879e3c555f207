"""What WordPress makes of a picture: smaller copies, drawn by GD or Imagick, and what these keep of the AI mark."""

import io
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image, ImageOps, IptcImagePlugin

# Width, height (0 is free) and whether it is cropped.
SIZES = {
    "thumbnail": (150, 150, True),
    "medium": (300, 300, False),
    "medium_large": (768, 0, False),
    "large": (1024, 1024, False),
    "1536x1536": (1536, 1536, False),
    "2048x2048": (2048, 2048, False),
    "woocommerce_gallery_thumbnail": (100, 100, True),
    "woocommerce_thumbnail": (300, 300, True),
    "woocommerce_single": (600, 0, False),
}
BIG_EDGE = 2560  # above it, a copy is shown in place of the picture
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif"}


class NoPictureSent(Exception):
    """The bytes are no picture."""


@dataclass(frozen=True)
class DrawnCopy:
    """A smaller copy."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class EmbeddedTexts:
    """What a file says of itself in IPTC or EXIF, where WordPress looks for a title and a caption."""

    title: str = ""
    caption: str = ""


def opened(data: bytes) -> Image.Image:
    """Raises `NoPictureSent`."""
    try:
        picture = Image.open(io.BytesIO(data), formats=tuple(TYPES))
        picture.load()
    except (OSError, ValueError, SyntaxError):
        raise NoPictureSent from None
    return picture


def copy_of(picture: Image.Image, name: str, editor: str) -> DrawnCopy | None:
    """The copy of that size; None where the picture is not larger."""
    width, height, is_cropped = SIZES[name]
    if picture.width <= width and picture.height <= (height or picture.height):
        return None
    box = (min(width, picture.width), min(height or picture.height, picture.height))
    if is_cropped:
        drawn = ImageOps.fit(picture, box)
    else:
        drawn = picture.copy()
        drawn.thumbnail((width, height or picture.height))
    return DrawnCopy(drawn.width, drawn.height, saved_by(editor, drawn, picture))


def scaled(picture: Image.Image, editor: str) -> DrawnCopy | None:
    """What is shown in place of a picture that is too large; None for any other."""
    if max(picture.size) <= BIG_EDGE:
        return None
    drawn = picture.copy()
    drawn.thumbnail((BIG_EDGE, BIG_EDGE))
    return DrawnCopy(drawn.width, drawn.height, saved_by(editor, drawn, picture))


def saved_by(editor: str, drawn: Image.Image, picture: Image.Image) -> bytes:
    """GD knows no XMP. Imagick hands it on in JPEG only."""
    options: dict[str, Any] = {"quality": 82}
    if editor == "imagick" and picture.format == "JPEG" and picture.info.get("xmp"):
        options["xmp"] = picture.info["xmp"]
    drawn.info = {}
    file = io.BytesIO()
    drawn.save(file, picture.format, **options)
    return file.getvalue()


def embedded_texts(picture: Image.Image) -> EmbeddedTexts:
    iptc = IptcImagePlugin.getiptcinfo(picture) or {}
    described = str(picture.getexif().get(ExifTags.Base.ImageDescription, ""))
    return EmbeddedTexts(_text(iptc.get((2, 5))) or described, _text(iptc.get((2, 120))) or described)


def _text(value: Any) -> str:
    first = value[0] if isinstance(value, list) else value
    return first.decode(errors="replace") if isinstance(first, bytes) else ""
