"""Which column of a file fills which of ours: guessed by its format, corrected by a person, kept for the next file."""

import hashlib
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy

from catalog.importing.formats import FORMATS, KNOWN_NAMES, recognise
from catalog.importing.formats.base import Format
from catalog.importing.reading import plain, read_sheet
from catalog.importing.tables import COLUMNS, Sheet

FIELDS = {
    "sku": gettext_lazy("SKU"),
    "product_code": gettext_lazy("Which product it belongs to"),
    "product_name": gettext_lazy("Product's name"),
    "category": gettext_lazy("Category"),
    "noun": gettext_lazy("Called in prompts"),
    "material": gettext_lazy("Material"),
    "finish": gettext_lazy("Finish"),
    "attributes": gettext_lazy("Further attributes"),
    "name": gettext_lazy("Colour"),
    "color_words": gettext_lazy("Colour words"),
    "swatch": gettext_lazy("Swatch"),
    "variant": gettext_lazy("What else tells variants apart"),
    "pictures": gettext_lazy("Pictures"),
    "more_pictures": gettext_lazy("Further pictures"),
}
# Fields that only help to make the others.
HELPING = frozenset(FIELDS) - frozenset(COLUMNS)


def signature_of(header: Iterable[str]) -> str:
    """The same for files with the same columns, in any order."""
    return hashlib.sha256("\n".join(sorted(plain(name) for name in header)).encode()).hexdigest()


def opened(data: bytes, code: str = "") -> tuple[Format, Sheet]:
    """The format of a file, recognised unless it is named, and its rows made flat. Raises `UnreadableTable`."""
    sheet = read_sheet(data, KNOWN_NAMES)
    found = FORMATS.get(code) or recognise(sheet.header)
    return found, found.flatten(sheet)


def usable(mapping: Mapping[str, str], header: Iterable[str]) -> dict[str, str]:
    """The part of a mapping that this file has columns for."""
    names = set(header)
    return {field: column for field, column in mapping.items() if field in FIELDS and column in names}
