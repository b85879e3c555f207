"""Damage that a decoder steps over: the picture is whole, but not the one that was made.

Pillow does not show the warnings of its JPEG decoder, so that decoder is asked a second time, strictly. It sees where
the codes break off, run on or cannot be; a changed byte that makes another valid code leaves nothing to see. Files of
Pillow and four other encoders at all qualities, sequential and progressive, raise no warning. A PNG has a checksum in
every chunk. A WebP has none.
"""

import zlib

import simplejpeg

from catalog.pictures.formats.png_chunks import CHECKSUM, chunks

COLOUR_SPACES = {"Gray": "GRAY", "CMYK": "CMYK", "YCCK": "CMYK"}


def is_damaged(data: bytes, format: str) -> bool:
    """Whether a picture that can be decoded is damaged somewhere; `format` is "jpeg", "png" or "webp"."""
    return {"jpeg": _is_damaged_jpeg, "png": _is_damaged_png}.get(format, _is_never_seen)(data)


def _is_damaged_jpeg(data: bytes) -> bool:
    try:
        colour_space = simplejpeg.decode_jpeg_header(data)[2]
    except ValueError:  # a layout it does not know, such as CMYK in two resolutions: nothing can be said
        return False
    try:
        # All codes are read at every scale; the smallest has the least to compute.
        simplejpeg.decode_jpeg(data, COLOUR_SPACES.get(colour_space, "RGB"), min_height=1, min_width=1, strict=True)
    except ValueError:
        return True
    return False


def _is_damaged_png(data: bytes) -> bool:
    """Whether a chunk has another checksum than its bytes, or the end is missing."""
    for kind, start, end in chunks(data):
        # The checksum is of kind and body.
        if zlib.crc32(memoryview(data)[start - len(kind) : end]) != int.from_bytes(data[end : end + CHECKSUM]):
            return True
        if kind == b"IEND":
            return False
    return True


def _is_never_seen(data: bytes) -> bool:
    return False
