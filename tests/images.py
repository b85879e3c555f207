"""Pictures drawn when a test needs them."""

import io

from PIL import Image, ImageDraw

Size = tuple[int, int]


def png(color: str = "white", size: Size = (64, 64)) -> bytes:
    """A PNG of one colour."""
    return encoded(Image.new("RGB", size, color), "PNG")


def jpeg(color: str = "white", size: Size = (64, 64)) -> bytes:
    """A JPEG of one colour."""
    return encoded(Image.new("RGB", size, color), "JPEG")


def cutout(color: str = "#b0b0b0", size: Size = (64, 64)) -> bytes:
    """A PNG with an opaque disc in the middle and nothing around it."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse(_inset(size), fill=color)
    return encoded(picture, "PNG")


def packshot(color: str = "#b0b0b0", size: Size = (64, 64)) -> bytes:
    """A PNG of a disc on white, the simplest thing inspection takes for a product."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).ellipse(_inset(size), fill=color)
    return encoded(picture, "PNG")


def encoded(picture: Image.Image, format: str, **options: object) -> bytes:
    """The picture as a file of that format."""
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def _inset(size: Size) -> tuple[float, float, float, float]:
    width, height = size
    return width * 0.2, height * 0.2, width * 0.8, height * 0.8
