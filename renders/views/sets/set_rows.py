"""The rows in the list of shot sets."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders.models import Decision, Review, Shot, ShotSet
from renders.models.pictures import picture_of_shot
from renders.views.chips import Chip
from renders.views.pictures import shown_of_shot
from renders.views.render_counts import RenderCounts, counts_of_sets

MAX_THUMBNAILS = 4


@dataclass(frozen=True)
class SetRow:
    """One set in the list."""

    shot_set: ShotSet
    counts: RenderCounts
    # The addresses of pictures of its first shots, and how many more shots there are.
    thumbs: Sequence[str]
    more_shots: int
    # How many of its shots ended how.
    outcomes: Counter[str]

    @property
    def state(self) -> tuple[str, str]:
        """State and word of its chip."""
        if not self.counts.is_finished:
            is_held = self.shot_set.is_held and self.counts.waiting
            return ("queued", _("Held back")) if is_held else ("submitted", _("Running"))
        return ("cancelled", _("Stopped")) if self.shot_set.stopped_at else ("ready", _("Done"))

    @property
    def outcome_chips(self) -> list[Chip]:
        """How many of its shots are published, approved, in review, sent back."""
        return [
            Chip(text % {"number": count}, icon, state=state)
            for name, text, icon, state in OUTCOMES
            if (count := self.outcomes[name])
        ]

    @property
    def outcome_text(self) -> str:
        """What stands in place of chips."""
        if not self.counts.is_finished:
            return "–"
        return _("nothing submitted yet") if self.counts.ready else _("no picture")


# Name, text, icon and state of a chip.
OUTCOMES = [
    ("published", gettext_lazy("%(number)s published"), "globe-alt", "published"),
    ("approved", gettext_lazy("%(number)s approved"), "check-badge", "approve"),
    ("in_review", gettext_lazy("%(number)s in review"), "eye", "open"),
    ("sent_back", gettext_lazy("%(number)s sent back"), "arrow-uturn-left", "changes"),
]


def set_rows(sets: Sequence[ShotSet]) -> list[SetRow]:
    """The rows of one page of the list, in four queries whatever the sets hold."""
    ids = [one.pk for one in sets]
    counts, pictures, outcomes = counts_of_sets(ids), first_pictures(ids), outcomes_of(ids)
    return [
        SetRow(one, counts.get(one.pk, RenderCounts()), *pictures.get(one.pk, ([], 0)), outcomes[one.pk])
        for one in sets
    ]


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


def first_pictures(set_ids: Iterable[int]) -> dict[int, tuple[list[str], int]]:
    """The addresses of pictures of the first shots of these sets, and how many more shots each has."""
    last = Shot.objects.filter(shot_set=OuterRef("shot_set")).order_by("-number").values("number")
    first = Shot.objects.filter(shot_set__in=set_ids, number__lte=MAX_THUMBNAILS).order_by("number")
    first = first.annotate(picture=picture_of_shot(OuterRef("pk")), last=Subquery(last[:1]))
    pictures: dict[int, tuple[list[str], int]] = {}
    for shot_set, number, product, colorway, picture in first.values_list(
        "shot_set", "last", "colorway__product", "colorway", "picture"
    ):
        thumbs, _ = pictures.setdefault(shot_set, ([], max(0, number - MAX_THUMBNAILS)))
        thumbs.append(shown_of_shot(picture, product, colorway))
    return pictures
