"""What every check yields."""

from dataclasses import dataclass
from enum import StrEnum

from renders.quality.masks import CoarseMask

# Left, top, right, bottom as shares of the picture, 0 to 1.
Box = tuple[float, float, float, float]


def fill_of(box: Box) -> float:
    """The percentage of the frame that it takes, along the side of which it takes more."""
    left, top, right, bottom = box
    return max(right - left, bottom - top) * 100


class Severity(StrEnum):
    """INFO is worth knowing, WARNING worth a look, BLOCKING makes the picture unfit for its order.

    UNJUDGED says nothing against the picture: a check could not see on it what it looks for.
    """

    INFO = "info"
    UNJUDGED = "unjudged"
    WARNING = "warning"
    BLOCKING = "blocking"


@dataclass(frozen=True)
class CheckFinding:
    """One fault as measured: `measure` and `limit` are in `unit`.

    `box` or `mask` is its place; without either it is the whole picture.
    """

    check: str
    severity: Severity
    message: str
    measure: float | None
    limit: float | None
    unit: str
    box: Box | None = None
    mask: CoarseMask | None = None


def unjudged(check: str, why: str) -> CheckFinding:
    """A check that cannot see on this picture; `why` is a sentence that says what hinders it.

    What the same reason hinders becomes one finding, see `inspect`.
    """
    return CheckFinding(check, Severity.UNJUDGED, why, None, None, "")
