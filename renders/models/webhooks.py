"""Outgoing webhooks: endpoints of other systems, and their deliveries. Each is written with the change it reports."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from config.background.database_clock import database_now
from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery

MAX_ADDRESS = 500
# Characters of an encrypted secret.
MAX_ENCRYPTED = 400
MAX_ANSWER = 500
DELIVERIES_KEPT = timedelta(days=30)
# How many old deliveries are deleted at once.
PRUNED_AT_ONCE = 1_000


class WebhookKind(models.TextChoices):
    """What endpoints can listen to."""

    SET_LAUNCHED = "set.launched", gettext_lazy("A shot set was launched")
    SET_FINISHED = "set.finished", gettext_lazy("Nothing of a shot set is on its way any more")
    PLAN_FINISHED = "production_plan.finished", gettext_lazy("Everything of a production plan is made")
    REVIEW_SUBMITTED = "review.submitted", gettext_lazy("A picture was submitted for review")
    DECISION_MADE = "decision.made", gettext_lazy("A reviewer decided")
    DECISION_UNDONE = "decision.undone", gettext_lazy("A decision was taken back")
    PUBLICATION_LIVE = "publication.live", gettext_lazy("A channel shows a picture")
    PUBLICATION_FAILED = "publication.failed", gettext_lazy("A picture could not be published")
    PUBLICATION_WITHDRAWN = "publication.withdrawn", gettext_lazy("A channel shows a picture no longer")
    IMPORT_FINISHED = "import.finished", gettext_lazy("Products were imported")
    BUDGET_REACHED = "budget.reached", gettext_lazy("80 % or all of a budget is reserved or spent")
    ACCOUNT_PAUSED = "account.paused", gettext_lazy("A provider's account was paused")
    ACCOUNT_RESUMED = "account.resumed", gettext_lazy("A provider's account takes orders again")


# Sent by a person to see whether an endpoint works; nobody chooses it.
TEST_KIND = "webhook.test"


def new_webhook_id() -> str:
    return f"msg_{secrets.token_urlsafe(18)}"


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def listening(self) -> Self:
        """Those that are owed what happens now. A paused one gets it when it is resumed; one that is gone does not."""
        return self.exclude(pause=WebhookEndpoint.Pause.GONE)

    def staying(self) -> "Iterable[WebhookEndpoint]":
        """Those that listen, with their kinds: until the end of this transaction nobody removes them. A foreign key is
        checked only at its end, and what is written for an endpoint that was removed would undo all of it."""
        if connection.vendor != "postgresql":  # only one transaction writes at a time
            return self.listening().only("pk", "kinds")
        table = self.model._meta.db_table
        return self.model._base_manager.raw(
            f"SELECT id, kinds FROM {table} WHERE pause <> %s ORDER BY id FOR KEY SHARE",  # noqa: S608 - our own name
            [WebhookEndpoint.Pause.GONE],
        )

    def paused(self) -> Self:
        return self.exclude(pause="").order_by("paused_at")

    def stopped(self) -> Self:
        """Those that Packshot itself paused."""
        return self.paused().exclude(pause=WebhookEndpoint.Pause.BY_HAND)

    def with_counts(self) -> Self:
        """`waiting` and `failed` deliveries of each."""
        waiting = Count("deliveries", filter=Q(deliveries__state=WebhookDelivery.State.WAITING))
        return self.annotate(waiting=waiting, failed=Count("deliveries", filter=Q(deliveries__state="failed")))


class WebhookEndpoint(models.Model):
    """An address of another system that is notified of what happens. Its secret is shown once, and stored encrypted."""

    class Pause(models.TextChoices):
        """Why nothing is sent."""

        BY_HAND = "by_hand", gettext_lazy("Somebody paused it.")
        FAILING = "failing", gettext_lazy("It took nothing for three days.")
        GONE = "gone", gettext_lazy("It answered that it is gone for good (410).")
        UNREADABLE = "unreadable", gettext_lazy("Its secret cannot be read since the secret key was changed.")

    address = models.CharField(max_length=MAX_ADDRESS)
    description = models.CharField(max_length=120)
    # Separated by blanks.
    kinds = models.CharField(max_length=500)
    encrypted_secret = models.CharField(max_length=MAX_ENCRYPTED)
    # Signs too until then, so that a receiver can take over the new one.
    encrypted_old_secret = models.CharField(max_length=MAX_ENCRYPTED, blank=True)
    old_secret_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    pause = models.CharField(max_length=10, choices=Pause, blank=True)
    paused_at = models.DateTimeField(null=True)
    # Nothing is sent before then: it asked for that, or does not answer.
    not_before = models.DateTimeField(null=True)
    # Failed requests in a row, and since when.
    failure_count = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    last_delivered_at = models.DateTimeField(null=True)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="paused_webhook_endpoint_says_why",
                condition=Q(pause="", paused_at=None) | ~Q(pause="") & Q(paused_at__isnull=False),
            ),
            models.CheckConstraint(
                name="old_webhook_secret_ends",
                condition=Q(encrypted_old_secret="", old_secret_until=None)
                | ~Q(encrypted_old_secret="") & Q(old_secret_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("webhooks.detail", args=[self.pk])

    @property
    def host(self) -> str:
        """The part of its address that is no secret."""
        return urlsplit(self.address).netloc.rpartition("@")[2]

    @property
    def kind_names(self) -> list[str]:
        return self.kinds.split()

    @property
    def kind_labels(self) -> list[str]:
        return [str(WebhookKind(name).label) for name in self.kind_names if name in WebhookKind.values]

    @property
    def has_old_secret(self) -> bool:
        return self.old_secret_until is not None and self.old_secret_until > database_now()


class WebhookDeliveryQuery(LeasedQuery):
    """Deliveries as the pipeline reads and writes them."""


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def latest_first(self) -> Self:
        return self.order_by("-pk")

    def not_delivered(self) -> Self:
        """What a person may want sent again: it failed, or was held back after a restore."""
        return self.filter(state__in=[WebhookDelivery.State.FAILED, WebhookDelivery.State.HELD])

    def send_again(self, now: datetime) -> int:
        """Begin the tries anew, under the same id; how many there are. What waits anyway is left alone."""
        again = {"state": WebhookDelivery.State.WAITING, "tries": 0, "queued_at": now}
        return self.exclude(state=WebhookDelivery.State.WAITING).update(**again, next_try_at=now, due_at=now)

    def prune(self, now: datetime) -> int:
        """Delete what is older than the log goes back."""
        old = self.filter(made_at__lt=now - DELIVERIES_KEPT).order_by("made_at").values_list("pk", flat=True)
        keys = list(old[:PRUNED_AT_ONCE])
        return self.filter(pk__in=keys).delete()[0] if keys else 0


class WebhookDelivery(Leased):
    """One event for one endpoint: its id and body stay the same with every try."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("On its way")
        DELIVERED = "delivered", gettext_lazy("Delivered")
        FAILED = "failed", gettext_lazy("Failed")
        HELD = "held", gettext_lazy("Held back")

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    webhook_id = models.CharField(max_length=40, unique=True, default=new_webhook_id)
    kind = models.CharField(max_length=40)
    # The very bytes that are signed.
    body = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    # When it was made, or somebody asked for it again.
    queued_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Tries since it was queued, by which the next wait is found, and all tries.
    tries = models.PositiveSmallIntegerField(default=0)
    attempt_count = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    last_tried_at = models.DateTimeField(null=True)
    status_code = models.PositiveSmallIntegerField(null=True)
    # The first part of what was answered, and why there was no answer.
    answer = models.CharField(max_length=MAX_ANSWER, blank=True)
    explanation = models.CharField(max_length=500, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()
    fast: ClassVar[FastManager[WebhookDeliveryQuery]] = FastManager(WebhookDeliveryQuery)

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="only_a_waiting_webhook_is_due", condition=Q(state="waiting") | Q(due_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(name="webhook_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
            models.Index(name="webhook_leased", fields=["lease"], condition=~Q(lease="")),
            models.Index(name="webhook_of_endpoint", fields=["endpoint", "state", "id"]),
            models.Index(name="webhook_of_age", fields=["made_at"]),
        ]

    def __str__(self) -> str:
        return self.webhook_id

    @property
    def chip(self) -> tuple[str, str]:
        """Its tone and icon."""
        return CHIPS[self.State(self.state)]

    @property
    def may_be_sent_again(self) -> bool:
        return self.state != self.State.WAITING


CHIPS = {
    WebhookDelivery.State.WAITING: ("info", "clock"),
    WebhookDelivery.State.DELIVERED: ("ok", "check"),
    WebhookDelivery.State.FAILED: ("bad", "x-circle"),
    WebhookDelivery.State.HELD: ("warn", "pause"),
}


class WatchedSet(models.Model):
    """A set whose end is still to come. Written with what adds renders to it, deleted when it has ended."""

    shot_set = models.ForeignKey("renders.ShotSet", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.shot_set_id)


State = WebhookDelivery.State
