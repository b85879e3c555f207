"""Accounts: one provider key each, what it may have in flight, and its request budget."""

from datetime import datetime

from django.db import models, transaction
from django.db.models import F

from catalog.models.image_models import UNKNOWN_PROVIDER, provider_choices
from config.background.database_clock import database_now
from renders import schedule
from renders.models.pauses import Pausable


class AccountQuerySet(models.QuerySet["Account"]):
    def for_provider(self, provider: str) -> "Account | None":
        """The account that orders for this provider, the first enabled one."""
        return self.filter(provider=provider, is_enabled=True).order_by("pk").first()


class Account(Pausable):
    """One provider key. The key itself is never stored."""

    provider = models.CharField(max_length=30, choices=provider_choices, error_messages=UNKNOWN_PROVIDER)
    name = models.CharField(max_length=60)
    cap_in_flight = models.PositiveSmallIntegerField(default=8)
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True)
    requests_left = models.FloatField(null=True, blank=True, editable=False)
    requests_counted_at = models.DateTimeField(null=True, blank=True, editable=False)
    polled_at = models.DateTimeField(null=True, blank=True, editable=False)
    probed_model = models.ForeignKey(
        "catalog.ImageModel", null=True, editable=False, db_index=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="account_name_once_a_provider", fields=["provider", "name"])]
        indexes = [
            models.Index(name="account_due", fields=["due_at"], condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.provider} ({self.name})"

    def take_requests(self, limit: int, now: datetime) -> int:
        """Take up to `limit` requests out of the request budget; how many there were. Steps may take side by side."""
        if not self.requests_per_minute:
            return limit
        with transaction.atomic():
            account = Account.objects.filter(pk=self.pk)
            left, counted_at = account.select_for_update().values_list("requests_left", "requests_counted_at").get()
            left = schedule.requests_left(self.requests_per_minute, left, counted_at, now)
            taken = max(0, min(limit, int(left)))
            account.update(requests_left=left - taken, requests_counted_at=now)
        return taken

    def return_requests(self, count: int) -> None:
        """Return requests that were taken and not made; a negative number takes those made besides."""
        if self.requests_per_minute and count:
            Account.objects.filter(pk=self.pk).update(requests_left=F("requests_left") + count)

    def make_due(self) -> None:
        Account.fast.filter(pk=self.pk).update_unsynced(due_at=database_now())
