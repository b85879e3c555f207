"""What pictures cost, how many of them are approved, by what and by whom, and how long that takes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Sum

from renders.insights.money.hourly_costs import shares_by
from renders.insights.performance import Performance, add_total, median_of
from renders.insights.scope import InsightScope
from renders.models import Decision
from renders.models.fact_counts import summed
from renders.models.tallies import Total
from renders.models.tally_triggers import NOBODY, NOT_MEASURED

BY = ("version", "image_model", "placement", "launcher", "reviewer")
AMOUNTS = {"count": Sum("count"), "micros": Sum("micros")}
NINE_TENTHS = 0.9


@dataclass(frozen=True)
class ApprovalTimes:
    """How many minutes passed from launches to approvals: how often each time occurred."""

    counted: Mapping[int, int]

    @property
    def approvals(self) -> int:
        return sum(self.counted.values())

    @property
    def median(self) -> float | None:
        return median_of(self.counted) if self.counted else None

    @property
    def p90(self) -> int | None:
        """The time within which nine of ten were approved."""
        seen, enough = 0, NINE_TENTHS * self.approvals
        for minutes, count in sorted(self.counted.items()):
            seen += count
            if seen >= enough:
                return minutes
        return None


@dataclass
class InsightFigures:
    """The figures of a scope. Three queries, whatever is shown of them."""

    scope: InsightScope
    # By bar of a chart over time; and by the ids of rows, by the column that names them.
    by_bar: dict[date, Performance] = field(default_factory=dict)
    by_row: dict[str, dict[int, Performance]] = field(default_factory=dict)

    @classmethod
    def of(cls, scope: InsightScope) -> "InsightFigures":
        by_bar: defaultdict[date, Performance] = defaultdict(Performance)
        for (bar, measure, reason), amounts in cls._sums(scope, "bar", "measure", "reason").items():
            add_total(by_bar[bar], Total((), measure, reason, NOT_MEASURED, *amounts))
        overview = cls(scope, dict(by_bar))
        sums = cls._sums(scope, *BY, "measure", "reason")
        for at, column in enumerate(BY):
            overview.by_row[column] = grouped(sums, at)
        overview.add_hourly_costs()
        return overview

    def add_hourly_costs(self) -> None:
        """Add what the pictures cost on servers that are paid by the hour."""
        for (bar, *rows), micros in shares_by(self.scope, ("bar", *BY)).items():
            self.by_bar[bar].spent_micros += round(micros)
            for column, row in zip(BY, rows, strict=True):
                if row != NOBODY:
                    self.by_row[column][row].spent_micros += round(micros)

    @staticmethod
    def _sums(scope: InsightScope, *columns: str) -> dict[tuple[Any, ...], list[int]]:
        return summed(*scope.facts(), columns, AMOUNTS)

    @cached_property
    def total(self) -> Performance:
        """Everything together."""
        total = Performance()
        for one in self.by_bar.values():
            add(total, one)
        return total

    @cached_property
    def bars(self) -> list[date]:
        """The days, weeks or months of the charts, without a gap."""
        known = [*self.by_bar, *([self.scope.since] if self.scope.since else [])]
        return self.scope.bars(min(known)) if known else []

    @cached_property
    def waits_by_bar(self) -> dict[date, ApprovalTimes]:
        """The times from launch to approval, by when the approval came."""
        folded, not_folded = (rows.filter(measure=Decision.Verdict.APPROVE) for rows in self.scope.facts())
        counted: defaultdict[date, Counter[int]] = defaultdict(Counter)
        sums = summed(folded, not_folded, ("bar", "minutes"), {"count": Sum("count")})
        for (bar, minutes), [count] in sums.items():
            if count:
                counted[bar][minutes] += count
        return {bar: ApprovalTimes(times) for bar, times in counted.items()}

    @property
    def waits(self) -> ApprovalTimes:
        """All of those times."""
        return ApprovalTimes(sum((Counter(waits.counted) for waits in self.waits_by_bar.values()), Counter[int]()))


def grouped(sums: Mapping[tuple[Any, ...], Iterable[int]], at: int) -> dict[int, Performance]:
    """Sums whose key ends in measure and reason, by one part of that key. What belongs to nobody is left out."""
    performances: defaultdict[int, Performance] = defaultdict(Performance)
    for key, amounts in sums.items():
        if (row := key[at]) != NOBODY:
            add_total(performances[row], Total((), key[-2], key[-1], NOT_MEASURED, *amounts))
    return dict(performances)


def add(total: Performance, one: Performance) -> None:
    """Count what another performance says as well."""
    for name in ("candidates", "drawn", "spent_micros", "decided", "approved"):
        setattr(total, name, getattr(total, name) + getattr(one, name))
    for reason, count in one.reasons.items():
        total.reasons[reason] = total.reasons.get(reason, 0) + count
