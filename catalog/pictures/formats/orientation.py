"""How a picture is to be turned, as Chromium reads it: people must see in Packshot what a shop's visitors will see.

It reads EXIF of JPEG and PNG, one whole number of 16 bits. It does not read XMP, the EXIF of a WebP, what ImageMagick
writes into the text of a PNG, or numbers of another kind, all of which Pillow takes.
"""

import struct

from PIL import Image

from catalog.pictures.formats.png_chunks import leading_chunks

ORIENTATION, SHORT = 0x0112, 3
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def turn_of(data: bytes, image: Image.Image) -> Image.Transpose | None:
    """What makes the picture upright; None where it stands already, or says nothing that is read."""
    if image.format == "PNG":
        exif = leading_chunks(data).get(b"eXIf", b"")
    elif image.format in ("JPEG", "MPO"):
        exif = image.info.get("exif", b"")
    else:
        return None
    try:
        return TURNS.get(_orientation(exif.removeprefix(b"Exif\0\0")))
    except struct.error:
        return None


def _orientation(tiff: bytes) -> int:
    """The value in the first directory; 1 where there is none of the right kind."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (entries,) = struct.unpack_from(f"{order}H", tiff, start)
    for number in range(min(entries, 1_000)):
        tag, kind, count, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * number)
        if (tag, kind, count) == (ORIENTATION, SHORT, 1):
            return int(value)
    return 1
