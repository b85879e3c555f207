"""The page of one shot set: its totals, and one page of its shots."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User
from django.db.models import Count, Sum

from config.permissions import LAUNCH
from renders.models import Decision, Render, Review, Shot, ShotSet
from renders.models.money import reserved_micros_of, spent_micros_of
from renders.views.order_pauses import OrderPauses
from renders.views.render_counts import RenderCounts, counts_of_sets
from renders.views.revisions import Revision
from renders.views.sets.set_rows import MAX_THUMBNAILS

SHOTS_PER_PAGE = 50


@dataclass(frozen=True)
class ShotRow:
    """One shot on the page of its set."""

    shot: Shot
    counts: RenderCounts
    thumbs: Sequence[Render]
    spent_micros: int
    verdict: tuple[str, str] | None

    @property
    def more(self) -> int:
        """Ready candidates beyond the pictures shown."""
        return max(0, self.counts.ready - len(self.thumbs))


@dataclass(frozen=True)
class SetPage:
    """One set, its totals, and one page of its shots."""

    shot_set: ShotSet
    shots: Sequence[Shot]
    next_after: int | None
    person: User

    @classmethod
    def of(cls, shot_set: ShotSet, person: User, *, after: int = 0) -> "SetPage":
        """The page of shots that follows shot number `after`."""
        shots = list(shot_set.shots.with_order().filter(number__gt=after).order_by("number")[: SHOTS_PER_PAGE + 1])
        page = shots[:SHOTS_PER_PAGE]
        return cls(shot_set, page, page[-1].number if len(shots) > SHOTS_PER_PAGE else None, person)

    @cached_property
    def counts(self) -> RenderCounts:
        """All its renders, counted in the index."""
        return counts_of_sets([self.shot_set.pk]).get(self.shot_set.pk, RenderCounts())

    @cached_property
    def _totals(self) -> tuple[int, int]:
        totals = self.shot_set.shots.aggregate(count=Count("pk"), revision=Sum("revision"))
        return totals["count"], totals["revision"] or 0

    @property
    def shot_count(self) -> int:
        """How many shots the set has, on all pages."""
        return self._totals[0]

    @cached_property
    def revision(self) -> Revision:
        """What the page shows: the sum of all shots' revisions grows whenever anything changed."""
        shown = {shot.number: shot.revision for shot in self.shots}
        return Revision(self._totals, self.counts.is_finished, rows=shown)

    @cached_property
    def pauses(self) -> OrderPauses:
        """Why its waiting renders are not sent."""
        return OrderPauses.of(next(iter(self.shots), None), self.counts.waiting)

    @cached_property
    def spent_micros(self) -> int:
        """What it cost so far."""
        return spent_micros_of(self.shot_set)

    @cached_property
    def reserved_micros(self) -> int:
        """What is reserved for it."""
        return reserved_micros_of(self.shot_set)

    @property
    def unsent(self) -> int:
        """Renders that stopping would cancel."""
        return 0 if self.shot_set.stopped_at else self.counts.waiting

    @property
    def may_stop(self) -> bool:
        """Whether this person may stop it, and stopping would cancel anything."""
        return bool(self.unsent and self.is_own and self.person.has_perm(LAUNCH))

    @property
    def is_own(self) -> bool:
        """Whether this person launched it."""
        return bool(self.shot_set.launched_by_id == self.person.pk)

    @cached_property
    def rows(self) -> list[ShotRow]:
        """The shots of this page, with their candidates and verdicts, in three queries."""
        renders: dict[int, list[Render]] = defaultdict(list)
        for render in Render.objects.filter(shot__in=self.shots).defer("output", "explanation").order_by("number"):
            renders[render.shot_id].append(render)
        verdicts = verdicts_of(self.shots)
        return [shot_row(shot, renders[shot.pk], verdicts.get(shot.pk)) for shot in self.shots]


def shot_row(shot: Shot, renders: Sequence[Render], verdict: tuple[str, str] | None) -> ShotRow:
    """One row; its pictures are the starred ones first, dropped ones never."""
    shown = [render for render in renders if render.has_picture and render.mark != Render.Mark.DROP]
    starred_first = sorted(shown, key=lambda render: render.mark != Render.Mark.STAR)
    cost = sum(render.price_micros for render in renders if render.was_charged)
    return ShotRow(shot, RenderCounts.of(renders), starred_first[:MAX_THUMBNAILS], cost, verdict)


def verdicts_of(shots: Sequence[Shot]) -> dict[int, tuple[str, str]]:
    """The chip of each shot's last round: its state and word."""
    chips: dict[int, tuple[str, str]] = {}
    rounds = Review.objects.filter(shot__in=shots).exclude(state=Review.State.WITHDRAWN).order_by("round")
    for review in rounds:
        chips[review.shot_id] = ("open", "In review")
    for decision in (
        Decision.objects.standing().filter(review__in=rounds).select_related("review").order_by("review__round")
    ):
        if decision.review.state == Review.State.DECIDED:
            chips[decision.review.shot_id] = (decision.verdict, decision.get_verdict_display())
    return chips
