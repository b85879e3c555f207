"""Reviews and decisions: who put which bytes forward, and who decided what about them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from renders.models.events import record
from renders.models.renders import Finding, Render
from renders.models.shot_sets import Shot


class AlreadyDecided(Exception):
    """Somebody decided first; `decision` is theirs (None when the review was withdrawn)."""

    def __init__(self, decision: "Decision | None") -> None:
        super().__init__("This review is closed")
        self.decision = decision


class AlreadyOpen(Exception):
    """The shot waits for a decision already, in `review` (None when that was decided a moment ago)."""

    def __init__(self, review: "Review | None") -> None:
        super().__init__("This shot is already in review")
        self.review = review


class NotJudgeable(Exception):
    """The text says why these renders cannot be put before reviewers."""


class NotYours(Exception):
    """Four eyes: the text says why this person cannot decide."""


class ReviewQuerySet(models.QuerySet["Review"]):
    """Questions asked of reviews."""

    def open(self) -> Self:
        """Waiting for a decision, the longest waiting first."""
        return self.filter(state=Review.State.OPEN).order_by("submitted_at", "pk")

    def decidable_by(self, person: Any) -> Self:
        """Open ones this person neither launched nor submitted."""
        return self.open().exclude(submitted_by=person).exclude(shot__shot_set__launched_by=person)

    def clean(self) -> Self:
        """Those in whose pick inspection found nothing worth a look."""
        worth_a_look = [Finding.Severity.WARNING, Finding.Severity.BLOCKING]
        return self.exclude(pick__findings__severity__in=worth_a_look)

    def with_order(self) -> Self:
        """With everything a page says about what is judged."""
        return self.select_related(
            "submitted_by",
            "pick",
            "shot__shot_set__launched_by",
            "shot__colorway__product",
            "shot__placement",
            "shot__version__template",
            "shot__image_model",
        )


class Review(models.Model):
    """One shot put before reviewers: the pick, other chosen renders, a note. One open review a shot."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting"
        DECIDED = "decided", "Decided"
        WITHDRAWN = "withdrawn", "Withdrawn"

    shot = models.ForeignKey("renders.Shot", on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField(default=1)
    pick = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="picked_in")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    submitted_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=500, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_open_review_a_shot", fields=["shot"], condition=Q(state="open")),
            models.UniqueConstraint(name="review_round_once_a_shot", fields=["shot", "round"]),
        ]

    def __str__(self) -> str:
        return f"R-{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.pk])

    @classmethod
    def submit(cls, shot: Any, *, pick: Render, others: Iterable[Render] = (), by: Any, note: str = "") -> "Review":
        """Put the pick of a shot before reviewers, other chosen renders beside it.

        Raises `NotJudgeable` for a render of another shot or without a ready picture, `AlreadyOpen` when the shot
        waits for a decision.
        """
        beside = [render for render in dict.fromkeys(others) if render.pk != pick.pk]
        refuse_unjudgeable(shot, [pick, *beside])
        try:
            with transaction.atomic():
                last = shot.reviews.aggregate(last=models.Max("round"))["last"] or 0
                review = cls.objects.create(shot=shot, round=last + 1, pick=pick, submitted_by=by, note=note)
                rows = (ReviewCandidate(review=review, render=one, position=at) for at, one in enumerate(beside, 1))
                ReviewCandidate.objects.bulk_create(rows)
                review.tell("submitted", by=by, note=note)
        except IntegrityError:
            raise AlreadyOpen(shot.reviews.open().with_order().first()) from None
        return review

    @property
    def standing(self) -> "Decision | None":
        """The decision that holds, if any."""
        return self.decisions.filter(undone_at=None).select_related("by").first()

    def why_not(self, person: Any) -> str:
        """Why this person cannot decide here, in a sentence; empty when they can."""
        if self.shot.shot_set.launched_by_id == person.pk:
            return "You launched this set, so someone else decides."
        if self.submitted_by_id == person.pk:
            return "You submitted this shot, so someone else decides."
        return "" if person.has_perm("renders.add_decision") else "Reviewers decide."

    def decide(self, *, by: Any, verdict: str, reason: str = "", note: str = "") -> "Decision":
        """Write the verdict on the exact bytes of the pick. One wins: `AlreadyDecided` for the other, `NotYours` when
        this person launched or submitted it."""
        if refusal := self.why_not(by):
            raise NotYours(refusal)
        with transaction.atomic():
            # Postgres checks a condition over joined tables against the moment before it waited for the row.
            Review.objects.select_for_update().get(pk=self.pk)
            won = Review.objects.decidable_by(by).filter(pk=self.pk).update(state=self.State.DECIDED)
            if not won:
                raise AlreadyDecided(self.standing)
            decision = Decision.objects.create(
                review=self, render=self.pick, sha256=self.pick.sha256, verdict=verdict, reason=reason, note=note, by=by
            )
            self.tell("decision", by=by, after=verdict, note=note)
        return decision

    def withdraw(self, *, by: Any) -> bool:
        """Take it back before anybody decided; False when it was too late."""
        with transaction.atomic():
            won = Review.objects.filter(pk=self.pk, state=self.State.OPEN).update(state=self.State.WITHDRAWN)
            if won:
                self.tell("withdrawn", by=by)
        return bool(won)

    def tell(self, action: str, *, by: Any, **said: str) -> None:
        """Write who did it into the trail, and let open pages of the shot know that something changed."""
        Shot.objects.filter(pk=self.shot_id).touch()
        record(action, by=by, shot=self.shot, shot_set=self.shot.shot_set, render=self.pick, **said)


