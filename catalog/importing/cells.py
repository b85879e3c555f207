"""The text of a table's file and of its cells; nothing here knows a database."""

import json
from http import HTTPStatus
from typing import Any

from catalog.refusals import Refusal
from catalog.text import tidy

# Spreadsheets run a cell that starts with one of these.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MAX_CELL_LENGTH = 2_000
NOT_CSV = "This file is not CSV in UTF-8. Save it as CSV UTF-8."


class UnreadableTable(Refusal):
    """The file is not a CSV table, or a cell is not what its column takes; the text says what to do."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def csv_text(data: bytes) -> str:
    """The file as text. Raises `UnreadableTable` for spreadsheets, pictures and other encodings."""
    # Excel's own format is a zip file.
    if data.startswith(b"PK"):
        raise UnreadableTable("This is an Excel file. Save it as CSV UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableTable(NOT_CSV) from None


def cell_value(column: str, cell: object) -> str:
    """One line of visible text. Raises `UnreadableTable` when it is too long."""
    value = unescape_formula(tidy(str(cell or "")))
    if len(value) > MAX_CELL_LENGTH:
        raise UnreadableTable(f"{column} is longer than {MAX_CELL_LENGTH} characters.")
    return value


def attributes_of(cell: str) -> Any:
    """A product's further attributes, written as JSON. Raises `UnreadableTable`."""
    try:
        return json.loads(cell or "{}")
    except (ValueError, RecursionError):
        raise UnreadableTable('attributes is not a JSON object, for example {"price": "199"}.') from None


def escape_formula(cell: object) -> str:
    """The cell with a leading quote where a spreadsheet would run it."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def unescape_formula(text: str) -> str:
    """The text without the quote that `escape_formula` added."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
