"""From the bytes of a file to its rows, each with the line it begins on."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.importing.cells import MAX_CELL_LENGTH, unescape_formula
from catalog.refusals import Refusal
from catalog.text import tidy
from catalog.texts import figure

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
DELIMITERS = {",": gettext_lazy("commas"), ";": gettext_lazy("semicolons"), "\t": gettext_lazy("tabs")}
COLUMNS = (
    *("sku", "product_code", "product_name", "category", "noun", "material", "finish", "attributes"),
    *("name", "color_words", "swatch"),
)
NOT_CSV = gettext_lazy("This file is not CSV in UTF-8. Save it as CSV UTF-8.")
# Zip, which xlsx is too, and the container of older Excel files.
EXCEL_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")


class UnreadableTable(Refusal):
    """The file is not such a table; the text says what to do."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True)
class TableRow:
    """One row by the names of its columns. `line` is where it begins in the file; `fault` why it cannot be read."""

    line: int
    cells: Mapping[str, str]
    fault: str = ""


@dataclass(frozen=True)
class ImportTable:
    """`unknown_columns` are not read."""

    rows: tuple[TableRow, ...]
    columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    delimiter: str


def read_table(data: bytes) -> ImportTable:
    """The rows of a file, in its order. Raises `UnreadableTable`."""
    text = _text(data)
    delimiter, header = _header(text)
    rows = tuple(_rows(text, delimiter, header))
    if not rows:
        raise UnreadableTable(_("The file has no rows."))
    unknown = tuple(name for name in header if name and name not in COLUMNS)
    return ImportTable(rows, tuple(name for name in header if name in COLUMNS), unknown, delimiter)


def too_large() -> UnreadableTable:
    limit = {"limit": MAX_BYTES // (1024 * 1024)}
    return UnreadableTable(_("The file is larger than %(limit)s MB. Split it and import the parts one by one.") % limit)


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise too_large()
    if data.startswith(EXCEL_STARTS):
        raise UnreadableTable(_("This is an Excel file. Save it as CSV UTF-8."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableTable(NOT_CSV) from None
    if "\0" in text:
        raise UnreadableTable(NOT_CSV)
    if not text.strip():
        raise UnreadableTable(_("The file has no rows."))
    return text


def _header(text: str) -> tuple[str, list[str]]:
    """The delimiter under which the first line names the most columns, and that line's names."""
    headers = {delimiter: _names(text, delimiter) for delimiter in DELIMITERS}
    delimiter = max(headers, key=lambda each: len(set(headers[each]) & set(COLUMNS)))
    header = headers[delimiter]
    for name in header:
        if name and header.count(name) > 1:
            raise UnreadableTable(_("The column %(name)s is there twice. Remove one of them.") % {"name": name[:60]})
    if "sku" not in header:
        raise UnreadableTable(_("The first line does not name a column sku. It holds the names of the columns."))
    return delimiter, header


def _names(text: str, delimiter: str) -> list[str]:
    try:
        first = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []
    return [tidy(name).lower() for name in first]


def _rows(text: str, delimiter: str, header: list[str]) -> Iterator[TableRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    count = 0
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
                yield _row(begins, cells, header)
            begins = reader.line_num + 1
    except csv.Error:
        raise UnreadableTable(
            _(
                "Line %(begins)s cannot be read: a quote is not closed, or a cell is very long. "
                "Correct it and try again."
            )
            % {"begins": begins}
        ) from None


def _row(line: int, cells: list[str], header: list[str]) -> TableRow:
    fault = ""
    if len(cells) > len(header):
        fault = _("It has %(cells)s cells, the first line has %(header)s. Put quotes around text with a comma.") % {
            "cells": len(cells),
            "header": len(header),
        }
    if any(len(cell) > MAX_CELL_LENGTH for cell in cells):
        fault = _("A cell is longer than %(max_cell_length)s characters.") % {
            "max_cell_length": figure(MAX_CELL_LENGTH)
        }
    if fault:
        return TableRow(line, {}, fault)
    named = {name: unescape_formula(_tidied(cell)) for name, cell in zip(header, cells, strict=False)}
    return TableRow(line, {**dict.fromkeys(header, ""), **named})


def _tidied(cell: str) -> str:
    """As `tidy` leaves it; most cells need nothing, and a large file has many."""
    is_plain = cell.isascii() and cell.isprintable() and "  " not in cell
    return cell.strip(" ") if is_plain else tidy(cell)
