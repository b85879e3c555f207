"""From the bytes of a file to its rows, each with the line it begins on, in the file's own names."""

import csv
import io
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.importing.cells import unescape_formula
from catalog.importing.decoding import MAX_BYTES, DecodedText, decoded
from catalog.importing.tables import LineFault, Sheet, SheetRow, UnreadableTable
from catalog.text import tidy
from catalog.texts import figure

MAX_ROWS = 20_000
MAX_COLUMNS = 500
DELIMITERS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
    "|": gettext_lazy("upright strokes"),
}
# Descriptions are long; which cells may be how long is decided where they are used.
csv.field_size_limit(MAX_BYTES)


def read_sheet(data: bytes, known_names: Collection[str] = ()) -> Sheet:
    """The rows of a file, in its order. `known_names` tell which way of parting the header is right.

    Raises `UnreadableTable`.
    """
    found = decoded(data)
    delimiter, header = _header(found, known_names)
    rows = tuple(_rows(found, delimiter, header))
    if not rows:
        raise UnreadableTable(_("The file has no rows."))
    notes = []
    if found.encoding == "Windows-1252":
        sentence = _("The file is not UTF-8 and was read as Windows-1252. Look whether its umlauts are right.")
        notes.append(LineFault(1, "", sentence))
    return Sheet(tuple(filter(None, header)), rows, delimiter, found.encoding, tuple(notes))


def plain(name: str) -> str:
    """A column's name without what shops write in different ways: capitals, blanks, dashes and underscores."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _header(found: DecodedText, known_names: Collection[str]) -> tuple[str, list[str]]:
    """The delimiter under which the first line names the most columns, and that line's names."""
    headers = {one: _names(found.text, one) for one in ([found.delimiter] if found.delimiter else DELIMITERS)}

    def worth(delimiter: str) -> tuple[int, int]:
        names = {plain(name) for name in headers[delimiter]}
        return len(names & set(known_names)), len(names)

    delimiter = max(headers, key=worth)
    header = headers[delimiter]
    for name in header:
        if name and header.count(name) > 1:
            raise UnreadableTable(_("The column %(name)s is there twice. Remove one of them.") % {"name": name[:60]})
    if len(header) > MAX_COLUMNS:
        raise UnreadableTable(_("The first line names more than %(limit)s columns.") % {"limit": MAX_COLUMNS})
    if not any(header):
        raise UnreadableTable(_("The first line is empty. It holds the names of the columns."))
    return delimiter, header


def _names(text: str, delimiter: str) -> list[str]:
    try:
        first = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except (csv.Error, TypeError):
        return []
    return [tidy(name)[:200] for name in first]


def _rows(found: DecodedText, delimiter: str, header: list[str]) -> Iterator[SheetRow]:
    reader = csv.reader(io.StringIO(found.text, newline=""), delimiter=delimiter, strict=True)
    count, begins = 0, 1
    try:
        next(reader)
        begins = reader.line_num + 1
        for cells in reader:
            if any(cells) and any(cell.strip() for cell in cells):
                if (count := count + 1) > MAX_ROWS:
                    raise UnreadableTable(
                        _("The file has more than %(limit)s rows. Split it and import the parts one by one.")
                        % {"limit": figure(MAX_ROWS)}
                    )
                yield _row(begins + found.skipped, cells, header)
            begins = reader.line_num + 1
    except csv.Error:
        raise UnreadableTable(
            _(
                "Line %(begins)s cannot be read: a quote is not closed, or stands inside a cell. "
                "Correct it and try again."
            )
            % {"begins": begins + found.skipped}
        ) from None


def _row(line: int, cells: list[str], header: list[str]) -> SheetRow:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        fault = _("It has %(cells)s cells, the first line has %(header)s. Put quotes around text with a comma.") % {
            "cells": len(cells),
            "header": len(header),
        }
        return SheetRow(line, {}, fault)
    named = {name: unescape_formula(_tidied(cell)) for name, cell in zip(header, cells, strict=False) if cell}
    return SheetRow(line, named)


def _tidied(cell: str) -> str:
    """As `tidy` leaves it; most cells need nothing, and a large file has many."""
    is_plain = cell.isascii() and cell.isprintable() and "  " not in cell
    return cell.strip(" ") if is_plain else tidy(cell)
