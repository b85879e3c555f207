"""From the bytes of a file to its text, whatever a spreadsheet or a shop wrote it in."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.importing.tables import UnreadableTable

MAX_BYTES = 20 * 1024 * 1024
NOT_CSV = gettext_lazy("This file is not CSV. Save it as CSV UTF-8.")
# Zip, which xlsx is too, and the container of older Excel files.
EXCEL_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
OTHER_STARTS = {
    b"\x89PNG": gettext_lazy("This is a picture, not a table. Choose the CSV file."),
    b"\xff\xd8\xff": gettext_lazy("This is a picture, not a table. Choose the CSV file."),
    b"%PDF": gettext_lazy("This is a PDF. Save the table as CSV UTF-8."),
    b"\x1f\x8b": gettext_lazy("This file is compressed. Unpack it first."),
    b"<!DOCTYPE": gettext_lazy("This is a web page, not a table. Its address may need a sign-in."),
    b"<html": gettext_lazy("This is a web page, not a table. Its address may need a sign-in."),
    b"<?xml": gettext_lazy("This is XML. Choose CSV or TSV where the shop offers its export."),
}
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": ("utf-8-sig", "UTF-8"),
    b"\xff\xfe": ("utf-16", "UTF-16"),
    b"\xfe\xff": ("utf-16", "UTF-16"),
}
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


class DecodedText(NamedTuple):
    """`delimiter` is what a `sep=` line says, `skipped` how many lines stand before the header."""

    text: str
    encoding: str
    delimiter: str = ""
    skipped: int = 0


def decoded(data: bytes) -> DecodedText:
    """The text of a file. Raises `UnreadableTable`."""
    if len(data) > MAX_BYTES:
        raise too_large()
    if data.startswith(EXCEL_STARTS):
        raise UnreadableTable(_("This is an Excel file. Save it as CSV UTF-8."))
    for start, sentence in OTHER_STARTS.items():
        if data.lstrip().startswith(start):
            raise UnreadableTable(sentence)
    text, encoding = _text(data)
    if CONTROLS.search(text):
        raise UnreadableTable(NOT_CSV)
    if not text.strip():
        raise UnreadableTable(_("The file has no rows."))
    if found := SEPARATOR_LINE.match(text):
        return DecodedText(text[found.end() :], encoding, found[1], 1)
    return DecodedText(text, encoding)


def too_large() -> UnreadableTable:
    limit = {"limit": MAX_BYTES // (1024 * 1024)}
    return UnreadableTable(_("The file is larger than %(limit)s MB. Split it and import the parts one by one.") % limit)


def _text(data: bytes) -> tuple[str, str]:
    codec, name = next((names for mark, names in BYTE_ORDER_MARKS.items() if data.startswith(mark)), ("", ""))
    attempts = [(codec, name)] if codec else [*_unmarked_utf_16(data), ("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]
    for codec, name in attempts:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(NOT_CSV)


def _unmarked_utf_16(data: bytes) -> list[tuple[str, str]]:
    """Latin text in UTF-16 has a zero in every second byte."""
    start = data[:200]
    if len(start) >= 4 and not any(start[1::2]) and all(start[::2]):
        return [("utf-16-le", "UTF-16")]
    if len(start) >= 4 and not any(start[::2]) and all(start[1::2]):
        return [("utf-16-be", "UTF-16")]
    return []
