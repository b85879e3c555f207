"""The text of a table's cells; nothing here knows a database."""

import re
from typing import Any

from django.utils.translation import gettext_lazy

from catalog.strict_json import NotStrictJson, loads

# Spreadsheets run a cell that starts with one of these. Quotes before it are ours, or text that looks like ours.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
ESCAPED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
# What a spreadsheet makes of a long number.
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
MAX_CELL_LENGTH = 2_000

ATTRIBUTES_HINT = gettext_lazy('attributes is not a JSON object, for example {"price": "199"}.')


def escape_formula(cell: object) -> str:
    """The cell with a leading quote where a spreadsheet would run it."""
    text = str(cell)
    return f"'{text}" if FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """The text without the quote that `escape_formula` added."""
    return text[1:] if ESCAPED_FORMULA.match(text) else text


def looks_changed_by_a_spreadsheet(text: str) -> bool:
    return bool(SCIENTIFIC.fullmatch(text.strip()))


def attributes_of(cell: str) -> Any:
    """A product's further attributes, written as JSON. Raises `NotStrictJson`."""
    try:
        return loads(cell) if cell.strip() else {}
    except NotStrictJson as fault:
        raise NotStrictJson(f"{ATTRIBUTES_HINT} {fault}") from None
