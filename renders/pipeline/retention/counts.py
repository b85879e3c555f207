"""The counts of what a rule finds or removes."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Counts:
    """Rows, files and their bytes."""

    rows: int = 0
    files: int = 0
    bytes: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.rows + other.rows, self.files + other.files, self.bytes + other.bytes)

    def __bool__(self) -> bool:
        return bool(self.rows or self.files)


@dataclass
class RetentionBatch:
    """Some rows that are old enough. `going` are the keys of those that go, `left_out` counts the others by reason."""

    going: list[Any] = field(default_factory=list)
    counts: Counts = Counts()
    oldest: datetime | None = None
    left_out: Counter[str] = field(default_factory=Counter)
    # Where the next batch begins; None where this was the last.
    after: int | None = None


@dataclass
class Report:
    """What one rule removes, or has removed."""

    name: str
    label: str | Promise
    days: int
    counts: Counts = Counts()
    oldest: datetime | None = None
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, batch: RetentionBatch) -> None:
        self.counts += batch.counts
        self.left_out += batch.left_out
        known = [at for at in (self.oldest, batch.oldest) if at]
        self.oldest = min(known, default=None)
