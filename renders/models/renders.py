"""Renders: one candidate each, from the order to its bytes. State moves through one door, `RenderQuery.move`."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from catalog import shapes
from catalog.models import Product
from catalog.models.json_fields import StrictJSONField
from config.background.database_clock import database_now
from renders import schedule
from renders.contracts import GenerationContract
from renders.models.events import record_moves
from renders.models.fast_execution import in_transaction
from renders.models.fast_queries import FastManager, FastQuery, RawSql
from renders.models.leases import Leased, LeasedQuery, LeaseLost
from renders.models.lineage import IS_FINISHED, IS_ORDERED, Finished
from renders.models.shot_sets import Shot


class State(models.TextChoices):
    """Where a render is; the label is what people read."""

    QUEUED = "queued", gettext_lazy("Waiting")
    ASSIGNED = "assigned", gettext_lazy("Waiting")
    SUBMITTING = "submitting", gettext_lazy("Sending")
    SUBMITTED = "submitted", gettext_lazy("Rendering")
    FINISHED = "finished", gettext_lazy("Fetching")
    STORED = "stored", gettext_lazy("Checking")
    READY = "ready", gettext_lazy("Ready")
    FAILED = "failed", gettext_lazy("Failed")
    CANCELLED = "cancelled", gettext_lazy("Cancelled")
    IN_DOUBT = "in_doubt", gettext_lazy("In doubt")


# The only state machine for renders. The database refuses every other move (`renders/guards`). A failed render moves
# only when a person has its paid picture fetched again.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.QUEUED: frozenset({State.ASSIGNED, State.CANCELLED}),
    State.ASSIGNED: frozenset({State.SUBMITTING, State.QUEUED}),
    State.SUBMITTING: frozenset({State.SUBMITTED, State.QUEUED, State.FAILED, State.IN_DOUBT}),
    State.SUBMITTED: frozenset({State.FINISHED, State.FAILED}),
    State.FINISHED: frozenset({State.READY, State.STORED, State.FAILED}),
    State.STORED: frozenset({State.READY, State.FAILED}),
    State.IN_DOUBT: frozenset({State.SUBMITTED, State.QUEUED, State.FAILED}),
    State.READY: frozenset(),
    State.FAILED: frozenset({State.FINISHED}),
    State.CANCELLED: frozenset(),
}

# Where nothing moves by itself any more.
FINAL = frozenset({State.READY, State.FAILED, State.CANCELLED})
UNFINISHED = frozenset(TRANSITIONS) - FINAL
# What takes one of its account's slots.
IN_FLIGHT = frozenset({State.ASSIGNED, State.SUBMITTING, State.SUBMITTED, State.IN_DOUBT})
# Where a render owes a step of its own. Queued and submitted renders are moved by the drive of their account.
DUE_STATES = frozenset({State.ASSIGNED, State.SUBMITTING, State.FINISHED, State.STORED, State.IN_DOUBT})
HAS_PICTURE = frozenset({State.STORED, State.READY})
# Why a render failed over which a step of ours broke again and again, and one whose stored bytes cannot be read.
GIVEN_UP, MASTER_LOST = "given_up", "master_lost"
# Why a render failed whose picture may still be at the provider.
FETCHABLE = frozenset({"lost", "unobtainable", "undecodable", "timeout", "no_output", GIVEN_UP, MASTER_LOST})
# Why a render failed though its provider did not say no. Every other reason is a refusal, in the provider's own code.
NOT_REFUSED = FETCHABLE | {"gone", "lost_answer"}
# Of how many shots of a product its latest pictures are taken.
SHOTS_LOOKED_AT = 50
# Written as the partial indexes over few of many renders are: SQLite does not use one for a bound value.
IS_UNFINISHED = Func(
    F("state"),
    template="NOT (%(expressions)s IN (" + ", ".join(f"'{state}'" for state in sorted(FINAL)) + "))",
    output_field=models.BooleanField(),
)
HAS_FAILED = Func(F("state"), template=f"%(expressions)s = '{State.FAILED}'", output_field=models.BooleanField())
IS_STARRED = Func(F("mark"), template="%(expressions)s = 'star'", output_field=models.BooleanField())
REVISION_OF_SHOT = RawSql("(SELECT revision FROM renders_shot WHERE renders_shot.id = renders_render.shot_id)")


class RenderQuery(LeasedQuery):
    """Renders as steps read and write them, and the one door for their state."""

    def try_move(self, before: str, after: str, *, note: str = "", **changes: object) -> int:
        """Move the renders among these that are in `before`; the number that moved.

        One transaction writes the state, what comes with it, one event a render and the new revision of each shot.
        """
        if after not in TRANSITIONS[before]:
            raise ValueError(f"A render cannot go from {before} to {after}")
        with in_transaction():
            moving = self.filter(state=State(before))
            # Shots first, as everybody locks them; only renders of those that got a new revision may move.
            shots = FastQuery(Shot).filter(pk__in=moving.column("shot"))
            touched = [shot for (shot,) in shots.update_returning("pk", revision=RawSql("revision + 1"))]
            if not touched:
                return 0
            due_at = database_now() + schedule.NOTIFY_INTERVAL if after in DUE_STATES else None
            changes = {"due_at": due_at, "worker_deaths": 0, "failed_tries": 0, **changes}
            changes |= {"state": after, "state_changed_at": database_now()}
            moving = moving.filter(shot__in=touched)
            moved = moving.update_returning("pk", "shot", "shot_set", revision=REVISION_OF_SHOT, **changes)
            record_moves(sorted(moved), before, after, note)
        return len(moved)

    def move(self, before: str, after: str, *, note: str = "", **changes: object) -> int:
        """As `try_move`, but raises `LeaseLost` when there was nothing to move."""
        count = self.try_move(before, after, note=note, **changes)
        if not count:
            raise LeaseLost(f"No longer {before} under this lease")
        return count


def fetchable(prefix: str = "") -> Q:
    """Failed, paid for, and perhaps still at the provider; `prefix` leads to the renders."""
    has_failed = {"state": State.FAILED, "reason__in": FETCHABLE, "was_charged": True, "price_micros__gt": 0}
    return Q(**{f"{prefix}{name}": value for name, value in has_failed.items()})


class RenderQuerySet(models.QuerySet["Render"]):
    def unfinished(self) -> Self:
        """Renders that something will still happen to."""
        return self.filter(IS_UNFINISHED)

    def failed_since(self, moment: datetime) -> Self:
        """Renders that failed after this moment."""
        return self.filter(HAS_FAILED, state_changed_at__gt=moment)

    def from_orders(self) -> Self:
        """Without those that are made of others."""
        return self.filter(parent=None)

    def with_picture(self) -> Self:
        """Those whose master is there: it was stored, and retention did not remove it."""
        return self.filter(state__in=HAS_PICTURE, picture_removed_at=None)

    def ready(self) -> Self:
        """Ready, with their picture."""
        return self.filter(state=State.READY, picture_removed_at=None)

    def starred(self) -> Self:
        """Those with a star; of one set, from an index over the starred ones alone."""
        return self.filter(IS_STARRED)

    def choosable(self) -> Self:
        """Ready candidates that nobody dropped."""
        return self.ready().exclude(mark=Render.Mark.DROP)

    def ready_of_product(self, product: Product) -> Self:
        """Choosable candidates of the latest shots of any of its colorways, the latest first."""
        latest = Shot.objects.latest_of(product, SHOTS_LOOKED_AT)
        ready = self.choosable().filter(shot__in=latest)
        return ready.select_related("shot__colorway", "shot__placement").order_by("-pk")

    def refused(self) -> Self:
        """Renders that their provider refused, and that nobody ordered again."""
        return self.from_orders().filter(state=State.FAILED, retry=None).exclude(reason__in=NOT_REFUSED)


class Render(Finished, Leased):
    """One candidate of a shot: one paid picture to be, then its bytes. One with a parent is made here, for nothing."""

    State = State

    class Mark(models.TextChoices):
        NONE = "", gettext_lazy("No mark")
        STAR = "star", gettext_lazy("Starred")
        DROP = "drop", gettext_lazy("Dropped")

    shot = models.ForeignKey(Shot, on_delete=models.PROTECT, related_name="renders")
    shot_set = models.ForeignKey("renders.ShotSet", on_delete=models.PROTECT, related_name="renders")
    account = models.ForeignKey("renders.Account", on_delete=models.PROTECT, related_name="renders")
    attempt = models.ForeignKey("renders.Attempt", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retry_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="retry", editable=False
    )
    # Of a candidate that was ordered after others of its shot: that order, with a contract of its own.
    rework = models.ForeignKey(
        "renders.Rework",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="renders",
    )
    number = models.PositiveIntegerField()
    seed = models.PositiveBigIntegerField()
    price_micros = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    state_changed_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveBigIntegerField(default=0)
    mark = models.CharField(max_length=4, choices=Mark, default=Mark.NONE, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True, editable=False)
    output = StrictJSONField(default=dict, blank=True, shape=shapes.output, is_repaired=True)
    fetch_count = models.PositiveSmallIntegerField(default=0)
    worker_deaths = models.PositiveSmallIntegerField(
        default=0, help_text=gettext_lazy("Workers that died while they worked on it in its present state")
    )
    reason = models.CharField(max_length=40, blank=True)
    explanation = models.CharField(max_length=500, blank=True)
    was_charged = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=30, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    bytes = models.PositiveIntegerField(null=True, blank=True)
    # When retention removed the master; the row, its hash and its thumbnails stay.
    picture_removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What the provider's file says of itself.
    provider_marks = StrictJSONField(default=list, blank=True, shape=shapes.provider_marks, is_repaired=True)
    perceptual_hash = models.CharField(max_length=16, blank=True)
    rules_version = models.CharField(max_length=20, blank=True)
    measures = StrictJSONField(null=True, blank=True, shape=shapes.measures)

    objects = RenderQuerySet.as_manager()
    fast: ClassVar[FastManager[RenderQuery]] = FastManager(RenderQuery)

    class Meta:
        ordering = ["shot", "number"]
        constraints = [
            models.UniqueConstraint(name="render_number_once_a_shot", fields=["shot", "number"]),
            models.CheckConstraint(name="render_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="render_past_the_queue_has_an_attempt",
                condition=Q(state__in=[State.QUEUED, State.CANCELLED])
                | Q(attempt__isnull=False)
                | Q(parent__isnull=False),
            ),
            models.CheckConstraint(name="finished_render_says_of_what", condition=IS_ORDERED | IS_FINISHED),
            models.UniqueConstraint(
                name="chain_once_a_shot",
                fields=["shot", "chain_digest"],
                condition=~Q(chain_digest="") & ~Q(state=State.FAILED),
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
            models.Index(name="render_unfinished", fields=["shot_set", "state"], condition=~Q(state__in=sorted(FINAL))),
            models.Index(name="render_failed", fields=["state_changed_at"], condition=Q(state=State.FAILED)),
            models.Index(name="render_of_set", fields=["shot_set", "state"]),
            models.Index(name="render_revision", fields=["shot", "revision"]),
            models.Index(name="render_of_parent", fields=["parent"], condition=Q(parent__isnull=False)),
            models.Index(name="render_of_rework", fields=["rework"], condition=Q(rework__isnull=False)),
            models.Index(name="render_starred", fields=["shot_set"], condition=Q(mark="star")),
            models.Index(name="render_leased", fields=["lease"], condition=~Q(lease="")),
        ]

    def __str__(self) -> str:
        return f"{self.shot_id}#{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("shots.candidate", args=[self.shot.code, self.number])

    @classmethod
    def changes_of_dead_lease(cls) -> dict[str, Any]:
        return {"worker_deaths": F("worker_deaths") + 1}

    @property
    def contract(self) -> GenerationContract:
        """What was ordered: the contract of its shot, or the patched one of a rework."""
        return self.rework.contract if self.rework else self.shot.contract

    @property
    def has_picture(self) -> bool:
        return self.state in HAS_PICTURE and self.picture_removed_at is None

    @property
    def is_ready(self) -> bool:
        """Whether it is ready, and its picture is still there."""
        return self.state == State.READY and self.picture_removed_at is None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in FINAL

    @property
    def may_be_ordered_again(self) -> bool:
        """Whether it failed and was ordered: what is made of another picture is made anew from that one."""
        return self.state == State.FAILED and not self.parent_id

    @property
    def may_be_fetched_again(self) -> bool:
        """Whether it is paid for and the provider may still have its picture."""
        has_failed = self.state == State.FAILED and self.reason in FETCHABLE
        return bool(has_failed and self.was_charged and self.price_micros and self.attempt_id)

    def successor(self, shot: Shot) -> "Render":
        """The render that replaces this failed one, not yet saved. The caller has locked the shot's row."""
        last = shot.renders.order_by("-number").first() or self
        Shot.objects.filter(pk=shot.pk).touch()
        return Render(
            shot=shot,
            shot_set_id=self.shot_set_id,
            account_id=self.account_id,
            retry_of=self,
            rework_id=self.rework_id,
            number=last.number + 1,
            seed=last.seed + 1,
            price_micros=self.price_micros,
            revision=shot.revision + 1,
            state_changed_at=database_now(),
        )

    def set_mark(self, mark: str) -> None:
        """Star it, drop it, or neither: a person's own note, not a state."""
        self.mark, self.marked_at = mark, database_now() if mark else None
        self.touch(mark=mark, marked_at=self.marked_at)

    def touch(self, **changes: object) -> None:
        """Something about it changed besides its state: a page that shows its shot asks for what is newer."""
        with transaction.atomic():
            Shot.objects.filter(pk=self.shot_id).touch()
            self.revision = Shot.objects.values_list("revision", flat=True).get(pk=self.shot_id)
            Render.objects.filter(pk=self.pk).update(revision=self.revision, **changes)


class Rendition(models.Model):
    """A file derived from a render's master: content-addressed, made once, never overwritten."""

    render = models.ForeignKey(Render, on_delete=models.PROTECT, related_name="renditions")
    spec = models.CharField(max_length=60, help_text=gettext_lazy("For example thumb-320 or zoom"))
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
        return reverse("shots.renditions", args=[self.render_id, self.spec])
