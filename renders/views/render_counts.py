"""Counts of renders by state, as the progress bar shows them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from config.caching.compiled_queries import compiled
from renders.models import Render

State = Render.State
WAITING = (State.QUEUED, State.ASSIGNED)
WORKING = (State.SUBMITTING, State.SUBMITTED, State.FINISHED, State.STORED)


class HasState(Protocol):
    @property
    def state(self) -> str: ...


@dataclass(frozen=True)
class RenderCounts:
    """Renders by what they mean to somebody who waits for them; the numbers add up to `total`."""

    ready: int = 0
    working: int = 0
    waiting: int = 0
    doubt: int = 0
    failed: int = 0
    cancelled: int = 0

    @classmethod
    def of(cls, renders: Iterable[Render | HasState]) -> Self:
        """Counts of loaded renders, or of rows that only hold their state."""
        return cls.from_counts(Counter(render.state for render in renders))

    @classmethod
    def from_counts(cls, counts: Mapping[str, int]) -> Self:
        """From a count per state."""
        return cls(
            ready=counts.get(State.READY, 0),
            working=sum(counts.get(state, 0) for state in WORKING),
            waiting=sum(counts.get(state, 0) for state in WAITING),
            doubt=counts.get(State.IN_DOUBT, 0),
            failed=counts.get(State.FAILED, 0),
            cancelled=counts.get(State.CANCELLED, 0),
        )

    @property
    def total(self) -> int:
        """All of them."""
        return self.ready + self.working + self.waiting + self.doubt + self.failed + self.cancelled

    @property
    def is_finished(self) -> bool:
        """Whether nothing more comes by itself."""
        return not (self.working or self.waiting or self.doubt)

    @property
    def to_draw(self) -> int:
        """Those whose picture is still to come."""
        return self.working + self.waiting

    @property
    def attention(self) -> list[str]:
        """What somebody has to look at: "1 failed", "2 in doubt"."""
        texts = ((self.failed, _("%(number)s failed")), (self.doubt, _("%(number)s in doubt")))
        return [text % {"number": number} for number, text in texts if number]

    @property
    def sentence(self) -> str:
        """For the title and the live region: "7 of 10 ready, 1 failed"."""
        parts = [_("%(ready)s of %(total)s ready") % {"ready": self.ready, "total": self.total}]
        parts += [text % {"number": number} for number, text in self._exceptions() if number]
        return ", ".join(parts)

    def _exceptions(self) -> list[tuple[int, str]]:
        return [
            (self.doubt, _("%(number)s in doubt")),
            (self.failed, _("%(number)s failed")),
            (self.cancelled, _("%(number)s cancelled")),
        ]


def counts_of_sets(set_ids: Iterable[int]) -> dict[int, RenderCounts]:
    """The counts of each of these sets, counted in the index."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for shot_set, state, count in states_counted(list(set_ids)):
        counts[shot_set][state] = count
    return {shot_set: RenderCounts.from_counts(states) for shot_set, states in counts.items()}


@compiled
def states_counted(sets: list[int]) -> QuerySet[Render, Any]:
    of_sets = Render.objects.filter(shot_set__pk__in=sets).order_by()
    return of_sets.values_list("shot_set", "state").annotate(count=Count("pk"))
