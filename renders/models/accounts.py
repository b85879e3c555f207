"""Accounts: one provider key each, what it may have in flight, and whether it is paused."""

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from catalog.models.image_models import UNKNOWN_PROVIDER, provider_choices
from renders import schedule
from renders.models.events import Action, record
from renders.models.leases import Leased

MAX_FAILURES = 3
PROBE_INTERVAL = timedelta(seconds=30)


class AccountQuerySet(models.QuerySet["Account"]):
    def for_provider(self, provider: str) -> "Account | None":
        """The account that orders for this provider, the first enabled one."""
        return self.filter(provider=provider, is_enabled=True).order_by("pk").first()


class Account(Leased):
    """One provider key. The key itself is never stored."""

    provider = models.CharField(max_length=30, choices=provider_choices, error_messages=UNKNOWN_PROVIDER)
    name = models.CharField(max_length=60)
    cap_in_flight = models.PositiveSmallIntegerField(default=8)
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True)
    requests_left = models.FloatField(null=True, blank=True, editable=False)
    requests_counted_at = models.DateTimeField(null=True, blank=True, editable=False)
    failure_count = models.PositiveSmallIntegerField(default=0, editable=False)
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

    @property
    def is_out_of_reach(self) -> bool:
        """Whether it is paused because its provider gives no clear answer: that passes by itself, refusals do not."""
        return bool(self.paused_reason) and self.failure_count >= MAX_FAILURES

    def takes_orders(self, now: datetime) -> bool:
        """Whether new requests may be sent at this moment, probes of a paused account left aside."""
        return not self.paused_reason and self.max_outstanding(now, 0) > 0

    def max_outstanding(self, now: datetime, in_flight: int) -> int:
        """How many tasks may be outstanding now: the cap, one probe while paused, none before `not_before`."""
        if not self.is_enabled or (self.not_before and self.not_before > now):
            return 0
        return min(1, max(0, 1 - in_flight)) + in_flight if self.paused_reason else self.cap_in_flight

    def must_wait(self, now: datetime) -> bool:
        """Whether the provider said to come back later for any request. A pause concerns orders only."""
        return bool(self.not_before and self.not_before > now and not self.paused_reason)

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

    def wait_until(self, until: datetime) -> None:
        """Send nothing before `until`, because the provider said when to come back."""
        self.not_before = until
        Account.fast.filter(pk=self.pk).advance_due_at(until, not_before=until)

    def pause(self, reason: str, probe_after: timedelta) -> None:
        """Send nothing but one probe now and then; admins read the reason."""
        if not self.paused_reason:
            record(Action.ACCOUNT_PAUSED, account=self, note=f"{self}: {reason}")
        self.paused_reason = reason[:300]
        Account.objects.filter(pk=self.pk).update(paused_reason=self.paused_reason)
        self.wait_until(timezone.now() + probe_after)

    def count_failure(self) -> None:
        """A request failed without a documented reason; the third in a row pauses the account."""
        Account.objects.filter(pk=self.pk).update(failure_count=F("failure_count") + 1)
        if Account.objects.filter(pk=self.pk, failure_count__gte=MAX_FAILURES).exists():
            self.pause("The provider does not answer as documented. One request is tried every 30 s.", PROBE_INTERVAL)

    def resume(self) -> None:
        """A request was accepted while paused: whatever was wrong is over."""
        paused = Account.objects.filter(pk=self.pk).exclude(paused_reason="")
        if paused.update(paused_reason="", not_before=None, failure_count=0, due_at=timezone.now()):
            record(Action.ACCOUNT_RESUMED, account=self, note=str(self))

    def make_due(self) -> None:
        Account.objects.filter(pk=self.pk).update(due_at=timezone.now())
