"""The queue of reviews that a person works through; two people on one queue meet on no review."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User
from django.utils import timezone

from renders.forms.reviewing.reviews import ReviewFilter
from renders.models import Decision, Review
from renders.models.review_queries import ReviewQuerySet
from renders.views.access import PersonRequest

MAX_PRELOADED = 2
# As many as a page of the list approves at once.
MAX_UNDOABLE = 30


@dataclass(frozen=True)
class QueuePosition:
    """Where a review stands in the queue, counted on from what was decided today; `number` is 0 outside of it."""

    number: int
    length: int
    previous: int | None
    following: int | None
    preloaded: list[int]


def in_queue(form: ReviewFilter, person: User) -> ReviewQuerySet:
    """What this person can decide now and the filter shows."""
    return form.apply_to(Review.objects.decidable_by(person).free_for(person))


class ReviewQueue:
    """The reviews this person can decide now and that the address asks for, as (review id, render id of the pick);
    `query` is the filter."""

    def __init__(self, request: PersonRequest) -> None:
        self._filter, self._person = ReviewFilter(request.GET), request.user
        self.query = self._filter.query_string()
        in_turn = in_queue(self._filter, self._person).returned_first(self._person)
        self.items: list[tuple[int, int]] = list(in_turn.values_list("pk", "pick_id"))

    @cached_property
    def decided_today(self) -> int:
        """How many this person has decided since midnight, under the same filter: a place in the queue counts on."""
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return self._filter.apply_to(Review.objects.decided_by(self._person, since=midnight)).count()

    def open_next(self, *, after: int = 0, shown: int | None = None) -> int | None:
        """The next review that this person has opened now; None when there is no other. The one `shown` to them
        already comes first."""
        ahead = sorted(self._behind(after), key=lambda pk: pk != shown)
        return next((pk for pk in ahead if Review(pk=pk).open_for(self._person)), None)

    def reserve_next(self, *, after: int) -> int | None:
        """The review that this person comes to after that one, which nobody else is led to meanwhile."""
        if after not in self._ids:
            return None
        return next((pk for pk in self._behind(after) if Review(pk=pk).reserve_for(self._person)), None)

    @property
    def _ids(self) -> list[int]:
        return [pk for pk, _ in self.items]

    def _behind(self, review_id: int) -> list[int]:
        """The others, from that one on and round to it again."""
        ids = self._ids
        start = ids.index(review_id) + 1 if review_id in ids else 0
        return [pk for pk in ids[start:] + ids[:start] if pk != review_id]

    def position_of(self, review_id: int) -> QueuePosition:
        ids = self._ids
        index = ids.index(review_id) if review_id in ids else -1
        ahead = [item for item in self.items[index + 1 :] + self.items[: max(index, 0)] if item[0] != review_id]
        return QueuePosition(
            number=self.decided_today + index + 1 if index >= 0 else 0,
            length=self.decided_today + len(ids),
            previous=ids[index - 1] if index > 0 else None,
            following=ahead[0][0] if ahead else None,
            preloaded=[pick for _, pick in ahead[:MAX_PRELOADED]],
        )


def undoable_decisions(request: PersonRequest) -> list[Decision]:
    """This person's decisions that can still be undone."""
    return list(Decision.objects.undoable_by(request.user).select_related("review__shot")[:MAX_UNDOABLE])
