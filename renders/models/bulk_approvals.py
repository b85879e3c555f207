"""Approving several reviews at once: only what one person opened, and inspection found clean."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy

from renders.models.decisions import Decision
from renders.models.findings import has_serious
from renders.models.removals import lock_pictures_of
from renders.models.review_openings import ReviewOpening
from renders.models.review_queries import ReviewQuerySet
from renders.models.reviews import Review, ReviewCandidate, write_decisions
from renders.models.shot_sets import Shot


class BulkObstacle(models.TextChoices):
    """Why a review is not approved together with others."""

    OWN = "own", gettext_lazy("your own")
    FINDINGS = "findings", gettext_lazy("inspection found something")
    SEVERAL = "several", gettext_lazy("more than one candidate to choose from")
    TAKEN = "taken", gettext_lazy("somebody else has it on screen")
    UNOPENED = "unopened", gettext_lazy("not opened by you yet")


@dataclass(frozen=True)
class BulkApproval:
    """What became of reviews that were to be approved together."""

    decisions: list[Decision]
    # With the reason.
    left_out: list[tuple[Review, str]]
    # What waited no longer, with the decision that was made before; None where it was withdrawn.
    closed: list[tuple[Review, Decision | None]]


def with_obstacles(reviews: ReviewQuerySet, person: User) -> ReviewQuerySet:
    """Reviews with what `obstacle_for` asks about."""
    of_review = {"review": OuterRef("pk")}
    return reviews.annotate(
        has_others=Exists(ReviewCandidate.objects.filter(**of_review)),
        was_opened=Exists(ReviewOpening.objects.filter(**of_review, person=person)),
    ).prefetch_related("pick__findings")


def obstacle_for(review: Review, person: User) -> BulkObstacle | None:
    """Why this person cannot approve it in bulk; of a review from `with_obstacles`."""
    obstacles = {
        BulkObstacle.OWN: review.is_of(person),
        BulkObstacle.FINDINGS: has_serious(review.pick.findings.all()),
        BulkObstacle.SEVERAL: vars(review)["has_others"],
        BulkObstacle.TAKEN: review.reader_beside(person),
        BulkObstacle.UNOPENED: not vars(review)["was_opened"],
    }
    return next((obstacle for obstacle, applies in obstacles.items() if applies), None)


def approve_together(reviews: Collection[int], *, by: User) -> BulkApproval:
    """Approve those of these reviews that need no look of their own, all in one transaction."""
    asked = Review.objects.filter(pk__in=reviews)
    with transaction.atomic():
        # Whoever else changes one of these reviews locks its shot first, so from here on nobody does.
        lock_pictures_of(Shot.objects.filter(pk__in=asked.values("shot")))
        rows = list(with_obstacles(asked.with_order(), by).order_by("submitted_at", "pk"))
        waiting = [review for review in rows if review.state == Review.State.OPEN]
        refusals = [refusal_of(review, by) for review in waiting]
        return BulkApproval(
            approve([review for review, refusal in zip(waiting, refusals, strict=True) if not refusal], by),
            [(review, refusal) for review, refusal in zip(waiting, refusals, strict=True) if refusal],
            closed([review for review in rows if review.state != Review.State.OPEN]),
        )


def refusal_of(review: Review, person: User) -> str:
    """Why this person cannot approve it together with others; empty when they can."""
    obstacle = obstacle_for(review, person)
    return str(obstacle.label) if obstacle else review.refusal_for(person)


def approve(reviews: Sequence[Review], by: User) -> list[Decision]:
    """Approve open reviews of `with_obstacles` whose shots are locked, on what was read there of inspection."""
    keys = [review.pk for review in reviews]
    if not keys:
        return []
    Review.objects.open().filter(pk__in=keys).update(state=Review.State.DECIDED)
    Shot.objects.filter(pk__in=[review.shot_id for review in reviews]).touch()
    made = [
        (review.new_decision(by=by, verdict=Decision.Verdict.APPROVE), list(review.pick.findings.all()))
        for review in reviews
    ]
    write_decisions(made, by=by)
    return [decision for decision, _ in made]


def closed(reviews: Sequence[Review]) -> list[tuple[Review, Decision | None]]:
    """These with their standing decisions."""
    standing = Decision.objects.standing().filter(review__in=reviews).select_related("by") if reviews else []
    of_review = {decision.review_id: decision for decision in standing}
    return [(review, of_review.get(review.pk)) for review in reviews]
