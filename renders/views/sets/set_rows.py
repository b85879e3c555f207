"""The rows in the list of shot sets."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from renders.models import Decision, Render, Review, ShotSet
from renders.views.chips import Chip
from renders.views.render_counts import RenderCounts, counts_of_sets

MAX_THUMBNAILS = 4


@dataclass(frozen=True)
class SetRow:
    """One set in the list."""

    shot_set: ShotSet
    counts: RenderCounts
    thumbs: Sequence[Render]
    in_review: int
    approved: int

    @property
    def state(self) -> tuple[str, str]:
        """State and word of its chip."""
        if not self.counts.is_finished:
            return "submitted", "Running"
        return ("cancelled", "Stopped") if self.shot_set.stopped_at else ("ready", "Done")

    @property
    def review_chips(self) -> list[Chip]:
        """How many of its shots are in review, and how many are approved."""
        chips = [
            (self.in_review, Chip(f"{self.in_review} in review", "eye", state="open")),
            (self.approved, Chip(f"{self.approved} approved", "check-badge", state="approved")),
        ]
        return [chip for count, chip in chips if count]


def set_rows(sets: Sequence[ShotSet]) -> list[SetRow]:
    """The rows of one page of the list, in five queries whatever the sets hold."""
    ids = [one.pk for one in sets]
    counts, thumbs = counts_of_sets(ids), first_pictures(ids)
    reviews = Counter(Review.objects.open().filter(shot__shot_set__in=ids).values_list("shot__shot_set_id", flat=True))
    approvals = Decision.objects.approvals().filter(review__shot__shot_set__in=ids)
    approved = Counter(approvals.values_list("review__shot__shot_set_id", flat=True))
    return [
        SetRow(one, counts.get(one.pk, RenderCounts()), thumbs.get(one.pk, []), reviews[one.pk], approved[one.pk])
        for one in sets
    ]


def first_pictures(set_ids: Iterable[int]) -> dict[int, list[Render]]:
    """Candidate 1 of the first shots of these sets, where it is ready."""
    thumbs: dict[int, list[Render]] = defaultdict(list)
    first = Render.objects.filter(
        shot__shot_set__in=set_ids, shot__number__lte=MAX_THUMBNAILS, number=1, state=Render.State.READY
    )
    for render in first.order_by("shot__number"):
        thumbs[render.shot_set_id].append(render)
    return thumbs
