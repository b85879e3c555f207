"""Accounts: one provider key each, and when it is next looked at."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from renders.models.leases import Leased, LeasedQuerySet


class AccountQuerySet(LeasedQuerySet["Account"]):
    """Questions asked of accounts."""

    def for_provider(self, provider: str) -> "Account | None":
        """The account that orders for this provider, the first enabled one."""
        return self.filter(provider=provider, is_enabled=True).order_by("pk").first()


class Account(Leased):
    """One provider key: how much it may hold in flight, and whether it is paused. The key itself is never stored."""

    provider = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    cap_in_flight = models.PositiveSmallIntegerField(default=8)
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True, editable=False)
    paused_reason = models.CharField(max_length=300, blank=True)
    is_enabled = models.BooleanField("enabled", default=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="account_name_once_a_provider", fields=["provider", "name"])]
        indexes = [
            models.Index(name="account_due", fields=["due_at"], condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.provider} ({self.name})"

    def takes_orders(self, now: datetime) -> bool:
        """Whether new requests may be sent at this moment."""
        return self.is_enabled and not self.paused_reason and (self.not_before is None or self.not_before <= now)

    def hold_off(self, until: datetime) -> None:
        """The provider said when to come back: send nothing before."""
        Account.objects.filter(pk=self.pk).update(not_before=until)
        Account.objects.filter(pk=self.pk).sooner(until)

    def wake(self) -> None:
        """Have it looked at now."""
        Account.objects.filter(pk=self.pk).update(due_at=timezone.now())
