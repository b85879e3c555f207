"""CSV for spreadsheets, line by line: its length costs no memory, and no spreadsheet runs any of its cells."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

from catalog.importing.cells import escape_formula


class _Line:
    """What `csv` writes to."""

    def write(self, text: str) -> str:
        return text


def csv_lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a file with this head and these rows."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    for row in chain([head], rows):
        yield writer.writerow([escape_formula(cell) for cell in row])
