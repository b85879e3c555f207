"""Reinspections: ready pictures are measured again when the rules have changed, the newest first."""

from typing import ClassVar

from django.db import connection, models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from config.background.database_clock import database_now
from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery
from renders.models.renders import Render


def lock_reinspections() -> None:
    """Until the transaction ends nobody else begins one; those that run go on. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE renders_reinspection IN SHARE UPDATE EXCLUSIVE MODE")


class ReinspectionManager(models.Manager["Reinspection"]):
    def begin(self, rules_version: str = "") -> "Reinspection | None":
        """Measure all pictures again, in place of what was still doing so. None where there is no picture yet.

        `rules_version` is that of the checks themselves, when it is they that have changed.
        """
        with transaction.atomic():
            lock_reinspections()
            newest = Render.objects.aggregate(Max("pk"))["pk__max"]
            if newest is None:
                return None
            running = Reinspection.State.RUNNING
            self.filter(state=running).update(state=Reinspection.State.REPLACED, due_at=None)
            return self.create(
                first=newest, below=newest + 1, due_at=database_now(), state=running, rules_version=rules_version
            )

    def begin_for(self, rules_version: str) -> "Reinspection | None":
        """Measure all pictures again unless that was begun for these checks before."""
        begun = self.filter(rules_version=rules_version)
        if begun.exists():  # as it nearly always is: nothing to wait for
            return None
        with transaction.atomic():
            lock_reinspections()
            return None if begun.exists() else self.begin(rules_version)


class Reinspection(Leased):
    """Measures all ready pictures again, from the newest to the oldest. Those that are up to date are passed over."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        REPLACED = "replaced", _("Replaced by a later one")

    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    # Renders with this number and above are done; `first` is the newest of all.
    below = models.PositiveBigIntegerField()
    first = models.PositiveBigIntegerField()
    measured = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    # Pictures that could not be read.
    skipped = models.PositiveIntegerField(default=0)
    rules_version = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField(auto_now_add=True)

    objects = ReinspectionManager()
    fast: ClassVar[FastManager[LeasedQuery]] = FastManager(LeasedQuery)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="one_reinspection_at_a_time", fields=["state"], condition=Q(state="running")),
        ]
        indexes = [models.Index(name="reinspection_due", fields=["due_at"], condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}: {self.get_state_display()}"

    @property
    def percent(self) -> int:
        """How far it has come."""
        return 100 - round(100 * (self.below - 1) / self.first) if self.state == self.State.RUNNING else 100
