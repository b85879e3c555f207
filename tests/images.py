"""Pictures drawn when a test needs them."""

import io
import struct
import zlib
from functools import cache

from PIL import Image, ImageDraw

Size = tuple[int, int]


def png(color: str = "white", size: Size = (64, 64)) -> bytes:
    """A PNG of one colour."""
    return encoded(Image.new("RGB", size, color), "PNG")


def jpeg(color: str = "white", size: Size = (64, 64)) -> bytes:
    """A JPEG of one colour."""
    return encoded(Image.new("RGB", size, color), "JPEG")


def damaged_jpeg(size: Size = (256, 256)) -> bytes:
    """A JPEG of noise with zeros in its middle, which Pillow decodes without a word."""
    data = bytearray(encoded(Image.effect_noise(size, 80).convert("RGB"), "JPEG"))
    middle = len(data) // 2
    data[middle : middle + 600] = bytes(600)
    return bytes(data)


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


@cache
def heavy_png(side: int = 6320) -> bytes:
    """A small file whose header and rows unfold to `side` x `side` pixels with transparency, 16 bits a channel."""
    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(1 + 8 * side)) for _ in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 16, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    )


def _inset(size: Size) -> tuple[float, float, float, float]:
    width, height = size
    return width * 0.2, height * 0.2, width * 0.8, height * 0.8
