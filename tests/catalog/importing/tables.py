"""Files for these tests, and what becomes of them before anything is compared with the catalogue."""

from pathlib import Path

from catalog.importing.assembling import assemble
from catalog.importing.mapping import opened
from catalog.importing.tables import ImportTable, TableRow

FILES = Path(__file__).parent / "files"


def file_named(name: str) -> bytes:
    return (FILES / name).read_bytes()


def assembled(data: bytes | str) -> ImportTable:
    """The file as an import sees it whose columns nobody corrected."""
    found, sheet = opened(data.encode() if isinstance(data, str) else data)
    return assemble(sheet, found, found.guess(sheet.header))


def value(row: TableRow, name: str) -> str:
    """What a new colour would get."""
    return row.cells.get(name) or row.proposals.get(name, "")


def values(table: ImportTable, *names: str) -> list[tuple[str, ...]]:
    return [tuple(value(row, name) for name in names) for row in table.rows]
