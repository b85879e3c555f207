"""Retention: the files that no row needs any more, and the runs that found them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from catalog.times import in_full
from config.background.database_clock import database_now
from renders.models.actions import Action
from renders.models.events import record
from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery
from renders.models.renders import Render
from renders.models.shot_sets import Shot

# What pages show in the place of a removed picture. Thumbnails are not removed.
SPEC_LEFT = "thumb-320"
THUMBNAILS = "thumb-"
# At which hour of the night a run begins, where it begins by itself.
NIGHT_HOUR = 3


def locked(renders: Iterable[Render]) -> list[Render]:
    """These as they are now. Whoever adds a row that needs a picture asks for it by this, looks whether it `is_ready`
    still, and writes the row in the same transaction: until its end retention takes none of these pictures away."""
    listed = list(renders)
    lock_pictures_of(Shot.objects.filter(pk__in={render.shot_id for render in listed}))
    rows = Render.objects.select_related("shot__shot_set").in_bulk([render.pk for render in listed])
    return [rows[render.pk] for render in listed]


def lock_pictures_of(shots: QuerySet[Shot]) -> None:
    """Until the end of this transaction retention takes no picture of these shots away, and only here: it locks them by
    this too. A foreign key alone would not do. It waits for the lock only at the end of its transaction, and its row is
    not seen until then."""
    rows: Any = shots.order_by("pk").select_for_update()
    list(rows.values_list("pk", flat=True))


class UnneededFile(models.Model):
    """A file that is to be deleted. It was written down when the row that needed it let go, so that a kill before the
    deletion loses nothing but time. Before it goes, rows are asked once more whether any of them needs it."""

    class Store(models.TextChoices):
        MASTERS = "masters", gettext_lazy("Masters")
        RENDITIONS = "renditions", gettext_lazy("Renditions")

    store = models.CharField(max_length=10, choices=Store)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="unneeded_file_once", fields=["store", "sha256"])]

    def __str__(self) -> str:
        return f"{self.store}/{self.sha256}"


class RetentionRunManager(models.Manager["RetentionRun"]):
    def begin(self, *, by: User | None = None, is_dry_run: bool = False, now: datetime | None = None) -> "RetentionRun":
        """The run of this kind that is under way, or a new one that a worker takes up now."""
        return self.begin_or_join(by=by, is_dry_run=is_dry_run, now=now)[0]

    def begin_or_join(
        self, *, by: User | None, is_dry_run: bool, now: datetime | None = None
    ) -> "tuple[RetentionRun, bool]":
        """The same, and whether it is a new one. One that somebody asks for and that removes something is an event."""
        now = now or database_now()
        fields = {"due_at": now, "asked_by": by, "began_at": now}
        running = RetentionRun.State.RUNNING
        with transaction.atomic():
            run, is_new = self.get_or_create(state=running, is_dry_run=is_dry_run, defaults=fields)
            if is_new and by and not is_dry_run:
                record(Action.RETENTION_STARTED, by=by)
        return run, is_new

    def begin_nightly(self, now: datetime) -> bool:
        """Begin the run of this night, once, and not while an older one goes on; whether it was begun now."""
        local = timezone.localtime(now)
        night = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
        if local < night or self.filter(is_dry_run=False, began_at__gte=night).exists():
            return False
        return self.begin_or_join(by=None, is_dry_run=False, now=now)[1]


class RetentionRun(Leased):
    """One run over all rules, a batch a step. `rule` and `after` say how far it has come. A dry run removes nothing."""

    class State(models.TextChoices):
        RUNNING = "running", gettext_lazy("Running")
        DONE = "done", gettext_lazy("Done")
        FAILED = "failed", gettext_lazy("Failed")

    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    is_dry_run = models.BooleanField(default=False)
    # None for one that began by itself at night.
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Periods are counted back from here.
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    rule = models.CharField(max_length=20, blank=True)
    after = models.PositiveBigIntegerField(default=0)
    # What was removed so far, or would be.
    rows = models.PositiveBigIntegerField(default=0)
    files = models.PositiveBigIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)

    objects = RetentionRunManager()
    fast: ClassVar[FastManager[LeasedQuery]] = FastManager(LeasedQuery)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_retention_at_a_time", fields=["is_dry_run"], condition=Q(state="running")
            ),
        ]
        indexes = [models.Index(name="retention_due", fields=["due_at"], condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return in_full(self.began_at)


class RetentionCount(models.Model):
    """What one rule removed in a run, or would remove, and how many rows are old enough and stay all the same."""

    run = models.ForeignKey(RetentionRun, on_delete=models.CASCADE, related_name="counts")
    rule = models.CharField(max_length=20)
    rows = models.PositiveBigIntegerField(default=0)
    files = models.PositiveBigIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    stays = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="retention_count_once_a_rule", fields=["run", "rule"])]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.rule}"
