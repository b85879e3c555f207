"""The queue of reviews that a person works through; two people on one queue meet on no review."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from renders.forms.reviews import ReviewFilter
from renders.models import Decision, Review
from renders.views.access import PersonRequest

MAX_PRELOADED = 2
MAX_UNDOABLE = 5


@dataclass(frozen=True)
class QueuePosition:
    """Where a review stands in the queue; `number` counts from 1 and is 0 for a review outside of it."""

    number: int
    length: int
    previous: int | None
    following: int | None
    preloaded: list[int]


@dataclass(frozen=True)
class ReviewQueue:
    """The reviews this person can decide, as (review id, render id of the pick); `query` is the filter."""

    items: list[tuple[int, int]]
    query: str

    @classmethod
    def of(cls, request: PersonRequest) -> "ReviewQueue":
        """The queue that the address asks for."""
        form = ReviewFilter(request.GET)
        reviews = form.apply_to(Review.objects.decidable_by(request.user).free_for(request.user))
        return cls(list(reviews.values_list("pk", "pick_id")), form.query_string())

    def open_next(self, person: User, *, after: int = 0) -> int | None:
        """The next review that this person has opened now; None when there is no other."""
        ids = [pk for pk, _ in self.items]
        start = ids.index(after) + 1 if after in ids else 0
        ahead = (pk for pk in ids[start:] + ids[:start] if pk != after)
        return next((pk for pk in ahead if Review(pk=pk).open_for(person)), None)

    def position_of(self, review_id: int) -> QueuePosition:
        ids = [pk for pk, _ in self.items]
        index = ids.index(review_id) if review_id in ids else -1
        ahead = [item for item in self.items[index + 1 :] + self.items[: max(index, 0)] if item[0] != review_id]
        return QueuePosition(
            number=index + 1,
            length=len(ids),
            previous=ids[index - 1] if index > 0 else None,
            following=ahead[0][0] if ahead else None,
            preloaded=[pick for _, pick in ahead[:MAX_PRELOADED]],
        )


def undoable_decisions(request: PersonRequest) -> list[Decision]:
    """This person's decisions that can still be undone."""
    return list(Decision.objects.undoable_by(request.user).select_related("review__shot")[:MAX_UNDOABLE])
