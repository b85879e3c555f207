"""Attempts: one request to a provider each, and the facts of its fate."""

import uuid
from datetime import datetime
from typing import NamedTuple, Self

from django.db import models
from django.utils.crypto import constant_time_compare, salted_hmac

from catalog.models import ImageModel
from renders.models.renders import Render, RenderQuerySet
from renders.models.rows import Rows, Sql
from renders.models.shot_sets import Shot

ACCEPTED = Sql("NOT (task_id = '')")
"""In the words of the unique index over tasks, without which SQLite reads all attempts of the account."""

IN_FLIGHT = f"account_id = %s AND outcome = 'open' AND {ACCEPTED.words}"
SHOTS_IN_FLIGHT = f"id IN (SELECT shot_id FROM renders_attempt WHERE {IN_FLIGHT})"  # noqa: S608 - words of our own


class Task(NamedTuple):
    """An accepted attempt, as one looks at it; `image_model` is an id."""

    attempt: int
    id: str
    sent_at: datetime
    reported_at: datetime | None
    image_model: int
    typical_seconds: int
    deadline_seconds: int


def tasks_in_flight(account: int) -> list[Task]:
    """What an account has at its provider and does not know to have ended, the longest first.

    Shots are told by a question, not by a list of ids: that would be another statement each time, and every connection
    keeps the last hundred that it prepared.
    """
    rows = Rows(Attempt).that(Sql(IN_FLIGHT, (account,)))
    tasks = rows.select("pk", "task_id", "sent_at", "reported_at", "shot", order="sent_at")
    shots = Rows(Shot).that(Sql(SHOTS_IN_FLIGHT, (account,)))
    drawn_by = dict(shots.select("pk", "image_model"))
    models = Rows(ImageModel).where(pk=set(drawn_by.values())).select("pk", "typical_seconds", "deadline_seconds")
    times = {pk: (pk, *seconds) for pk, *seconds in models}
    return [Task(*task, *times[drawn_by[shot]]) for *task, shot in tasks]


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Questions asked of attempts."""

    def in_doubt(self) -> Self:
        """Sent, with an answer nobody heard; the oldest first."""
        doubts = Render.objects.filter(attempt=models.OuterRef("pk"), state=Render.State.IN_DOUBT)
        return self.filter(models.Exists(doubts)).order_by("sent_at")

    def with_order(self) -> Self:
        """With what a page says about it."""
        return self.select_related("account", "shot__shot_set__launched_by")


class Attempt(models.Model):
    """One request for 1–4 renders of one shot. The key makes a repeat of the same request harmless where the
    vendor honours it; price is what one picture cost when it was ordered."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"
        REFUSED = "refused", "Refused"
        UNSENT = "unsent", "Not sent"

    account = models.ForeignKey("renders.Account", on_delete=models.PROTECT, related_name="attempts")
    shot = models.ForeignKey("renders.Shot", on_delete=models.PROTECT, related_name="attempts")
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    price_micros = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    request = models.TextField(blank=True)
    task_id = models.CharField(max_length=128, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        permissions = [("settle_doubt", "Can say what became of a request in doubt (may spend again)")]
        constraints = [
            models.UniqueConstraint(
                name="task_once_an_account", fields=["account", "task_id"], condition=~models.Q(task_id="")
            ),
            models.CheckConstraint(
                name="accepted_attempt_was_sent", condition=models.Q(task_id="") | models.Q(sent_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="attempt_in_flight", fields=["account", "sent_at"], condition=models.Q(outcome="open")),
        ]

    def __str__(self) -> str:
        return str(self.key)

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
        """Close it; False when it was closed before: the first fact of an end stands."""
        open_one = Rows(Attempt).where(pk=self.pk, outcome=self.Outcome.OPEN)
        if not open_one.update(outcome=outcome, ended_at=at, note=note[:500]):
            return False
        self.outcome = outcome
        return True
