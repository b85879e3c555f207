"""What a check has to say."""

from dataclasses import dataclass
from enum import StrEnum

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the picture, 0 to 1."""


class Severity(StrEnum):
    """INFO is worth knowing, WARNING worth a look, BLOCKING makes the picture unfit for its order."""

    INFO = "info"
    WARNING = "warning"
    BLOCKING = "blocking"


@dataclass(frozen=True)
class Finding:
    """One fault as measured: `measure` and `limit` are in `unit`, `box` says where (None: everywhere)."""

    check: str
    severity: Severity
    message: str
    measure: float
    limit: float
    unit: str
    box: Box | None = None
