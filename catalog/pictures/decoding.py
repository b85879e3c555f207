"""Bytes from outside, made safe: every picture that enters Packshot is decoded here, with limits."""

import hashlib
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO

from PIL import Image

from catalog.pictures.colour import to_srgb
from catalog.pictures.formats.damage import is_damaged
from catalog.pictures.formats.foreign import hdr_curve, refusal_of
from catalog.pictures.formats.orientation import turn_of
from catalog.pictures.formats.profiles import colour_space
from catalog.refusals import Refusal
from catalog.texts import figure
from catalog.texts import gettext as _

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 40_000_000
# What a picture may unfold to: as many pixels in colour, with transparency, at 8 bits.
MAX_UNFOLDED = 4 * MAX_PIXELS
# The decoders of WebP and AVIF keep three copies of what they unfold.
MAX_WEBP_PIXELS = 24_000_000
# What WebP can hold: a longer picture could never be shown or delivered.
MAX_SIDE = 16_383

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

_FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
# What providers deliver, and what people upload.
DELIVERED, UPLOADED = ("JPEG", "PNG", "WEBP"), ("JPEG", "PNG", "WEBP", "AVIF")
# By the colour type in a PNG's header.
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class Undecodable(Refusal):
    """The bytes are not a picture that we take."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NoPicture(Undecodable):
    """The bytes are a page or a message, or there are none."""


@dataclass(frozen=True)
class Decoded:
    """A whole picture in 8-bit sRGB, upright, mode RGB or (where some pixel is clear) RGBA.

    `format` is "jpeg", "png", "webp" or "avif"; `notes` say in sentences what had to be converted. A damaged
    one has its size, but some of it is not what was made.
    """

    format: str
    width: int
    height: int
    image: Image.Image
    notes: tuple[str, ...]
    is_damaged: bool = False


def sha256(data: bytes) -> str:
    """The hex digest that names exact bytes, in storage and in a decision."""
    return hashlib.sha256(data).hexdigest()


def decode(
    data: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_pixels: int = MAX_PIXELS,
    allow_damage: bool = False,
    formats: tuple[str, ...] = DELIVERED,
    allow_hdr: bool = True,
) -> Decoded:
    """Decode a JPEG, PNG or WebP to its last pixel, or another of `formats`. Raises `Undecodable`.

    `allow_damage` returns a damaged picture as far as it can be decoded, and `allow_hdr` one that means light beyond
    white as if it were an ordinary one: for what is paid for.
    """
    if not data:
        raise NoPicture(_("The file is empty."))
    if len(data) > max_bytes:
        raise Undecodable(_("The file is larger than %(max_bytes)s MB.") % {"max_bytes": max_bytes // (1024 * 1024)})
    with _without_warnings():
        opened = _open(data, max_pixels, formats)
        if not allow_hdr and (curve := hdr_curve(data, opened.format or "")):
            raise Undecodable(
                _("This is an HDR picture (%(curve)s), brighter than a page can show. Save it as an ordinary one.")
                % {"curve": curve}
            )
        try:
            opened.load()
        except _DAMAGE:
            raise _damaged() from None
        damaged = is_damaged(data, _FORMATS[opened.format or ""])
        if (opened.mode == "P" and opened.palette is None) or (damaged and not allow_damage):
            raise _damaged()
        format, turn = _FORMATS[opened.format or ""], turn_of(data, opened)
        image, notes = to_srgb(opened, _bits(data, opened), colour_space(data, opened))
        opened.close()
        if turn is not None:
            image, notes = image.transpose(turn), (*notes, _("Turned upright, as the camera recorded."))
    return Decoded(format, *image.size, image, notes, damaged)


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Silence what Pillow warns of, big pictures and broken EXIF: both are dealt with here.

    Filters are shared by all threads; these two silence nothing else, should a race leave them in place.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
        yield


def _open(data: bytes, max_pixels: int, formats: tuple[str, ...]) -> Image.Image:
    """Read the header only, so that a small file cannot claim a huge picture."""
    try:
        image = Image.open(BytesIO(data), formats=formats)
    except Image.DecompressionBombError:
        raise _too_many(max_pixels) from None
    except _DAMAGE:
        kind = NoPicture if _is_text(data) else Undecodable
        raise kind(refusal_of(data, formats)) from None
    pixels = image.width * image.height
    if pixels > max_pixels:
        raise _too_many(max_pixels)
    if image.format in ("WEBP", "AVIF") and pixels > MAX_WEBP_PIXELS:
        raise Undecodable(
            _("A WebP or AVIF picture may have %(max_pixels)s million pixels. Save this one as PNG or JPEG.")
            % {"max_pixels": MAX_WEBP_PIXELS // 1_000_000}
        )
    _check_depth(data, image)
    if max(image.size) > MAX_SIDE:
        raise Undecodable(_("The picture is longer than %(max_side)s pixels.") % {"max_side": figure(MAX_SIDE)})
    # A JPEG with several frames is a camera's still with a preview or gain map behind it.
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise Undecodable(_("The picture is animated. Choose a still picture."))
    return image


def _is_text(data: bytes) -> bool:
    """Whether the file begins as a page or a message does."""
    beginning = data[:200].decode("utf-8", "replace")
    return "\0" not in beginning and 10 * beginning.count("\N{REPLACEMENT CHARACTER}") <= len(beginning)


def _check_depth(data: bytes, image: Image.Image) -> None:
    """A few hundred kilobytes of PNG can hold hundreds of megabytes, with 16 bits a channel twice as many."""
    bits = _bits(data, image)
    unfolded = image.width * image.height * (_PNG_CHANNELS.get(data[25], 4) if bits > 8 else 4) * max(bits, 8) // 8
    if unfolded > MAX_UNFOLDED:
        raise Undecodable(
            _(
                "The picture has %(width)s × %(height)s pixels of %(bits)s bits a channel, "
                "%(unfolded)s MB of memory; it may take %(max_unfolded)s. Save it with 8 bits a "
                "channel, or smaller."
            )
            % {
                "width": figure(image.width),
                "height": figure(image.height),
                "bits": bits,
                "unfolded": unfolded // 1_000_000,
                "max_unfolded": MAX_UNFOLDED // 1_000_000,
            }
        )


def _damaged() -> Undecodable:
    return Undecodable(_("The picture is damaged or cut short."))


def _too_many(max_pixels: int) -> Undecodable:
    return Undecodable(
        _("The picture has more than %(max_pixels)s million pixels.") % {"max_pixels": max_pixels // 1_000_000}
    )


def _bits(data: bytes, image: Image.Image) -> int:
    """Bits per channel; Pillow turns 16-bit colour PNG into 8-bit without saying so."""
    return data[24] if image.format == "PNG" else 8
