"""Backups that were made, and those that were restored: nothing is ordered after a restore until an admin says so."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils.translation import gettext_lazy

from catalog.times import in_full
from config.background.database_clock import database_now
from renders.models.accounts import Account


class Backup(models.Model):
    """A file that `manage.py backup` wrote."""

    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=255)
    bytes = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = gettext_lazy("backup")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class RestoreQuerySet(models.QuerySet["Restore"]):
    def in_force(self) -> Self:
        """Those whose accounts are held, the latest first."""
        return self.filter(lifted_at=None).order_by("-pk")


class Restore(models.Model):
    """A backup that took the place of the database. Accounts of vendors are held until somebody lifts the hold.

    What was bought after `backed_up_at` is at the vendors and not here. `reconciled_at` is when all were asked for it.
    """

    backed_up_at = models.DateTimeField()
    restored_at = models.DateTimeField()
    reconciled_at = models.DateTimeField(null=True, blank=True)
    # Tasks at vendors that no row here knows, and sets that were paused because of them.
    unknown_tasks = models.PositiveIntegerField(default=0)
    paused_sets = models.PositiveIntegerField(default=0)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RestoreQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("restored backup")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return in_full(self.backed_up_at)

    @classmethod
    def lift(cls, by: User | None, now: datetime | None = None) -> bool:
        """Let orders go out again; False when the vendors were not asked yet, or nothing is held."""
        with transaction.atomic():
            held = cls.objects.in_force()
            if held.filter(reconciled_at=None).exists():
                return False
            if not held.update(lifted_at=now or database_now(), lifted_by=by):
                return False
            for account in Account.objects.filter(paused_code=Account.Pause.RESTORED):
                account.resume(by=by)
        return True
