"""Renders: one candidate each, from the order to its bytes. State moves through one door, `move`."""

from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from renders import schedule
from renders.models.events import record_moves
from renders.models.leases import Leased, LeasedRows, MovedOn
from renders.models.rows import Rows, Sql
from renders.models.shot_sets import Shot


class State(models.TextChoices):
    """Where a render is; the label is what people read."""

    QUEUED = "queued", "Waiting"
    GRANTED = "granted", "Waiting"
    SUBMITTING = "submitting", "Sending"
    SUBMITTED = "submitted", "Rendering"
    FINISHED = "finished", "Fetching"
    STORED = "stored", "Checking"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
    IN_DOUBT = "in_doubt", "In doubt"


MOVES: dict[str, frozenset[str]] = {
    State.QUEUED: frozenset({State.GRANTED, State.CANCELLED}),
    State.GRANTED: frozenset({State.SUBMITTING, State.QUEUED}),
    State.SUBMITTING: frozenset({State.SUBMITTED, State.QUEUED, State.FAILED, State.IN_DOUBT}),
    State.SUBMITTED: frozenset({State.FINISHED, State.FAILED}),
    State.FINISHED: frozenset({State.STORED, State.FAILED}),
    State.STORED: frozenset({State.READY, State.FAILED}),
    State.IN_DOUBT: frozenset({State.SUBMITTED, State.QUEUED, State.FAILED}),
    State.READY: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
}
"""The only machine for renders. The database refuses every other move (guards)."""

FINAL = frozenset(state for state, onward in MOVES.items() if not onward)
UNFINISHED = frozenset(MOVES) - FINAL
IN_FLIGHT = frozenset({State.GRANTED, State.SUBMITTING, State.SUBMITTED, State.IN_DOUBT})
"""What holds one of its account's slots."""
OWES_A_STEP = frozenset({State.GRANTED, State.SUBMITTING, State.FINISHED, State.STORED, State.IN_DOUBT})
"""What the clock rings for; queued and submitted renders are moved by the drive of their account."""
HAS_PICTURE = frozenset({State.STORED, State.READY})
ITS_SHOTS_REVISION = Sql("(SELECT revision FROM renders_shot WHERE renders_shot.id = renders_render.shot_id)")


class RenderRows(LeasedRows):
    """Renders as steps hold them, and the door their state moves through."""

    def move(self, before: str, after: str, *, note: str = "", **changes: object) -> int:
        """Move those of these renders that are in `before`; the number that moved.

        One transaction writes the state, what comes with it, one event a render and the new revision of each shot.
        """
        if after not in MOVES[before]:
            raise ValueError(f"A render cannot go from {before} to {after}")
        with transaction.atomic(savepoint=False):
            moving = self.where(state=before).select("pk", "shot", "shot_set", is_locked=True)
            if not moving:
                return 0
            Rows(Shot).where(pk={shot for _, shot, _ in moving}).update(revision=Sql("revision + 1"))
            due_at = timezone.now() + schedule.GRACE if after in OWES_A_STEP else None
            changes = {"due_at": due_at, "deaths": 0, **changes, "state": after, "moved_at": timezone.now()}
            Render.rows(pk=[pk for pk, _, _ in moving], state=before).update(revision=ITS_SHOTS_REVISION, **changes)
            record_moves(moving, before, after, note)
        return len(moving)

    def moved(self, before: str, after: str, *, note: str = "", **changes: object) -> int:
        """Like `move`, but raises `MovedOn` when nothing was there to move."""
        count = self.move(before, after, note=note, **changes)
        if not count:
            raise MovedOn(f"No longer {before} under this lease")
        return count


class RenderQuerySet(models.QuerySet["Render"]):
    """Questions asked of renders."""

    def unfinished(self) -> Self:
        """Renders that something is still owed to. Named by what they are, so that an index finds the last of many."""
        return self.filter(state__in=UNFINISHED)

    def with_picture(self) -> Self:
        """Renders whose bytes are home."""
        return self.filter(state__in=HAS_PICTURE)

    def ready_of_product(self, product: models.Model) -> Self:
        """Ready candidates of any of its colorways that nobody dropped, the latest first."""
        kept = self.filter(state=State.READY, shot__colorway__product=product).exclude(mark=Render.Mark.DROP)
        return kept.select_related("shot__colorway", "shot__placement").order_by("-pk")

    def in_grid(self) -> Self:
        """In candidate order, with what a slot of the grid shows."""
        return self.prefetch_related("renditions", "findings").order_by("number")

    def changed_since(self, revision: int) -> Self:
        """Only what a page that has seen `revision` does not know."""
        return self.filter(revision__gt=revision)


