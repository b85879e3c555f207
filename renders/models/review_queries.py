"""Which reviews wait, for whom, and in which order."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from config.background.database_clock import database_now
from renders.models.decisions import OPEN_REVIEW, Decision
from renders.models.findings import Finding

if TYPE_CHECKING:
    from renders.models.reviews import Review  # noqa: F401 - in quotes

DUE_FIRST = F("due_on").asc(nulls_last=True)


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> Self:
        """Waiting for a decision, the longest waiting first."""
        return self.filter(state=OPEN_REVIEW).order_by("submitted_at", "pk")

    def decidable_by(self, person: User) -> Self:
        """Open reviews of what this person neither launched nor submitted."""
        return self.open().exclude(submitted_by=person).exclude(shot__shot_set__launched_by=person)

    def free_for(self, person: User) -> Self:
        """Reviews that nobody else has open on their screen."""
        is_taken = Q(opened_until__gt=database_now()) & ~Q(opened_by=person)
        return self.filter(~is_taken | Q(opened_by=None) | Q(opened_until=None))

    def clean(self) -> Self:
        """Reviews whose pick has no warning and no blocking finding."""
        return self.exclude(has_finding(*Finding.SERIOUS))

    def warned(self) -> Self:
        """Reviews whose pick has a warning, and no blocking finding."""
        return self.filter(has_finding(Finding.Severity.WARNING)).exclude(has_finding(Finding.Severity.BLOCKING))

    def blocked(self) -> Self:
        """Reviews whose pick has a blocking finding."""
        return self.filter(has_finding(Finding.Severity.BLOCKING))

    def decided_by(self, person: User, *, since: datetime) -> Self:
        """Reviews that this person decided since then."""
        decisions = Decision.objects.standing().filter(by=person, at__gte=since)
        return self.filter(pk__in=decisions.order_by().values("review"))

    def by_priority(self) -> Self:
        """The most urgent first; within a priority, what is due first."""
        return self.order_by("priority", DUE_FIRST, "submitted_at", "pk")

    def returned_first(self, person: User) -> Self:
        """What comes back after this person asked for changes, before anything else; then in the order so far."""
        asked = Decision.objects.standing().filter(verdict=Decision.Verdict.CHANGES, by=person)
        asked = asked.filter(review__shot=OuterRef("shot"), review__round__lt=OuterRef("round"))
        return self.annotate(is_returned=Exists(asked)).order_by("-is_returned", *self.query.order_by)

    def by_due_date(self) -> Self:
        """What is due first; what has no day comes last."""
        return self.order_by(DUE_FIRST, "priority", "submitted_at", "pk")

    def with_order(self) -> Self:
        """With the rows a page names about a review."""
        return self.select_related(
            "submitted_by",
            "opened_by",
            "pick",
            "shot__shot_set__launched_by",
            "shot__colorway__product",
            "shot__placement",
            "shot__version__template",
            "shot__image_model",
        )


def has_finding(*severities: str) -> Exists:
    """Whether inspection found anything as severe as that on the pick of a review."""
    return Exists(Finding.objects.filter(render=OuterRef("pick"), severity__in=severities))
