"""What the list of shot sets and the page of one set show: counts by index, pictures of one page only."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Sum

from renders.models import Decision, Render, Review, Shot, ShotSet
from renders.models.money import reserved_micros_of, spent_micros_of
from renders.views.tallies import Tally

State = Render.State
THUMBS = 4
SHOTS_A_PAGE = 50


@dataclass(frozen=True)
class SetRow:
    """One set in the list."""

    shot_set: ShotSet
    tally: Tally
    thumbs: Sequence[Render]
    in_review: int
    approved: int

    @property
    def state(self) -> tuple[str, str]:
        """State and word of its chip."""
        if not self.tally.is_settled:
            return "submitted", "Running"
        return ("cancelled", "Stopped") if self.shot_set.stopped_at else ("ready", "Done")


def set_rows(sets: Sequence[ShotSet]) -> list[SetRow]:
    """The rows of one page of the list, in five queries whatever the sets hold."""
    ids = [one.pk for one in sets]
    tallies, thumbs = tallies_of(ids), first_pictures(ids)
    reviews = Counter(Review.objects.open().filter(shot__shot_set__in=ids).values_list("shot__shot_set_id", flat=True))
    approvals = Decision.objects.approvals().filter(review__shot__shot_set__in=ids)
    approved = Counter(approvals.values_list("review__shot__shot_set_id", flat=True))
    return [
        SetRow(one, tallies.get(one.pk, Tally()), thumbs.get(one.pk, []), reviews[one.pk], approved[one.pk])
        for one in sets
    ]


def tallies_of(set_ids: Iterable[int]) -> dict[int, Tally]:
    """Renders by state of these sets, counted in the index."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    of_sets = Render.objects.filter(shot_set__in=set_ids).order_by()
    for shot_set, state, count in of_sets.values_list("shot_set", "state").annotate(count=Count("pk")):
        counts[shot_set][state] = count
    return {shot_set: Tally.from_counts(states) for shot_set, states in counts.items()}


def first_pictures(set_ids: Iterable[int]) -> dict[int, list[Render]]:
    """Candidate 1 of the first shots of these sets, where it is ready."""
    found: dict[int, list[Render]] = defaultdict(list)
    first = Render.objects.filter(shot__shot_set__in=set_ids, shot__number__lte=THUMBS, number=1, state=State.READY)
    for render in first.order_by("shot__number"):
        found[render.shot_set_id].append(render)
    return found


@dataclass(frozen=True)
class ShotRow:
    """One shot on the page of its set."""

    shot: Shot
    tally: Tally
    thumbs: Sequence[Render]
    spent_micros: int
    verdict: tuple[str, str] | None

    @property
    def more(self) -> int:
        """Ready candidates beyond the pictures shown."""
        return max(0, self.tally.ready - len(self.thumbs))


@dataclass(frozen=True)
class Order:
    """One set, its totals, and one page of its shots."""

    shot_set: ShotSet
    shots: Sequence[Shot]
    next_after: int | None
    person: Any

    @classmethod
    def of(cls, shot_set: ShotSet, person: Any, *, after: int = 0) -> "Order":
        """The page of shots that follows shot number `after`."""
        shots = list(shot_set.shots.with_order().filter(number__gt=after).order_by("number")[: SHOTS_A_PAGE + 1])
        page = shots[:SHOTS_A_PAGE]
        return cls(shot_set, page, page[-1].number if len(shots) > SHOTS_A_PAGE else None, person)

    @cached_property
    def tally(self) -> Tally:
        """All its renders, counted in the index."""
        return tallies_of([self.shot_set.pk]).get(self.shot_set.pk, Tally())

    @cached_property
    def totals(self) -> dict[str, int]:
        """How many shots it has, and the sum of their revisions: it grows whenever anything changed."""
        found = self.shot_set.shots.aggregate(count=Count("pk"), revision=Sum("revision"))
        return {"count": found["count"], "revision": found["revision"] or 0}

    @cached_property
    def spent_micros(self) -> int:
        """What it cost so far."""
        return spent_micros_of(self.shot_set)

    @cached_property
    def held_micros(self) -> int:
        """What is set aside for it."""
        return reserved_micros_of(self.shot_set)

    @property
    def unsent(self) -> int:
        """Renders that stopping would cancel."""
        return 0 if self.shot_set.stopped_at else self.tally.waiting

    @property
    def is_own(self) -> bool:
        """Whether this person launched it."""
        return bool(self.shot_set.launched_by_id == self.person.pk)

    @property
    def seen(self) -> str:
        """The revisions of the shots shown, for the next question of the page: "4.0.12"."""
        return ".".join(str(shot.revision) for shot in self.shots)

    def changed_since(self, seen: str) -> list[ShotRow]:
        """Only rows whose revision is another than the page has."""
        known = seen.split(".")
        if len(known) != len(self.shots):
            return self.rows
        pairs = zip(self.rows, known, strict=True)
        return [row for row, revision in pairs if str(row.shot.revision) != revision]

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
    kept = [render for render in renders if render.has_picture and render.mark != Render.Mark.DROP]
    starred_first = sorted(kept, key=lambda render: render.mark != Render.Mark.STAR)
    cost = sum(render.price_micros for render in renders if render.was_charged)
    return ShotRow(shot, Tally.of(renders), starred_first[:THUMBS], cost, verdict)


def verdicts_of(shots: Sequence[Shot]) -> dict[int, tuple[str, str]]:
    """The chip of each shot's last round: its state and word."""
    found: dict[int, tuple[str, str]] = {}
    rounds = Review.objects.filter(shot__in=shots).exclude(state=Review.State.WITHDRAWN).order_by("round")
    for review in rounds:
        found[review.shot_id] = ("open", "In review")
    for decision in (
        Decision.objects.standing().filter(review__in=rounds).select_related("review").order_by("review__round")
    ):
        if decision.review.state == Review.State.DECIDED:
            found[decision.review.shot_id] = (decision.verdict, decision.get_verdict_display())
    return found
