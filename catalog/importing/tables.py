"""What passes from step to step of an import: the file's own rows, then the same in the names of our columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from catalog.refusals import Refusal

# Our columns, as our own files name them.
COLUMNS = (
    *("sku", "product_code", "product_name", "category", "noun", "material", "finish", "attributes"),
    *("name", "color_words", "swatch"),
)
PRODUCT_FACTS = ("product_name", "category", "noun", "material", "finish", "attributes")


class UnreadableTable(Refusal):
    """The file is not such a table; the text says what to do."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True)
class LineFault:
    """Why a line cannot be imported, or what is worth knowing about it."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True)
class SheetRow:
    """One row by the file's own names. `line` is where it begins in the file; `fault` why it cannot be read."""

    line: int
    cells: Mapping[str, str]
    fault: str = ""

    def get(self, *names: str) -> str:
        """The first of these columns that is not empty."""
        return next((cell for name in names if (cell := self.cells.get(name, ""))), "")


@dataclass(frozen=True)
class Sheet:
    """A file as it is: its header, rows, how cells are parted and letters written, and what was found odd."""

    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    delimiter: str = ","
    encoding: str = "UTF-8"
    notes: tuple[LineFault, ...] = ()

    def with_rows(self, header: Iterable[str], rows: Iterable[SheetRow], notes: Iterable[LineFault] = ()) -> "Sheet":
        """This file with other columns and rows; the rows come in the order of its lines."""
        in_order = sorted(rows, key=lambda one: one.line)
        return Sheet(tuple(header), tuple(in_order), self.delimiter, self.encoding, (*self.notes, *notes))


@dataclass(frozen=True)
class TableRow:
    """One colour by the names of our columns. `proposals` fill what a new colour lacks; `pictures` are addresses."""

    line: int
    cells: Mapping[str, str]
    fault: str = ""
    proposals: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportTable:
    """`unknown_columns` are not read."""

    rows: tuple[TableRow, ...]
    columns: tuple[str, ...]
    unknown_columns: tuple[str, ...] = ()
    notes: tuple[LineFault, ...] = ()
