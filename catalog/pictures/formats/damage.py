"""Damage that a decoder steps over: the picture is whole, but not the one that was made.

Pillow does not show the warnings of its JPEG decoder, so that decoder is asked a second time, strictly. It sees where
the codes break off, run on or cannot be; a changed byte that makes another valid code leaves nothing to see. Files of
Pillow and four other encoders at all qualities, sequential and progressive, raise no warning. A PNG has a checksum in
every chunk. A WebP has none.
"""

import zlib

import simplejpeg

PNG_HEADER = b"\x89PNG\r\n\x1a\n"
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
    start = len(PNG_HEADER)
    while start + 12 <= len(data):
        end = start + 12 + int.from_bytes(data[start : start + 4])
        if zlib.crc32(memoryview(data)[start + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
            return True
        if data[start + 4 : start + 8] == b"IEND":
            return False
        start = end
    return True


def _is_never_seen(data: bytes) -> bool:
    return False
