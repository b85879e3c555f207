"""Attempts: one request to a provider each, and the facts of its fate."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Self

from django.db import models
from django.utils.crypto import constant_time_compare, salted_hmac

from renders.models.renders import Render, RenderQuerySet

MODEL_DATA = ("aspects", "input_schema", "size_words", "resolution_prices", "abilities")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Questions asked of attempts."""

    def in_flight(self, account_id: int) -> Self:
        """Accepted by the provider and not known to have ended."""
        return self.filter(account=account_id, outcome=Attempt.Outcome.OPEN).exclude(task_id="").order_by("sent_at")

    def with_shot(self) -> Self:
        """With the shot, its model's times and its set, without the long texts of each."""
        shot = self.select_related("shot__image_model", "shot__shot_set")
        return shot.defer("request", "shot__contract_json", *(f"shot__image_model__{name}" for name in MODEL_DATA))

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

    @classmethod
    def open_for(cls, renders: Sequence[Render]) -> "Attempt":
        """A new attempt for renders of one shot; call inside the transaction that grants them."""
        first = renders[0]
        return cls.objects.create(account_id=first.account_id, shot_id=first.shot_id, price_micros=first.price_micros)

    def end(self, outcome: str, at: datetime, note: str = "") -> bool:
        """Close it; False when it was closed before: the first fact of an end stands."""
        open_one = Attempt.objects.filter(pk=self.pk, outcome=self.Outcome.OPEN)
        if not open_one.update(outcome=outcome, ended_at=at, note=note[:500]):
            return False
        self.outcome = outcome
        return True
