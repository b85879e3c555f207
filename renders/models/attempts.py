"""Attempts: one request to a provider each, and how it ended."""

import uuid
from datetime import datetime
from functools import cache
from typing import NamedTuple, Self

from django.db import models
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy

from config.secrecy.encryption import decrypted, encrypted
from renders.contracts import GenerationContract
from renders.models.fast_queries import FastQuery, FastStatement, RawSql
from renders.models.fast_values import reader_of
from renders.models.renders import Render, RenderQuerySet
from renders.schedule import REPLAY_WINDOW

REQUEST_SALT = "renders.attempts.request"
# Written as the partial index over tasks is, or SQLite reads all attempts of the account.
ACCEPTED = RawSql("NOT (task_id = '')")

TIMES_OF_MODEL = ("image_model_id", "typical_seconds", "deadline_seconds")
BANNER = "(SELECT banner_id FROM renders_shotset WHERE renders_shotset.id = renders_shot.shot_set_id)"
IN_FLIGHT = f"""
FROM renders_attempt JOIN renders_shot ON renders_shot.id = shot_id
JOIN catalog_imagemodel ON catalog_imagemodel.id = image_model_id
WHERE renders_attempt.account_id = %s AND outcome = 'open' AND {ACCEPTED.sql}
"""


class ProviderTask(NamedTuple):
    """An accepted attempt as polling needs it; `attempt`, `image_model` and `banner` are ids."""

    attempt: int
    id: str
    sent_at: datetime
    reported_at: datetime | None
    adopted_at: datetime | None
    image_model: int
    typical_seconds: int
    deadline_seconds: int
    # Where it draws a customer's name.
    banner: int | None = None


def tasks_in_flight(account: int) -> list[ProviderTask]:
    """What an account has at its provider and does not know to have ended, the oldest first."""
    return [ProviderTask(*row) for row in _tasks_in_flight().rows([account])]


@cache
def _tasks_in_flight() -> FastStatement:
    of_attempt = ("id", "task_id", "sent_at", "reported_at", "adopted_at")
    columns = ", ".join([*(f"renders_attempt.{name}" for name in of_attempt), *TIMES_OF_MODEL, BANNER])
    readers = [*(reader_of(Attempt, name) for name in of_attempt), *(None for _ in (*TIMES_OF_MODEL, BANNER))]
    return FastStatement(f"SELECT {columns} {IN_FLIGHT} ORDER BY sent_at, renders_attempt.id", (None,), tuple(readers))  # noqa: S608


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def in_doubt(self) -> Self:
        """Sent, and nobody knows whether they were accepted; the oldest first."""
        doubts = Render.objects.unfinished().filter(state=Render.State.IN_DOUBT)
        return self.filter(pk__in=doubts.values("attempt")).order_by("sent_at", "pk")

    def ignored_callbacks(self) -> int:
        """How many callbacks were not stored."""
        ignored = self.filter(callbacks_ignored__gt=0).aggregate(sum=models.Sum("callbacks_ignored"))
        return ignored["sum"] or 0

    def erase_old_requests(self, now: datetime) -> int:
        """Erase what was to be sent again with a customer's name, and cannot be any more; the number of them."""
        return self.filter(sent_at__lte=now - REPLAY_WINDOW).erase_requests()

    def erase_requests(self) -> int:
        """Nothing of these is sent again: erase those with a customer's name."""
        return self.exclude(encrypted_request="").update(encrypted_request="")

    def with_order(self) -> Self:
        """With what a page says about it."""
        return self.select_related("account", "shot__shot_set__launched_by")


