"""What an order costs and how long it takes, before anybody commits to it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.models import ImageModel
from renders import schedule
from renders.models import Account, Budget, Latency

AN_HOUR = 3600


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
    is_estimate: bool = False
    """The vendor bills credits or hours, or names no price: what a picture costs is our estimate."""
    hourly_micros: int = 0
    """What the vendor's server costs an hour, whatever it draws; 0 where pictures are billed."""

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
    def server_micros(self) -> int:
        """What the server costs while it draws this order, at the slow end."""
        return -(-self.hourly_micros * self.seconds_high // AN_HOUR)

    @property
    def over_by_micros(self) -> int:
        """By how much the budget is too small; 0 when it suffices."""
        return max(0, self.worst_case_micros - self.left_micros) if self.left_micros is not None else 0


def quote(
    shots: int,
    count: int,
    image_model: ImageModel | None,
    account: Account | None,
    by: Any,
    parameters: Mapping[str, Any] | None = None,
) -> Quote:
    """Price and time of an order with a version's `parameters`, against the tightest budget that counts it."""
    budgets = sorted(Budget.objects.over(by), key=lambda budget: budget.left_micros)
    typical = seconds_of(image_model, account)
    rounds = -(-shots * count // at_once(image_model, account)) if account else 1
    return Quote(
        shots=shots,
        count=count,
        price_micros=image_model.price_of(parameters or {}) if image_model else 0,
        seconds_low=typical,
        seconds_high=max(typical, rounds * typical),
        left_micros=budgets[0].left_micros if budgets else None,
        budget_name=budgets[0].name if budgets else "",
        is_estimate=bool(image_model and image_model.can("price_is_estimate")),
        hourly_micros=int(image_model.abilities.get("hourly_micros", 0)) if image_model else 0,
    )


def seconds_of(image_model: ImageModel | None, account: Account | None) -> int:
    """What one picture takes: as seen lately, else as the model's row says."""
    if not image_model or not account:
        return image_model.typical_seconds if image_model else 0
    return math.ceil(Latency.objects.typical(account.pk, image_model).total_seconds())


def at_once(image_model: ImageModel | None, account: Account | None) -> int:
    """How many pictures the vendor draws at the same time for us."""
    caps = [each.cap_in_flight for each in (image_model, account) if each and each.cap_in_flight]
    return min(caps, default=1)
