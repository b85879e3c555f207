"""Decisions: who judged which exact bytes, and how."""

from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import shapes
from catalog.models.json_fields import StrictJSONField
from catalog.refusals import Refusal
from config.background.database_clock import database_now
from renders.models.renders import Render
from renders.models.reworks import labels_of
from renders.models.tallies import Tally
from renders.models.tally_triggers import WAITING

# The state of a review that waits for a decision.
OPEN_REVIEW = "open"


class AlreadyDecided(Refusal):
    """`decision` was made first; None when the review was withdrawn."""

    def __init__(self, decision: "Decision | None") -> None:
        super().__init__(_("This review is closed"))
        self.decision = decision


class BlockedByFinding(Refusal):
    """A blocking finding stands against the pick, and nobody said why it is approved all the same."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class MayNotDecide(Refusal):
    """Four eyes, or no permission."""

    status = HTTPStatus.FORBIDDEN


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> Self:
        """Decisions that were not undone."""
        return self.filter(undone_at=None)

    def approvals(self) -> Self:
        """Standing approvals: what may be published."""
        return self.standing().filter(verdict=Decision.Verdict.APPROVE)

    def never_sent(self) -> Self:
        """Approvals without a publication, as the rows say it: what `unpublished_since` must agree with."""
        return self.approvals().filter(publications=None)

    def unpublished(self) -> Self:
        """Approvals that nobody has sent anywhere yet, the longest waiting first."""
        return self.filter(unpublished_since__isnull=False).order_by("unpublished_since", "pk")

    def list_unpublished(self) -> None:
        """Find out anew which approvals nobody has sent anywhere yet."""
        waiting = self.never_sent()
        self.exclude(unpublished_since=None).exclude(pk__in=waiting.values("pk")).update(unpublished_since=None)
        waiting.filter(unpublished_since=None).update(unpublished_since=F("at"))

    def count_unpublished(self) -> int:
        """How many those are, in the whole database."""
        return Tally.objects.counts()[WAITING]

    def with_order(self) -> Self:
        """With the rows a page names about a decision."""
        return self.select_related(
            "by",
            "render",
            "review__shot__shot_set",
            "review__shot__colorway__product",
            "review__shot__placement",
            "review__shot__version__template",
            "review__shot__image_model",
        )

    def undoable_by(self, person: User) -> Self:
        """This person's decisions that can still be taken back, the latest first."""
        recent = database_now() - timedelta(seconds=Decision.UNDO_SECONDS)
        recently = self.standing().filter(by=person, at__gt=recent, publications=None)
        return recently.exclude(review__shot__reviews__state=OPEN_REVIEW).order_by("-at", "-pk")


class Decision(models.Model):
    """The verdict in a review on exact bytes. Written once; it can be taken back, never edited."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", gettext_lazy("Approved")
        REJECT = "reject", gettext_lazy("Rejected")
        CHANGES = "changes", gettext_lazy("Changes requested")

    class Reason(models.TextChoices):
        SHAPE = "shape", gettext_lazy("Product shape wrong")
        COLOR = "color", gettext_lazy("Colour or material")
        TEXT = "text", gettext_lazy("Text or logo garbled")
        EDGE = "edge", gettext_lazy("Edge halo or cut-out")
        SHADOW = "shadow", gettext_lazy("Shadow or light")
        BACKGROUND = "background", gettext_lazy("Background")
        CROP = "crop", gettext_lazy("Crop or framing")
        EXTRA = "extra", gettext_lazy("Extra objects or people")
        SOFT = "soft", gettext_lazy("Soft or low resolution")
        OTHER = "other", gettext_lazy("Other")

    UNDO_SECONDS = 600

    review = models.ForeignKey("renders.Review", on_delete=models.PROTECT, related_name="decisions")
    render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="decisions")
    sha256 = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    # Why it was approved in spite of a blocking finding.
    override = models.CharField(max_length=1000, blank=True, default="")
    # Names of the patches that whoever asks for changes wants.
    patches = StrictJSONField(default=list, blank=True, shape=shapes.codes)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # Of an approval until it is taken back or sent somewhere; triggers write it.
    unpublished_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_standing_decision", fields=["review"], condition=Q(undone_at=None)),
            models.CheckConstraint(name="rejection_has_a_reason", condition=~Q(verdict="reject") | ~Q(reason="")),
            models.CheckConstraint(name="other_reason_has_a_note", condition=~Q(reason="other") | ~Q(note="")),
            models.CheckConstraint(
                name="changes_say_what", condition=~Q(verdict="changes") | ~Q(note="") | ~Q(patches=[])
            ),
            models.CheckConstraint(name="only_changes_patch", condition=Q(verdict="changes") | Q(patches=[])),
            models.CheckConstraint(name="only_approvals_override", condition=Q(verdict="approve") | Q(override="")),
            models.CheckConstraint(name="decision_names_bytes", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]
        indexes = [
            models.Index(name="decision_of_person", fields=["by", "at"]),
            models.Index(
                name="decision_unpublished",
                fields=["unpublished_since", "id"],
                condition=Q(unpublished_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.by}"

    @property
    def said(self) -> str:
        """What is to change and the note: "Larger in frame, Softer shadow. Mind the rim."."""
        return ". ".join(filter(None, [labels_of(self.patches), self.note]))

    @property
    def undo_ends_at(self) -> datetime:
        """Until when it can be taken back, where nothing is published from it."""
        return self.at + timedelta(seconds=self.UNDO_SECONDS)

    @property
    def undo_minutes(self) -> int:
        """How many minutes are left, the last one counted in full."""
        return max(0, ceil((self.undo_ends_at - database_now()).total_seconds() / 60))

    def undo(self, *, by: User) -> bool:
        """Take one's own decision back and open the review again. False when it is too late: ten minutes have passed,
        something was published from it, or the shot was submitted once more."""
        try:
            with self.review.changes():
                Decision.objects.select_for_update().get(pk=self.pk)
                if not Decision.objects.undoable_by(by).filter(pk=self.pk).exists():
                    return False
                self._take_back(by)
        except IntegrityError:
            return False  # another round was opened in between; one open review a shot
        return True

    def _take_back(self, by: User) -> None:
        Decision.objects.filter(pk=self.pk).update(undone_at=database_now())
        self.review.reopen(self, by=by)
