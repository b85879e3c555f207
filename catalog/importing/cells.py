"""The text of a table's cells; nothing here knows a database."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.strict_json import NotStrictJson, loads

# Spreadsheets run a cell that starts with one of these. Quotes before it are ours, or text that looks like ours.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
ESCAPED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
# What a spreadsheet makes of a long number, of 4:3 and of 3-4, and what it shows where it cannot calculate.
SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
CLOCK = re.compile(r"0?(\d{1,2}):0?(\d{1,2}):00")
MONTHS = "jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez"
DATE = re.compile(rf"\d{{1,2}}[-. ]{{1,2}}(?:{MONTHS})\w*\.?", re.IGNORECASE)
BROKEN = re.compile(r"#(?:NAME|REF|VALUE|N/A|DIV/0|WERT|BEZUG|NV)[?\x21]?|#{8,}")
# UTF-8 that was read as Windows-1252 somewhere.
MOJIBAKE = re.compile("Ã[\x80-\xbf¤¶¼Ÿ©¨]|â€")
MAX_CELL_LENGTH = 2_000
MAX_DAMAGED = 30  # characters

ATTRIBUTES_HINT = gettext_lazy('attributes is not a JSON object, for example {"price": "199"}.')


def escape_formula(cell: object) -> str:
    """The cell with a leading quote where a spreadsheet would run it."""
    text = str(cell)
    return f"'{text}" if FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """The text without the quote that `escape_formula` added."""
    return text[1:] if ESCAPED_FORMULA.match(text) else text


def looks_changed_by_a_spreadsheet(text: str) -> bool:
    return bool(damage_of(text.strip()))


def damage_of(text: str) -> str:
    """A sentence about what a program did to this cell before it came here; empty where nothing shows."""
    if len(text) <= MAX_DAMAGED:
        if SCIENTIFIC.fullmatch(text):
            return _("%(text)s looks changed by a spreadsheet: a long number lost its last digits.") % {"text": text}
        if clock := CLOCK.fullmatch(text):
            before = {"text": text, "ratio": f"{clock[1]}:{clock[2]}"}
            return _("%(text)s looks changed by a spreadsheet: it was %(ratio)s before.") % before
        if DATE.fullmatch(text):
            return _("%(text)s looks changed by a spreadsheet: it made a date of it.") % {"text": text}
    return _("Its letters look broken: save the file as UTF-8.") if MOJIBAKE.search(text) else ""


def attributes_of(cell: str) -> Any:
    """A product's further attributes, written as JSON. Raises `NotStrictJson`."""
    try:
        return loads(cell) if cell.strip() else {}
    except NotStrictJson as fault:
        raise NotStrictJson(f"{ATTRIBUTES_HINT} {fault}") from None
