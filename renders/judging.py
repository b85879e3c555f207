"""What a blind duel of two wordings says, and on which side each picture stands for whom."""

import hashlib
from dataclasses import dataclass

from renders.intervals import Interval, wilson


@dataclass(frozen=True)
class Count:
    """Votes of a duel: for the challenger, for the champion, for neither."""

    won: int = 0
    lost: int = 0
    neither: int = 0

    @property
    def decided(self) -> int:
        """Votes that preferred one picture. “Neither” says nothing about which wording is better, so it counts for
        none of them; enough decided votes have to remain."""
        return self.won + self.lost

    @property
    def rate(self) -> float | None:
        """The challenger's share of the decided votes, from 0 to 1; None before there is any."""
        return self.won / self.decided if self.decided else None

    @property
    def interval(self) -> Interval:
        """The shares that the decided votes do not speak against, at 95 %."""
        return wilson(self.won, self.decided)

    def passes(self, *, bar_percent: int, least_votes: int) -> bool:
        """Whether the challenger earned its place: enough votes, and even the low end of the interval above the bar.

        With a bar of 50 chance alone would pass about one equal wording in forty, whatever the number of votes.
        """
        return self.decided >= least_votes and self.interval.low * 100 > bar_percent


def stands_left(seed: int, pair: int, judge: int) -> bool:
    """Whether the challenger's picture of pair number `pair` stands on the left for this judge.

    The same on every visit, another throw for every pair and every judge.
    """
    return bool(_throw("side", seed, pair, judge)[0] & 1)


def turn(seed: int, pair: int, judge: int) -> bytes:
    """When this judge sees the pair: pairs are shown in the order of these bytes, another one for every judge."""
    return _throw("turn", seed, pair, judge)


def _throw(*of: object) -> bytes:
    return hashlib.sha256(repr(of).encode()).digest()
