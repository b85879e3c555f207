"""Formats that are not read, by name, and light that a screen cannot show: what to say instead of a picture."""

import struct
from collections.abc import Sequence

from catalog.pictures.formats.png_chunks import leading_chunks
from catalog.texts import gettext as _

# What stands after "ftyp" in the files of phones and cameras.
BRANDS = {b"heic": "HEIC", b"heix": "HEIC", b"hevc": "HEIC", b"mif1": "HEIC", b"msf1": "HEIC", b"avis": "AVIF"}
BEGINNINGS = {
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"8BPS": "Photoshop",
    b"%PDF": "PDF",
    b"<svg": "SVG",
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
}
# ITU-T H.273: how bright a value is meant, beyond what a screen shows.
HDR_CURVES = {16: "PQ", 18: "HLG"}
COLOUR_BOX = b"colrnclx"


def format_named(data: bytes) -> str:
    """The name of a format that we know and do not read; empty for any other."""
    if data[4:8] == b"ftyp":
        return BRANDS.get(data[8:12], "")
    return next((name for start, name in BEGINNINGS.items() if data.startswith(start)), "")


def refusal_of(data: bytes, formats: Sequence[str]) -> str:
    """What to say about a file that is no picture of these formats."""
    if name := format_named(data):
        return _("This file is %(format)s, which is not read here. Save it as JPEG, PNG or WebP.") % {"format": name}
    if "AVIF" in formats:
        return _("This is not a JPEG, PNG, WebP or AVIF picture.")
    return _("This is not a JPEG, PNG or WebP picture.")


def hdr_curve(data: bytes, format: str) -> str:
    """ "PQ" or "HLG" where the pixels mean light beyond white; empty for an ordinary picture.

    A photo with a gain map behind it is an ordinary picture, which it carries for every screen.
    """
    if format == "PNG":
        cicp = leading_chunks(data).get(b"cICP", b"")
        return HDR_CURVES.get(cicp[1], "") if len(cicp) == 4 else ""
    at = data.find(COLOUR_BOX, 0, 4096) if format == "AVIF" else -1
    if at < 0 or len(data) < at + 14:
        return ""
    _primaries, transfer = struct.unpack_from(">HH", data, at + len(COLOUR_BOX))
    return HDR_CURVES.get(transfer, "")
