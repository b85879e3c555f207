"""How far the shot set of a review is decided, and what of it is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Subquery

from renders.models import Review, Shot

MAX_MISSING = 12


@dataclass(frozen=True)
class MissingShot:
    """A shot of the set that nobody decided yet; `review` is None while it is not submitted."""

    code: str
    number: int
    review: int | None


@dataclass(frozen=True)
class SetProgress:
    """The shots of one set, seen from the review of one of them."""

    review: Review
    total: int
    missing: Sequence[MissingShot]

    @classmethod
    def of(cls, review: Review) -> "SetProgress":
        latest = Review.objects.filter(shot=OuterRef("pk")).exclude(state=Review.State.WITHDRAWN).order_by("-round")
        shots = (
            Shot.objects.filter(shot_set=review.shot.shot_set_id)
            .order_by("number")
            .annotate(last_review=Subquery(latest.values("pk")[:1]), last_state=Subquery(latest.values("state")[:1]))
        )
        rows = list(shots.values_list("code", "number", "last_review", "last_state"))
        undecided = [MissingShot(code, number, pk) for code, number, pk, state in rows if state != Review.State.DECIDED]
        return cls(review, len(rows), undecided)

    @property
    def decided(self) -> int:
        return self.total - len(self.missing)

    @cached_property
    def following(self) -> MissingShot | None:
        """The next shot of the set that waits for a decision, in the order of the set and round to its first."""
        here = self.review.shot.number
        waiting = [one for one in self.missing if one.review and one.number != here]
        return min(waiting, key=lambda one: (one.number < here, one.number), default=None)

    @property
    def named(self) -> Sequence[MissingShot]:
        """The first of those that are missing."""
        return self.missing[:MAX_MISSING]

    @property
    def unnamed(self) -> int:
        """How many more are missing."""
        return max(0, len(self.missing) - MAX_MISSING)
