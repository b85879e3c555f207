"""Drift: whether a frozen prompt still draws what it drew when it was frozen.

Vendors change models without changing their names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from catalog.models import PromptVersion
from renders.judging import Interval, wilson
from renders.models import Decision, Finding, Render

# The last four weeks are compared with the first four weeks after freezing.
PERIOD = timedelta(days=28)
# Fewer decisions than this in one of the periods prove nothing.
MINIMUM_DECISIONS = 10
EARLY, LATE = 1, 2


@dataclass(frozen=True)
class Share:
    """`part` of `whole` rows."""

    part: int = 0
    whole: int = 0

    @property
    def rate(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the share."""
        return wilson(self.part, self.whole)

    def differs_from(self, other: "Share") -> bool:
        """Whether the two 95 % intervals do not overlap."""
        one, two = self.interval, other.interval
        return one.low > two.high or two.low > one.high


@dataclass(frozen=True)
class Drift:
    """The last four weeks compared with the first four after freezing."""

    frozen_at: datetime
    approved_early: Share = Share()
    approved_late: Share = Share()
    # Pictures with a finding of severity warning or blocking.
    marked_early: Share = Share()
    marked_late: Share = Share()

    @property
    def is_old_enough(self) -> bool:
        """Whether the two periods do not overlap."""
        return self.frozen_at + 2 * PERIOD <= timezone.now()

    @property
    def is_judged_enough(self) -> bool:
        """Whether both periods have enough decisions."""
        return min(self.approved_early.whole, self.approved_late.whole) >= MINIMUM_DECISIONS

    @property
    def has_drifted(self) -> bool:
        """Whether the share of approved or of marked pictures differs with 95 % certainty."""
        if not self.is_old_enough:
            return False
        approvals = self.is_judged_enough and self.approved_late.differs_from(self.approved_early)
        return approvals or self.marked_late.differs_from(self.marked_early)

    @property
    def sentence(self) -> str:
        if not self.is_old_enough:
            return "Too early: the last four weeks are compared with the first four after freezing."
        if self.has_drifted:
            return "It does not draw as it did in its first four weeks."
        if not self.is_judged_enough:
            return f"Too few decisions: {MINIMUM_DECISIONS} are needed in the first four weeks and in the last."
        return "As in its first four weeks."


def drifts(versions: Iterable[PromptVersion]) -> dict[tuple[int, int], Drift]:
    """Drift by version and image model, for the frozen ones of these versions. Two queries."""
    frozen = {version.pk: version.frozen_at for version in versions if version.frozen_at}
    approved = _shares(
        Decision.objects.standing().filter(review__shot__version__in=frozen),
        "review__shot",
        "at",
        Q(verdict=Decision.Verdict.APPROVE),
    )
    marking = [Finding.Severity.WARNING, Finding.Severity.BLOCKING]
    marked = Exists(Finding.objects.filter(render=OuterRef("pk"), severity__in=marking))
    drawn = Render.objects.filter(shot__version__in=frozen, state=Render.State.READY).annotate(is_marked=marked)
    marks = _shares(drawn, "shot", "state_changed_at", Q(is_marked=True))
    drifts_by_key = {}
    for key in {(version, model) for version, model, _ in [*approved, *marks]}:
        early, late = (*key, EARLY), (*key, LATE)
        drifts_by_key[key] = Drift(
            frozen[key[0]],
            approved.get(early, Share()),
            approved.get(late, Share()),
            marks.get(early, Share()),
            marks.get(late, Share()),
        )
    return drifts_by_key


def _shares(rows: QuerySet[Any], shot: str, moment: str, counts: Q) -> dict[tuple[int, int, int], Share]:
    """The share of rows that count, by version, image model and period."""
    frozen_at = F(f"{shot}__version__frozen_at")
    early = Q(**{f"{moment}__gte": frozen_at, f"{moment}__lt": frozen_at + PERIOD})
    late = Q(**{f"{moment}__gte": timezone.now() - PERIOD})
    period = Case(When(early, then=Value(EARLY)), When(late, then=Value(LATE)), output_field=IntegerField())
    columns = (f"{shot}__version_id", f"{shot}__image_model_id", "period")
    grouped = rows.annotate(period=period).filter(period__isnull=False).order_by().values(*columns)
    figures = grouped.annotate(part=Count("pk", filter=counts), whole=Count("pk"))
    return {(row[0], row[1], row[2]): Share(row[3], row[4]) for row in figures.values_list(*columns, "part", "whole")}
