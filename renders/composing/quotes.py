"""The price of an order, before anybody commits to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from catalog.models import ImageModel
from config.caching.compiled_queries import compiled
from renders import schedule
from renders.composing.estimates import Estimate
from renders.models import Budget

SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class Quote:
    """The price of an order in micro-dollars, and what the tightest budget has left."""

    shots: int
    count: int
    price_micros: int
    budget_left_micros: int | None
    budget_name: str
    # The vendor bills credits or hours, or names no price, so the price of a picture is only our own figure.
    is_approximate: bool = False
    # What the vendor's server costs an hour, whatever it draws, and for this order; 0 where pictures are billed.
    hourly_micros: int = 0
    server_micros: int = 0

    @property
    def renders(self) -> int:
        """How many pictures are ordered."""
        return self.shots * self.count

    @property
    def total_micros(self) -> int:
        """The price when no picture needs a retry."""
        return self.renders * self.price_micros

    @property
    def worst_case_micros(self) -> int:
        """What launch reserves: the price when every shot uses all its retries."""
        return self.shots * schedule.worst_case(self.count) * self.price_micros

    @property
    def missing_micros(self) -> int:
        """How much the budget lacks; 0 when it suffices."""
        return max(0, self.worst_case_micros - self.budget_left_micros) if self.budget_left_micros is not None else 0


@dataclass(frozen=True)
class SetQuote:
    """The price of several orders that are launched as one set: the sum of theirs, against the same budgets."""

    lines: Sequence[Quote]

    @property
    def shots(self) -> int:
        return sum(line.shots for line in self.lines)

    @property
    def renders(self) -> int:
        return sum(line.renders for line in self.lines)

    @property
    def total_micros(self) -> int:
        return sum(line.total_micros for line in self.lines)

    @property
    def worst_case_micros(self) -> int:
        """What launch reserves."""
        return sum(line.worst_case_micros for line in self.lines)

    @property
    def server_micros(self) -> int:
        return sum(line.server_micros for line in self.lines)

    @property
    def hourly_micros(self) -> int:
        """What an hour of the dearest server costs; 0 where pictures are billed."""
        return max((line.hourly_micros for line in self.lines), default=0)

    @property
    def is_approximate(self) -> bool:
        return any(line.is_approximate for line in self.lines)

    @property
    def budget_left_micros(self) -> int | None:
        return self.lines[0].budget_left_micros

    @property
    def budget_name(self) -> str:
        return self.lines[0].budget_name

    @property
    def missing_micros(self) -> int:
        """How much the budget lacks; 0 when it suffices."""
        left = self.budget_left_micros
        return max(0, self.worst_case_micros - left) if left is not None else 0


def quote(
    shots: int,
    count: int,
    image_model: ImageModel | None,
    estimate: Estimate | None,
    budgets: Iterable[Budget],
    parameters: Mapping[str, Any] | None = None,
) -> Quote:
    """The price of an order with a version's `parameters`; a server billed by the hour costs what `estimate` takes.
    `budgets` are those that it counts against."""
    tightest = min(budgets, key=lambda budget: budget.left_micros, default=None)
    hourly = int(image_model.abilities.get("hourly_micros", 0)) if image_model else 0
    return Quote(
        shots=shots,
        count=count,
        price_micros=image_model.price_of(parameters or {}) if image_model else 0,
        budget_left_micros=tightest.left_micros if tightest else None,
        budget_name=tightest.name if tightest else "",
        is_approximate=bool(image_model and image_model.can("price_is_estimate")),
        hourly_micros=hourly,
        server_micros=-(-hourly * estimate.max_seconds // SECONDS_PER_HOUR) if estimate else 0,
    )


def budgets_for(by: User, kind: str, campaign: int | None, over: Iterable[Budget] | None = None) -> list[Budget]:
    """Those that an order of this person counts against; `over` are those over them, where they are loaded already."""
    return [one for one in (budgets_over(by.pk) if over is None else over) if one.counts(kind, campaign)]


@compiled
def budgets_over(person: int) -> QuerySet[Budget]:
    return Budget.objects.over(person)