class Attempt(models.Model):
    """One request for 1–4 renders of one shot; the price is of one picture, when it was ordered.

    Where the provider honours the key, a replay of the same request buys nothing.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", gettext_lazy("Open")
        DELIVERED = "delivered", gettext_lazy("Delivered")
        FAILED = "failed", gettext_lazy("Failed")
        REFUSED = "refused", gettext_lazy("Refused")
        UNSENT = "unsent", gettext_lazy("Not sent")

    account = models.ForeignKey("renders.Account", on_delete=models.PROTECT, related_name="attempts")
    shot = models.ForeignKey("renders.Shot", on_delete=models.PROTECT, related_name="attempts")
    # Where its renders were ordered as a rework.
    rework = models.ForeignKey(
        "renders.Rework",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    price_micros = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    request = models.TextField(blank=True)
    # In place of `request`, where it has a customer's name in it: only until nothing is sent again.
    encrypted_request = models.TextField(blank=True, default="", db_default="", editable=False)
    task_id = models.CharField(max_length=128, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    callbacks_ignored = models.PositiveIntegerField(
        default=0, help_text=gettext_lazy("Callbacks that name no task, or came after many others: counted, not stored")
    )
    adopted_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=gettext_lazy("When a request in doubt turned out to be accepted, or a replay was"),
    )
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        permissions = [("resolve_doubt", gettext_lazy("Can say what became of a request in doubt (may spend again)"))]
        constraints = [
            models.UniqueConstraint(
                name="task_once_an_account", fields=["account", "task_id"], condition=~models.Q(task_id="")
            ),
            models.CheckConstraint(
                name="accepted_attempt_was_sent", condition=models.Q(task_id="") | models.Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="request_with_name_goes_with_its_attempt",
                condition=models.Q(encrypted_request="") | models.Q(outcome="open", task_id="", request=""),
            ),
        ]
        indexes = [
            models.Index(name="attempt_with_name", fields=["sent_at"], condition=~models.Q(encrypted_request="")),
            models.Index(name="attempt_in_flight", fields=["account", "sent_at"], condition=models.Q(outcome="open")),
            models.Index(
                name="attempt_ignoring_callbacks",
                fields=["callbacks_ignored"],
                condition=models.Q(callbacks_ignored__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def contract(self) -> GenerationContract:
        """What its renders ordered."""
        return self.rework.contract if self.rework else self.shot.contract

    @property
    def sent_request(self) -> str:
        """The exact request. Empty where it had a customer's name and is erased.

        Raises `cryptography.fernet.InvalidToken` after a change of the secret key."""
        return decrypted(self.encrypted_request, REQUEST_SALT) if self.encrypted_request else self.request

    @property
    def is_request_erased(self) -> bool:
        """Whether it had a customer's name, so that nothing can be sent again or searched for by it."""
        return self.shot.is_for_customer and not self.encrypted_request

    def set_request(self, request: str) -> dict[str, str]:
        """Take a request that is to be sent; the columns that it stands in, for the row."""
        if self.shot.is_for_customer:
            self.request, self.encrypted_request = "", encrypted(request, REQUEST_SALT)
        else:
            self.request, self.encrypted_request = request, ""
        return {"request": self.request, "encrypted_request": self.encrypted_request}

    @property
    def renders(self) -> "RenderQuerySet":
        """What it was asked for, in candidate order."""
        return Render.objects.filter(attempt=self).order_by("number")

    @property
    def token(self) -> str:
        """What a callback's address must carry to speak of this attempt; it follows from the key and our secret."""
        return f"{self.key.hex}-{salted_hmac('renders.attempt', self.key.hex, algorithm='sha256').hexdigest()[:32]}"

    @classmethod
    def by_token(cls, token: str) -> "Attempt | None":
        """The attempt a callback's address names, if the address is one of ours."""
        try:
            attempt = cls.objects.filter(key=uuid.UUID(token.partition("-")[0])).first()
        except ValueError:
            return None
        return attempt if attempt and constant_time_compare(attempt.token, token) else None

    def end(self, outcome: str, at: datetime, note: str = "") -> bool:
        """Close it; False when it was closed before: the first end stands."""
        still_open = FastQuery(Attempt).filter(pk=self.pk, outcome=self.Outcome.OPEN)
        if not still_open.update(outcome=outcome, ended_at=at, note=note[:500], encrypted_request=""):
            return False
        self.outcome = outcome
        return True
