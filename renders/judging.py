"""The statistics of duels and decisions: the interval of a share, the result of a duel, and who is on the left."""

import hashlib
from dataclasses import dataclass
from math import sqrt

# Standard deviations to either side that hold 95 % of a normal distribution.
DEVIATIONS_OF_95_PERCENT = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """The range, from 0 to 1, in which the true share lies with 95 % certainty."""

    low: float
    high: float


def wilson(successes: int, trials: int) -> Interval:
    """The 95 % interval of a share (E. B. Wilson, 1927), which also holds for few trials and shares near 0 or 1.

    Without a trial any share is possible, from 0 to 1. Raises ValueError for impossible counts.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no count")
    if not trials:
        return Interval(0.0, 1.0)
    share, square = successes / trials, DEVIATIONS_OF_95_PERCENT**2
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    deviation = sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    half_width = DEVIATIONS_OF_95_PERCENT * deviation / (1 + square / trials)
    low = 0.0 if not successes else middle - half_width
    high = 1.0 if successes == trials else middle + half_width
    return Interval(low, high)


@dataclass(frozen=True)
class VoteCount:
    """Votes of a duel: for the challenger, for the champion, for neither."""

    won: int = 0
    lost: int = 0
    neither: int = 0

    @property
    def decided(self) -> int:
        """Votes that preferred one picture. “Neither” says nothing about which prompt is better."""
        return self.won + self.lost

    @property
    def rate(self) -> float | None:
        """The challenger's share of the decided votes, from 0 to 1; None without any."""
        return self.won / self.decided if self.decided else None

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the challenger's share."""
        return wilson(self.won, self.decided)

    def passes(self, *, win_rate_needed: int, minimum_votes: int) -> bool:
        """Whether the challenger won: enough votes, and even the low end of the interval above `win_rate_needed` %.

        At 50 % an equal prompt passes by chance about one time in forty, whatever the number of votes.
        """
        return self.decided >= minimum_votes and self.interval.low * 100 > win_rate_needed


def challenger_is_on_left(seed: int, pair: int, judge: int) -> bool:
    """Whether this judge sees the challenger's picture of pair number `pair` on the left: the same on every visit,
    random for every pair and judge."""
    return bool(_random_bytes("side", seed, pair, judge)[0] & 1)


def sort_key(seed: int, pair: int, judge: int) -> bytes:
    """A judge sees the pairs in the order of these bytes: random for every judge."""
    return _random_bytes("order", seed, pair, judge)


def _random_bytes(*seeds: object) -> bytes:
    return hashlib.sha256(repr(seeds).encode()).digest()
