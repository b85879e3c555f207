"""How far a share that was counted in a few pictures may be from the share of all pictures."""

from dataclasses import dataclass
from math import sqrt

SURE = 1.959963984540054
"""Standard deviations to either side that hold 95 % of a normal distribution."""


@dataclass(frozen=True)
class Interval:
    """The shares, from 0 to 1, that a count does not speak against."""

    low: float
    high: float


def wilson(successes: int, trials: int) -> Interval:
    """The 95 % interval of a share (E. B. Wilson, 1927): honest for few trials and for shares near 0 or 1.

    Without a trial anything is possible, from 0 to 1. Raises ValueError for counts that cannot be.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no count")
    if not trials:
        return Interval(0.0, 1.0)
    share, square = successes / trials, SURE * SURE
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    reach = SURE * sqrt(share * (1 - share) / trials + square / (4 * trials * trials)) / (1 + square / trials)
    low = 0.0 if not successes else middle - reach
    high = 1.0 if successes == trials else middle + reach
    return Interval(low, high)
