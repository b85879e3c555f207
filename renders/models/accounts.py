"""Accounts: one provider key each, and when it is next looked at."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from renders import schedule
from renders.models.events import record
from renders.models.leases import Leased

MOST_FAILURES = 3
PROBE_AFTER = timedelta(seconds=30)


class AccountQuerySet(models.QuerySet["Account"]):
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
    calls_left = models.FloatField(null=True, blank=True, editable=False)
    calls_counted_at = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
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
        """Whether new requests may be sent at this moment, probes of a paused account left aside."""
        return not self.paused_reason and self.most_orders(now, 0) > 0

    def most_orders(self, now: datetime, in_flight: int) -> int:
        """How many requests may be outstanding now: the cap, one probe while paused, none before its time."""
        if not self.is_enabled or (self.not_before and self.not_before > now):
            return 0
        return min(1, max(0, 1 - in_flight)) + in_flight if self.paused_reason else self.cap_in_flight

    def is_told_to_wait(self, now: datetime) -> bool:
        """Whether the provider said to come back later, for whatever it is. A pause is about orders only."""
        return bool(self.not_before and self.not_before > now and not self.paused_reason)

    def take(self, most: int, now: datetime) -> int:
        """Take up to so many requests out of the vendor's budget; how many there were. Steps may take side by side."""
        if not self.requests_per_minute:
            return most
        with transaction.atomic():
            mine = Account.objects.filter(pk=self.pk)
            left, counted_at = mine.select_for_update().values_list("calls_left", "calls_counted_at").get()
            left = schedule.calls_left(self.requests_per_minute, left, counted_at, now)
            taken = max(0, min(most, int(left)))
            mine.update(calls_left=left - taken, calls_counted_at=now)
        return taken

    def give_back(self, calls: int) -> None:
        """Requests that were taken and not made; below zero those that were made besides."""
        if self.requests_per_minute and calls:
            Account.objects.filter(pk=self.pk).update(calls_left=F("calls_left") + calls)

    def hold_off(self, until: datetime) -> None:
        """The provider said when to come back: send nothing before."""
        self.not_before = until
        Account.rows(pk=self.pk).sooner(until, not_before=until)

    def pause(self, reason: str, probe_after: timedelta) -> None:
        """Send nothing but one probe after a while; admins read why."""
        if not self.paused_reason:
            record("account paused", note=f"{self}: {reason}")
        self.paused_reason = reason[:300]
        Account.objects.filter(pk=self.pk).update(paused_reason=self.paused_reason)
        self.hold_off(timezone.now() + probe_after)

    def stumbled(self) -> None:
        """A request failed for no documented reason; the third in a row pauses the account."""
        Account.objects.filter(pk=self.pk).update(failures=F("failures") + 1)
        if Account.objects.filter(pk=self.pk, failures__gte=MOST_FAILURES).exists():
            self.pause("The provider does not answer as documented. One request is tried every 30 s.", PROBE_AFTER)

    def recovered(self) -> None:
        """A request was accepted while paused: whatever was wrong is over."""
        paused = Account.objects.filter(pk=self.pk).exclude(paused_reason="")
        if paused.update(paused_reason="", not_before=None, failures=0, due_at=timezone.now()):
            record("account resumed", note=str(self))

    def wake(self) -> None:
        """Have it looked at now."""
        Account.objects.filter(pk=self.pk).update(due_at=timezone.now())
