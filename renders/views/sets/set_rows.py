"""The rows in the list of shot sets."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import FilteredRelation, Q

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
    # How many of its shots ended how.
    outcomes: Counter[str]

    @property
    def state(self) -> tuple[str, str]:
        """State and word of its chip."""
        if not self.counts.is_finished:
            return "submitted", "Running"
        return ("cancelled", "Stopped") if self.shot_set.stopped_at else ("ready", "Done")

    @property
    def outcome_chips(self) -> list[Chip]:
        """How many of its shots are published, approved, in review, sent back."""
        return [
            Chip(f"{count} {word}", icon, state=state)
            for name, word, icon, state in OUTCOMES
            if (count := self.outcomes[name])
        ]

    @property
    def outcome_text(self) -> str:
        """What stands in place of chips."""
        if not self.counts.is_finished:
            return "–"
        return "nothing submitted yet" if self.counts.ready else "no picture"


# Name, word, icon and state of a chip.
OUTCOMES = [
    ("published", "published", "globe-alt", "published"),
    ("approved", "approved", "check-badge", "approve"),
    ("in_review", "in review", "eye", "open"),
    ("sent_back", "sent back", "arrow-uturn-left", "changes"),
]


def set_rows(sets: Sequence[ShotSet]) -> list[SetRow]:
    """The rows of one page of the list, in four queries whatever the sets hold."""
    ids = [one.pk for one in sets]
    counts, thumbs, outcomes = counts_of_sets(ids), first_pictures(ids), outcomes_of(ids)
    return [SetRow(one, counts.get(one.pk, RenderCounts()), thumbs.get(one.pk, []), outcomes[one.pk]) for one in sets]


def outcomes_of(set_ids: Iterable[int]) -> dict[int, Counter[str]]:
    """How the last round of each submitted shot of these sets ended, counted by set."""
    standing = FilteredRelation("decisions", condition=Q(decisions__undone_at=None))
    rounds = Review.objects.filter(shot__shot_set__in=set_ids).exclude(state=Review.State.WITHDRAWN)
    fields = ("shot", "shot__shot_set", "standing__verdict", "standing__unpublished_since")
    last: dict[int, tuple[int, str]] = {}
    for shot, shot_set, verdict, unpublished_since in (
        rounds.annotate(standing=standing).order_by("round").values_list(*fields)
    ):
        approved = "approved" if unpublished_since else "published"
        name = "in_review" if not verdict else approved if verdict == Decision.Verdict.APPROVE else "sent_back"
        last[shot] = (shot_set, name)
    outcomes: dict[int, Counter[str]] = defaultdict(Counter)
    for shot_set, name in last.values():
        outcomes[shot_set][name] += 1
    return outcomes


def first_pictures(set_ids: Iterable[int]) -> dict[int, list[Render]]:
    """Candidate 1 of the first shots of these sets, where it is ready."""
    thumbs: dict[int, list[Render]] = defaultdict(list)
    first = Render.objects.filter(
        shot__shot_set__in=set_ids, shot__number__lte=MAX_THUMBNAILS, number=1, state=Render.State.READY
    )
    for render in first.order_by("shot__number"):
        thumbs[render.shot_set_id].append(render)
    return thumbs
