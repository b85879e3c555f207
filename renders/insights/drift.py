"""Drift: whether a frozen prompt still draws what it drew when it was frozen.

Vendors change models without changing their names.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import PromptVersion
from renders.judging import Interval, wilson
from renders.models import DayTally, Decision, Render
from renders.models.tally_triggers import MARKED

# The last four weeks are compared with the first four weeks after freezing.
PERIOD = timedelta(days=28)
COMPARED = [*Decision.Verdict.values, Render.State.READY, MARKED]
# Fewer decisions than this in one of the periods prove nothing.
MINIMUM_DECISIONS = 10


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
            return _("Too early: the last four weeks are compared with the first four after freezing.")
        if self.has_drifted:
            return _("It does not draw as it did in its first four weeks.")
        if not self.is_judged_enough:
            return _("Too few decisions: %(minimum_decisions)s are needed in the first four weeks and in the last.") % {
                "minimum_decisions": MINIMUM_DECISIONS
            }
        return _("As in its first four weeks.")


def drifts(versions: Iterable[PromptVersion]) -> dict[tuple[int, int], Drift]:
    """Drift by version and image model, for the frozen ones of these versions. One query."""
    frozen = {version.pk: version.frozen_at for version in versions if version.frozen_at}
    if not frozen:
        return {}
    early, late = Q(), Q(version__in=frozen, day__gte=timezone.now().date() - PERIOD, measure__in=COMPARED)
    for version, frozen_at in frozen.items():
        early |= Q(version=version, day__gte=frozen_at.date(), day__lt=frozen_at.date() + PERIOD, measure__in=COMPARED)
    periods: dict[tuple[int, int], tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    for (version, model, measure), counts in DayTally.objects.compared(early, late).items():
        for period, count in zip(periods[version, model], counts, strict=True):
            period[measure] += count
    return {key: drift_of(frozen[key[0]], *counts) for key, counts in periods.items()}


def drift_of(frozen_at: datetime, early: Counter[str], late: Counter[str]) -> Drift:
    return Drift(
        frozen_at,
        approved_early=share_of(early, Decision.Verdict.APPROVE, Decision.Verdict.values),
        approved_late=share_of(late, Decision.Verdict.APPROVE, Decision.Verdict.values),
        marked_early=share_of(early, MARKED, [Render.State.READY]),
        marked_late=share_of(late, MARKED, [Render.State.READY]),
    )


def share_of(counts: Counter[str], part: str, whole: Iterable[str]) -> Share:
    return Share(counts[part], sum(counts[measure] for measure in whole))
