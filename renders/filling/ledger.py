"""What the sets cost: an entry for every movement of money, and budgets that equal their sum."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from renders.filling.orders import Order
from renders.filling.season import Season
from renders.filling.tables import Tables
from renders.filling.team import Team
from renders.models import Budget, LedgerEntry
from renders.models.money import window_of
from renders.models.renders import FINAL

Kind = LedgerEntry.Kind
BUDGET_STEP = 50_000_000  # micro-dollars
# Marketers with a monthly budget of their own.
PERSONAL_BUDGETS = 3


@dataclass
class Purse:
    """Enters what sets reserve, spend and give back, one set at a time."""

    season: Season
    tables: Tables
    price: int = 0
    # By person.
    reserved: Counter[int] = field(default_factory=Counter)
    spent: Counter[int] = field(default_factory=Counter)
    spent_this_month: Counter[int] = field(default_factory=Counter)
    _set: int = 0
    _person: int = 0
    _left: int = 0
    _is_open: bool = False
    _at: datetime | None = None

    def open(self, shot_set: int, order: Order) -> None:
        """Reserve the price of every render."""
        self.price = order.image_model.price_of(order.version.parameters)
        self._set, self._person, self._at = shot_set, order.launched_by, order.launched_at
        self._left = self.price * len(order.colorways) * order.count
        self._is_open = bool(order.doubts or set(order.states) - FINAL)
        self._enter(Kind.RESERVE, order.launched_at, reserved_micros=self._left)

    def settle(self, attempt: int, moment: datetime) -> None:
        """A picture was delivered."""
        self._left -= self.price
        self._at = moment
        self._enter(Kind.SETTLE, moment, attempt, reserved_micros=-self.price, spent_micros=self.price)
        self.spent[self._person] += self.price
        if moment.date() >= window_of(Budget.Period.MONTH):
            self.spent_this_month[self._person] += self.price

    def close(self) -> None:
        """Give back what was not spent, unless renders are still under way."""
        if self._is_open:
            self.reserved[self._person] += self._left
        elif self._left and self._at:
            self._enter(Kind.RELEASE, self._at, reserved_micros=-self._left)

    def _enter(self, kind: Kind, moment: datetime, attempt: int | None = None, **amounts: int) -> None:
        self.tables.of(LedgerEntry).add(
            kind=kind.value, at=moment, shot_set_id=self._set, attempt_id=attempt, **amounts
        )

    def add_budgets(self, team: Team) -> None:
        """The team's budgets by month and in all, and those of a few people, with room for as much again."""
        rows: list[tuple[str, int | None, Budget.Period]] = [
            ("Organisation", None, Budget.Period.MONTH),
            ("Two years", None, Budget.Period.TOTAL),
        ]
        rows += [
            (f"Marketer {at}", pk, Budget.Period.MONTH) for at, pk in enumerate(team.marketers[:PERSONAL_BUDGETS], 1)
        ]
        for name, person, period in rows:
            counted = self.spent if period == Budget.Period.TOTAL else self.spent_this_month
            spent, reserved = (sum(per.values()) if person is None else per[person] for per in (counted, self.reserved))
            cap = BUDGET_STEP * (1 + 2 * (spent + reserved) // BUDGET_STEP)
            fields: dict[str, Any] = {
                "period": period,
                "person_id": person,
                "cap_micros": cap,
                "reserved_micros": reserved,
            }
            fields |= {"spent_micros": spent, "window": window_of(period), "created_at": self.season.begins}
            # Anew: to raise the one that the demo made would take two admins.
            Budget.objects.filter(name=name).delete()
            Budget.objects.create(name=name, **fields)
