"""What every check yields, and what it knows of the shot's other candidates."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# Left, top, right, bottom as shares of the picture, 0 to 1.
Box = tuple[float, float, float, float]
# Perceptual hashes of the shot's earlier candidates, by candidate number.
Siblings = Mapping[int, int]


class Severity(StrEnum):
    """INFO is worth knowing, WARNING worth a look, BLOCKING makes the picture unfit for its order."""

    INFO = "info"
    WARNING = "warning"
    BLOCKING = "blocking"


@dataclass(frozen=True)
class CheckFinding:
    """One fault as measured: `measure` and `limit` are in `unit`, `box` is its place (None: the whole picture)."""

    check: str
    severity: Severity
    message: str
    measure: float
    limit: float
    unit: str
    box: Box | None = None
