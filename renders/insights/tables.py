"""Tables of figures, which a page shows and a file of comma-separated values carries."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from catalog import money


class Kind(StrEnum):
    """What a column holds. Amounts are micro-dollars, shares are from 0 to 1; None where there is nothing."""

    TEXT = "text"
    DAY = "day"
    MONTH = "month"
    COUNT = "count"
    AMOUNT = "amount"
    SHARE = "share"
    MINUTES = "minutes"
    SECONDS = "seconds"

    @property
    def is_text(self) -> bool:
        return self in {Kind.TEXT, Kind.DAY, Kind.MONTH}

    @property
    def unit(self) -> str:
        """What stands behind a label in a file, where values have no unit."""
        return {Kind.AMOUNT: " ($)", Kind.SHARE: " (%)", Kind.MINUTES: " (min)", Kind.SECONDS: " (s)"}.get(self, "")


@dataclass(frozen=True)
class Column:
    label: str | Promise
    kind: Kind = Kind.COUNT


@dataclass(frozen=True)
class FigureTable:
    """`code` names it in addresses."""

    code: str
    columns: list[Column]
    rows: list[tuple[Any, ...]]

    @property
    def cells(self) -> Iterator[list[tuple[Column, Any]]]:
        """Each row as columns with their values."""
        return (list(zip(self.columns, row, strict=True)) for row in self.rows)

    @property
    def csv_head(self) -> list[str]:
        return [f"{column.label}{column.kind.unit}" for column in self.columns]

    @property
    def csv_rows(self) -> Iterator[list[str]]:
        return ([plain(value, column.kind) for column, value in row] for row in self.cells)


def plain(value: Any, kind: Kind) -> str:
    """A value as a spreadsheet reads it: a point before decimals, no unit; nothing for None."""
    if value is None:
        return ""
    if kind is Kind.AMOUNT:
        return money.dollars(value)
    if kind is Kind.SHARE:
        return f"{value * 100:.1f}"
    return str(value)
