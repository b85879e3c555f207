"""Pauses of an account: when it sends nothing, when a probe may leave, and what ends the pause."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from config.background.database_clock import database_now
from renders.models.actions import Action
from renders.models.events import record
from renders.models.fast_queries import RawSql, db_value
from renders.models.leases import Leased

# Requests in a row without a clear answer after which nothing but probes is sent.
MAX_FAILURES = 3
PROBE_INTERVAL = timedelta(seconds=30)
NO_CLEAR_ANSWER = gettext_lazy("The provider does not answer as documented.")
# What steps learn from answers, and other steps read again before they send.
LEARNED = (
    "not_before",
    "paused_reason",
    "paused_code",
    "paused_at",
    "probe_at",
    "accepted_at",
    "failure_count",
    "read_failure_count",
)


class Pausable(Leased):
    """When an account may send a request.

    `not_before` is what the provider asked for and holds for every request. A pause is our own conclusion; `probe_at`
    is when the next request may try whether it is over. `failure_count` counts orders in a row without a clear answer,
    `read_failure_count` polls: a provider may read well while it takes no orders, and the other way round.
    """

    class Pause(models.TextChoices):
        """Why no orders are sent."""

        DENIED = "denied", gettext_lazy("The provider refuses the account")
        MODELS_DENIED = "models_denied", gettext_lazy("The provider refuses one image model after the other")
        ORDERS_UNANSWERED = "orders_unanswered", gettext_lazy("Orders get no clear answer")
        READS_UNANSWERED = "reads_unanswered", gettext_lazy("Polls get no clear answer")
        BROKEN = "broken", gettext_lazy("Packshot itself fails over it")
        RESTORED = "restored", gettext_lazy("A backup was restored")

    failure_count = models.PositiveSmallIntegerField(default=0, editable=False)
    read_failure_count = models.PositiveSmallIntegerField(default=0, editable=False)
    not_before = models.DateTimeField(null=True, blank=True, editable=False)
    paused_reason = models.CharField(max_length=300, blank=True)
    paused_code = models.CharField(max_length=20, choices=Pause, blank=True, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    probe_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_enabled = models.BooleanField("enabled", default=True)

    class Meta:
        abstract = True

    @property
    def is_out_of_reach(self) -> bool:
        """Whether it is paused because its provider gives no clear answer: that passes by itself, refusals do not."""
        codes = {self.Pause.ORDERS_UNANSWERED, self.Pause.READS_UNANSWERED}
        return bool(self.paused_reason) and self.paused_code in codes

    @property
    def is_held(self) -> bool:
        """Whether a restored backup holds its orders back: what it bought since is not known here, so not even a probe
        is sent, and only an admin ends it."""
        return self.paused_code == self.Pause.RESTORED

    @property
    def polls_wait_for_probe(self) -> bool:
        """Whether a poll is sent as the probe of a pause only, because the last ones got no answer."""
        return bool(self.paused_reason) and self.read_failure_count >= MAX_FAILURES and not self.is_held

    def takes_orders(self, now: datetime) -> bool:
        """Whether new requests may be sent at this moment. Probes of a paused account do not count."""
        return self.is_enabled and not self.paused_reason and not self.must_wait(now)

    def must_wait(self, now: datetime) -> bool:
        """Whether the provider said to come back later, which holds for any request."""
        return bool(self.not_before and self.not_before > now)

    def may_probe(self, now: datetime) -> bool:
        """Whether the next probe of a pause is due."""
        is_due = self.probe_at is None or self.probe_at <= now
        is_paused = bool(self.paused_reason) and not self.is_held
        return self.is_enabled and is_paused and is_due and not self.must_wait(now)

    def next_request_at(self) -> datetime | None:
        """The moment before which no order is sent; None when nothing stands in its way."""
        moments = [self.not_before, self.probe_at if self.paused_reason else None]
        return max(filter(None, moments), default=None)

    def may_send(self, now: datetime) -> bool:
        """Whether a request may leave at this very moment. True is the probe of a paused account, and uses it up.

        Read anew: other steps learn from their answers while this one works.
        """
        self.refresh()
        if self.must_wait(now):
            return False
        return self.claim_probe(now) if self.paused_reason else True

    def claim_probe(self, now: datetime) -> bool:
        """Whether this step is the one that sends the probe; the next is due in half a minute."""
        if not self.may_probe(now):
            return False
        is_due = "paused_reason <> '' AND (probe_at IS NULL OR probe_at <= %s)"
        row = type(self).fast.filter(pk=self.pk).filter_sql(RawSql(is_due, (db_value(type(self), "probe_at", now),)))
        return bool(row.update(probe_at=now + PROBE_INTERVAL))

    def refresh(self) -> None:
        """Read again what other steps may have learned meanwhile."""
        for values in type(self).fast.filter(pk=self.pk).values_list(*LEARNED):
            vars(self).update(zip(LEARNED, values, strict=True))

    def wait_until(self, until: datetime) -> None:
        """Send nothing before `until`, because the provider said when to come back. A later moment stands."""
        if self.not_before is None or self.not_before < until:
            self.not_before = until
        self._row().filter(Q(not_before=None) | Q(not_before__lt=until)).update(not_before=until)
        type(self).fast.filter(pk=self.pk).advance_due_at(until)

    def pause(self, reason: str, code: str = Pause.DENIED) -> None:
        """Send nothing but one probe now and then; admins read the reason.

        Of many requests that fail together the first writes the event. A refusal says more than a missing answer.
        """
        with transaction.atomic():
            account = self._row()
            fields = {"paused_reason": reason[:300], "paused_code": code}
            if account.filter(paused_reason="").update(**fields, paused_at=database_now()):
                record(Action.ACCOUNT_PAUSED, account=self, rows=[self], note=f"{self}: {reason}")
            elif code in {self.Pause.DENIED, self.Pause.MODELS_DENIED}:
                account.exclude(paused_code=self.Pause.RESTORED).update(**fields)
        self.postpone_probe(database_now())
        self.refresh()

    def postpone_probe(self, now: datetime) -> None:
        """A probe did not get through: the next one is due in half a minute."""
        self.probe_at = now + PROBE_INTERVAL
        type(self).fast.filter(pk=self.pk).advance_due_at(self.probe_at, probe_at=self.probe_at)

    def count_failure(self) -> None:
        """An order got no clear answer; the third in a row pauses the account."""
        self._count("failure_count", self.Pause.ORDERS_UNANSWERED)

    def count_read_failure(self) -> None:
        """A poll got no clear answer; the third in a row pauses the account, its polls included."""
        self._count("read_failure_count", self.Pause.READS_UNANSWERED)

    def _count(self, field: str, code: Pause) -> None:
        account = self._row()
        account.update(**{field: F(field) + 1})
        if account.filter(**{f"{field}__gte": MAX_FAILURES}).exists():
            self.pause(str(NO_CLEAR_ANSWER), code)

    def order_answered(self) -> None:
        """An order got a clear answer, if only a refusal: failures are counted anew."""
        if self.failure_count:
            self.failure_count = 0
            self._row().update(failure_count=0)
        if self.is_out_of_reach:
            self.resume()

    def read_answered(self, now: datetime) -> None:
        """A poll got a clear answer. Where that ends no pause, an order may try at once whether the rest works too."""
        waited_for_probe = self.polls_wait_for_probe
        if self.read_failure_count:
            self.read_failure_count = 0
            self._row().update(read_failure_count=0)
        is_cause = self.paused_code == self.Pause.READS_UNANSWERED and self.failure_count < MAX_FAILURES
        if self.paused_reason and is_cause:
            self.resume()
        elif waited_for_probe:
            self.probe_at = now
            self._row().update(probe_at=self.probe_at)

    def resume(self, by: User | None = None) -> None:
        """A request got through, or an admin says so: whatever was wrong is over."""
        fields: dict[str, Any] = {"paused_reason": "", "paused_code": "", "paused_at": None, "probe_at": None}
        fields |= {"failure_count": 0, "read_failure_count": 0}
        with transaction.atomic():
            paused = self._row().exclude(paused_reason="")
            if paused.update(**fields, due_at=database_now()):
                record(Action.ACCOUNT_RESUMED, account=self, by=by, note=str(self))
        vars(self).update(fields)

    def _row(self) -> "models.QuerySet[Pausable]":
        return type(self)._base_manager.filter(pk=self.pk)