class Render(Leased):
    """One candidate of a shot: one paid picture to be, then its bytes."""

    State = State

    class Mark(models.TextChoices):
        NONE = "", "No mark"
        STAR = "star", "Starred"
        DROP = "drop", "Dropped"

    shot = models.ForeignKey(Shot, on_delete=models.PROTECT, related_name="renders")
    shot_set = models.ForeignKey("renders.ShotSet", on_delete=models.PROTECT, related_name="renders")
    account = models.ForeignKey("renders.Account", on_delete=models.PROTECT, related_name="renders")
    attempt = models.ForeignKey("renders.Attempt", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    again_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="again", editable=False
    )
    number = models.PositiveIntegerField()
    seed = models.PositiveBigIntegerField()
    price_micros = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    moved_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=4, choices=Mark, default=Mark.NONE, blank=True)
    output = models.JSONField(default=dict, blank=True)
    fetches = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0, help_text="Workers that died over it in its present state")
    reason = models.CharField(max_length=40, blank=True)
    explanation = models.CharField(max_length=500, blank=True)
    was_charged = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=30, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    bytes = models.PositiveIntegerField(null=True, blank=True)
    perceptual_hash = models.CharField(max_length=16, blank=True)
    rules_version = models.CharField(max_length=20, blank=True)

    objects = RenderQuerySet.as_manager()

    class Meta:
        ordering = ["shot", "number"]
        constraints = [
            models.UniqueConstraint(name="render_number_once_a_shot", fields=["shot", "number"]),
            models.CheckConstraint(name="render_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="render_past_the_queue_has_an_attempt",
                condition=Q(state__in=[State.QUEUED, State.CANCELLED]) | Q(attempt__isnull=False),
            ),
            models.CheckConstraint(
                name="render_with_picture_has_its_hash",
                condition=~Q(state__in=[State.STORED, State.READY]) | Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(name="failed_render_says_why", condition=~Q(state=State.FAILED) | ~Q(reason="")),
        ]
        indexes = [
            models.Index(name="render_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
            models.Index(name="render_of_account", fields=["account", "state", "shot_set", "id"]),
            models.Index(name="render_of_set", fields=["shot_set", "state"]),
            models.Index(name="render_revision", fields=["shot", "revision"]),
            models.Index(name="render_held", fields=["lease"], condition=~Q(lease="")),
        ]

    def __str__(self) -> str:
        return f"{self.shot_id}#{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("candidate", args=[self.shot.code, self.number])

    @classmethod
    def rows(cls, **given: object) -> RenderRows:
        """Its rows whose fields are as given, with the door."""
        return RenderRows(cls).where(**given)

    @classmethod
    def orphaned(cls) -> dict[str, Any]:
        """One more worker died over it."""
        return {"deaths": F("deaths") + 1}

    @property
    def has_picture(self) -> bool:
        """Whether its bytes are home."""
        return self.state in HAS_PICTURE

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.state in FINAL

    def successor(self, shot: Shot) -> "Render":
        """The render that takes this failed one's place, not yet saved; its shot is locked by the caller."""
        last = shot.renders.order_by("-number").first() or self
        Shot.objects.filter(pk=shot.pk).touch()
        return Render(
            shot=shot,
            shot_set_id=self.shot_set_id,
            account_id=self.account_id,
            again_of=self,
            number=last.number + 1,
            seed=last.seed + 1,
            price_micros=self.price_micros,
            revision=shot.revision + 1,
            moved_at=timezone.now(),
        )

    def put_mark(self, mark: str) -> None:
        """Star, drop or neither; a person's note to themselves, no state."""
        with transaction.atomic():
            Shot.objects.filter(pk=self.shot_id).touch()
            revision = Shot.objects.values_list("revision", flat=True).get(pk=self.shot_id)
            Render.objects.filter(pk=self.pk).update(mark=mark, revision=revision)
        self.mark, self.revision = mark, revision


class Finding(models.Model):
    """What inspection measured on a render: check, measure, limit, and where in the picture (0..1)."""

    class Severity(models.TextChoices):
        INFO = "info", "Note"
        WARNING = "warning", "Warning"
        BLOCKING = "blocking", "Blocking"

    render = models.ForeignKey(Render, on_delete=models.CASCADE, related_name="findings")
    check_name = models.CharField(max_length=40)
    severity = models.CharField(max_length=10, choices=Severity)
    message = models.CharField(max_length=300)
    measure = models.FloatField(null=True, blank=True)
    limit = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    box = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.message


class Rendition(models.Model):
    """A file derived from a render's master: content-addressed, made once, never overwritten."""

    render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="renditions")
    spec = models.CharField(max_length=20, help_text="For example thumb-320 or zoom")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=30)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    bytes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="rendition_once_a_spec", fields=["render", "spec"])]

    def __str__(self) -> str:
        return f"{self.render_id} {self.spec}"

    def get_absolute_url(self) -> str:
        return reverse("rendition", args=[self.render_id, self.spec])
