"""Which facts the page Insights counts: those of a period, of certain rows, and perhaps of one person's sets."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Trunc
from django.utils import timezone

from renders.models import AccountTally, InsightTally, TallyChange

# Up to so many days have a bar each, up to so many weeks; longer periods have one a month.
DAYS_SHOWN, WEEKS_SHOWN = 31, 14
DAY, WEEK, MONTH = "day", "week", "month"

Facts = tuple[QuerySet[Any], QuerySet[Any]]


@dataclass(frozen=True)
class InsightScope:
    """The last `days` days with today, in UTC (None: all), and the ids of rows by the column that must have them."""

    days: int | None = None
    only: dict[str, int] = field(default_factory=dict)

    @cached_property
    def today(self) -> date:
        return timezone.now().date()

    @property
    def since(self) -> date | None:
        """The first day."""
        return self.today - timedelta(days=self.days - 1) if self.days else None

    @property
    def step(self) -> str:
        """What one bar of a chart over time stands for."""
        if self.days is None or self.days > WEEKS_SHOWN * 7:
            return MONTH
        return DAY if self.days <= DAYS_SHOWN else WEEK

    def bars(self, first: date) -> list[date]:
        """The beginning of each day, week or month from this one until today."""
        bars, at = [], self.begin_of(first)
        while at <= self.today:
            bars.append(at)
            at = self.begin_of(at + timedelta(days={DAY: 1, WEEK: 7, MONTH: 31}[self.step]))
        return bars

    def begin_of(self, day: date) -> date:
        """When the day, week or month of this day began."""
        return {DAY: day, WEEK: day - timedelta(days=day.weekday()), MONTH: day.replace(day=1)}[self.step]

    def facts(self) -> Facts:
        """The sums and the changes that are not folded yet, each with the `bar` it belongs to."""
        not_folded = TallyChange.objects.filter(measure__in=InsightTally.MEASURES)
        return self._within(InsightTally.objects.filter(**self.only)), self._within(not_folded.filter(**self.only))

    def facts_of_accounts(self) -> Facts:
        """The same for accounts, of whatever was drawn in the period."""
        not_folded = TallyChange.objects.filter(measure__in=AccountTally.MEASURES)
        return self._within(AccountTally.objects.all()), self._within(not_folded)

    def _within(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        within = rows.filter(day__gte=self.since) if self.since else rows
        return within.annotate(bar=Trunc("day", self.step))
