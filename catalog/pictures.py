"""Foreign bytes, made safe: every picture that enters Packshot is decoded here, with limits."""

import hashlib
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from catalog.colour import to_srgb

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 16_383
"""What WebP can hold: a longer picture could never be shown or delivered."""

# What Pillow's three decoders raise on damaged files, found by flipping bytes.
_DAMAGE: tuple[type[Exception], ...] = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
)

_FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp"}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Undecodable(ValueError):
    """The bytes are no picture we take; the text is one sentence for a person."""


@dataclass(frozen=True)
class Decoded:
    """A whole picture in 8-bit sRGB, upright, mode RGB or (where some pixel is clear) RGBA.

    `format` is "jpeg", "png" or "webp"; `notes` say in sentences what had to be converted.
    """

    format: str
    width: int
    height: int
    image: Image.Image
    notes: tuple[str, ...]


def sha256(data: bytes) -> str:
    """The name under which exact bytes are kept and decided upon (hex)."""
    return hashlib.sha256(data).hexdigest()


def decode(data: bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Decoded:
    """Decode a JPEG, PNG or WebP to its last pixel; Undecodable says why it cannot be."""
    if not data:
        raise Undecodable("The file is empty.")
    if len(data) > max_bytes:
        raise Undecodable(f"The file is larger than {max_bytes // (1024 * 1024)} MB.")
    with _hushed():
        opened = _open(data, max_pixels)
        try:
            opened.load()
        except _DAMAGE:
            raise _damaged() from None
        if opened.mode == "P" and opened.palette is None:
            raise _damaged()
        image, notes = to_srgb(opened, bits=_bits(data, opened))
        image, turned = _upright(image, opened)
    return Decoded(_FORMATS[opened.format or ""], *image.size, image, (*notes, *turned))


@contextmanager
def _hushed() -> Iterator[None]:
    """Pillow warns of big pictures and crooked EXIF; both have their answer here.

    Filters are shared by all threads: left standing by a race, they silence nothing else.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
        yield


def _open(data: bytes, max_pixels: int) -> Image.Image:
    """Read the header only, so that a small file cannot claim a huge picture."""
    try:
        image = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
    except Image.DecompressionBombError:
        raise _too_many(max_pixels) from None
    except _DAMAGE:
        raise Undecodable("This is not a JPEG, PNG or WebP picture.") from None
    if image.width * image.height > max_pixels:
        raise _too_many(max_pixels)
    if max(image.size) > MAX_SIDE:
        raise Undecodable(f"The picture is longer than {MAX_SIDE:,} pixels.")
    # A JPEG with several frames is a camera's still with a preview or gain map behind it.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise Undecodable("The picture is animated. Choose a still picture.")
    return image


def _damaged() -> Undecodable:
    return Undecodable("The picture is damaged or cut short.")


def _too_many(max_pixels: int) -> Undecodable:
    return Undecodable(f"The picture has more than {max_pixels // 1_000_000} million pixels.")


def _bits(data: bytes, image: Image.Image) -> int:
    """Bits per channel; Pillow hands 16-bit colour PNG out as 8-bit without a word."""
    return data[24] if image.format == "PNG" else 8


def _upright(image: Image.Image, opened: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    try:
        orientation = opened.getexif().get(_ORIENTATION, 1)
    except _DAMAGE:
        return image, ()
    turn = _TURNS.get(orientation)
    if turn is None:
        return image, ()
    return image.transpose(turn), ("Turned upright, as the camera recorded.",)
