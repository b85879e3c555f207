"""Approving several reviews at once: only what one person opened, and inspection found clean."""

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy

from catalog.refusals import Refusal
from renders.models.decisions import Decision
from renders.models.findings import has_serious
from renders.models.review_openings import ReviewOpening
from renders.models.review_queries import ReviewQuerySet
from renders.models.reviews import Review, ReviewCandidate


class BulkObstacle(models.TextChoices):
    """Why a review is not approved together with others."""

    OWN = "own", gettext_lazy("your own")
    FINDINGS = "findings", gettext_lazy("inspection found something")
    SEVERAL = "several", gettext_lazy("more than one candidate to choose from")
    TAKEN = "taken", gettext_lazy("somebody else has it on screen")
    UNOPENED = "unopened", gettext_lazy("not opened by you yet")


class NotInBulk(Refusal):
    """This review needs a look of its own."""

    def __init__(self, obstacle: BulkObstacle) -> None:
        super().__init__(str(obstacle.label))
        self.obstacle = obstacle


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


def approve_clean(review_id: int, *, by: User) -> Decision:
    """Approve one of several.

    Raises `NotInBulk` where it needs a look of its own, and what `Review.decide` raises.
    """
    with transaction.atomic():
        review = with_obstacles(Review.objects.with_order(), by).get(pk=review_id)
        if obstacle := obstacle_for(review, by):
            raise NotInBulk(obstacle)
        decision = Review.objects.get(pk=review_id).decide(by=by, verdict=Decision.Verdict.APPROVE)
        # Inspection may have found something since; the decision holds what it was made on.
        if has_serious(decision.findings.all()):
            raise NotInBulk(BulkObstacle.FINDINGS)
    return decision
