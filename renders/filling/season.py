"""Two years of a team: when what happened, and chance that the same seed repeats."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

SPAN = timedelta(days=730)
# Office hours: a day's work lies between these shares of it.
MORNING, EVENING = 8 / 24, 18 / 24

One = TypeVar("One")


@dataclass
class Season:
    """`renders` pictures in the two years before `until`. All chance comes from `chance`."""

    renders: int
    until: datetime
    seed: int
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def begins(self) -> datetime:
        """A midnight two years ago."""
        return (self.until - SPAN).replace(hour=0, minute=0, second=0, microsecond=0)

    def moment(self, share: float) -> datetime:
        """When this share of all sets had been ordered: ever more a week, in office hours, in order."""
        days = SPAN.days * (1 - (1 - share) ** 2)
        in_office = MORNING + days % 1 * (EVENING - MORNING)
        return min(self.begins + timedelta(days=int(days) + in_office), self.until - timedelta(hours=1))

    def later(self, moment: datetime, low: float, high: float) -> datetime:
        """Between `low` and `high` hours after a moment, but never later than now."""
        return min(moment + timedelta(hours=self.chance.uniform(low, high)), self.until)

    def happens(self, share: float) -> bool:
        """Whether something happens that happens in this share of cases."""
        return self.chance.random() < share

    def one_of(self, weighted: Sequence[tuple[One, float]]) -> One:
        """One of these, each as often as its weight says."""
        return self.chance.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]

    def hexadecimal(self, digits: int) -> str:
        return f"{self.chance.getrandbits(4 * digits):0{digits}x}"