def refuse_unjudgeable(shot: Any, renders: Iterable[Render]) -> None:
    """Raise `NotJudgeable` unless each render is a ready picture of this shot."""
    for render in renders:
        if render.shot_id != shot.pk:
            raise NotJudgeable("Choose candidates of this shot.")
        if render.state != Render.State.READY:
            raise NotJudgeable(f"Candidate {render.number} has no ready picture.")


class ReviewCandidate(models.Model):
    """A render shown beside the pick."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="candidates")
    render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="shown_in")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="candidate_once_a_review", fields=["review", "render"])]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.render_id}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Questions asked of decisions."""

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(undone_at=None)

    def approvals(self) -> Self:
        """Standing approvals: what may be published."""
        return self.standing().filter(verdict=Decision.Verdict.APPROVE)

    def unpublished(self) -> Self:
        """Approvals that nobody has sent anywhere yet, the longest waiting first."""
        return self.approvals().filter(publications=None).order_by("at", "pk")

    def with_order(self) -> Self:
        """With everything a page says about what was decided on."""
        return self.select_related(
            "by",
            "render",
            "review__shot__shot_set",
            "review__shot__colorway__product",
            "review__shot__placement",
            "review__shot__version__template",
            "review__shot__image_model",
        )

    def undoable_by(self, person: Any) -> Self:
        """This person's decisions that can still be taken back, the latest first."""
        recent = timezone.now() - timedelta(seconds=Decision.UNDO_SECONDS)
        mine = self.standing().filter(by=person, at__gt=recent, publications=None)
        return mine.exclude(review__shot__reviews__state=Review.State.OPEN).order_by("-at", "-pk")


class Decision(models.Model):
    """The verdict in a review on exact bytes. Written once; it can be taken back, never edited."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", "Approved"
        REJECT = "reject", "Rejected"
        CHANGES = "changes", "Changes requested"

    class Reason(models.TextChoices):
        SHAPE = "shape", "Product shape wrong"
        COLOR = "color", "Colour or material"
        TEXT = "text", "Text or logo garbled"
        EDGE = "edge", "Edge halo or cut-out"
        SHADOW = "shadow", "Shadow or light"
        BACKGROUND = "background", "Background"
        CROP = "crop", "Crop or framing"
        EXTRA = "extra", "Extra objects or people"
        SOFT = "soft", "Soft or low resolution"
        OTHER = "other", "Other"

    UNDO_SECONDS = 600

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="decisions")
    render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="decisions")
    sha256 = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_standing_decision", fields=["review"], condition=Q(undone_at=None)),
            models.CheckConstraint(name="rejection_has_a_reason", condition=~Q(verdict="reject") | ~Q(reason="")),
            models.CheckConstraint(name="other_reason_has_a_note", condition=~Q(reason="other") | ~Q(note="")),
            models.CheckConstraint(name="changes_say_what", condition=~Q(verdict="changes") | ~Q(note="")),
            models.CheckConstraint(name="decision_names_bytes", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.by}"

    def undo(self, *, by: Any) -> bool:
        """Take one's own decision back and open the review again. False when it is too late: ten minutes have passed,
        something was published from it, or the shot was submitted once more."""
        try:
            with transaction.atomic():
                Decision.objects.select_for_update().get(pk=self.pk)
                if not Decision.objects.undoable_by(by).filter(pk=self.pk).exists():
                    return False
                self._take_back(by)
        except IntegrityError:
            return False  # another round was opened in between; one open review a shot
        return True

    def _take_back(self, by: Any) -> None:
        Decision.objects.filter(pk=self.pk).update(undone_at=timezone.now())
        Review.objects.filter(pk=self.review_id).update(state=Review.State.OPEN)
        self.review.tell("decision undone", by=by, before=self.verdict)
