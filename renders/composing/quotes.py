"""What an order costs and how long it takes, before anybody commits to it."""

from dataclasses import dataclass
from typing import Any

from catalog.models import ImageModel
from renders import schedule
from renders.models import Account, Budget


@dataclass(frozen=True)
class Quote:
    """What an order costs, in micro-dollars, and how long it takes, in seconds."""

    shots: int
    count: int
    price_micros: int
    seconds_low: int
    seconds_high: int
    left_micros: int | None
    budget_name: str

    @property
    def renders(self) -> int:
        """How many pictures are ordered."""
        return self.shots * self.count

    @property
    def total_micros(self) -> int:
        """What they cost when every one succeeds at once."""
        return self.renders * self.price_micros

    @property
    def worst_case_micros(self) -> int:
        """What is held: every shot with its pool of second tries used up."""
        return self.shots * schedule.worst_case(self.count) * self.price_micros

    @property
    def over_by_micros(self) -> int:
        """By how much the budget is too small; 0 when it suffices."""
        return max(0, self.worst_case_micros - self.left_micros) if self.left_micros is not None else 0


def quote(shots: int, count: int, image_model: ImageModel | None, account: Account | None, by: Any) -> Quote:
    """Price and time of an order, against the tightest budget that counts it."""
    budgets = sorted(Budget.objects.over(by), key=lambda budget: budget.left_micros)
    typical = image_model.typical_seconds if image_model else 0
    rounds = -(-shots * count // account.cap_in_flight) if account else 1
    return Quote(
        shots=shots,
        count=count,
        price_micros=image_model.price_micros if image_model else 0,
        seconds_low=typical,
        seconds_high=max(typical, rounds * typical),
        left_micros=budgets[0].left_micros if budgets else None,
        budget_name=budgets[0].name if budgets else "",
    )
