"""Mail digests: which notifications somebody wants by mail, at which hour, and how the last mail went."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from catalog import shapes
from catalog.models.json_fields import StrictJSONField
from config.background.database_clock import database_now
from renders.models.fast_queries import FastManager
from renders.models.leases import Leased, LeasedQuery

DEFAULT_HOUR = 8
# The waits before a mail that the server did not take is tried again; then it waits for the next day.
RETRIES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
MAX_EXPLANATION = 300


def next_mail_at(hour: int, now: datetime) -> datetime:
    """The next time that it is this hour in the time zone of the installation."""
    local = now.astimezone(timezone.get_default_timezone())
    at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)


class MailDigestQuerySet(models.QuerySet["MailDigest"]):
    def mark_due(self, now: datetime) -> int:
        """Those whose hour has come are due; the number of them. Until then nothing keeps the clock awake."""
        return self.filter(next_at__lte=now).update(due_at=now, next_at=None)

    def in_trouble(self) -> Self:
        """Those whose last mail was not sent, or perhaps not."""
        return self.filter(state__in=[MailDigest.State.FAILED, MailDigest.State.UNCLEAR])


class MailDigest(Leased):
    """One person's daily mail. Somebody without a row, or with no kind chosen, gets none."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Nothing sent yet")
        SENDING = "sending", gettext_lazy("Being sent")
        SENT = "sent", gettext_lazy("Sent")
        FAILED = "failed", gettext_lazy("Not sent")
        # A worker died, or the connection broke, while the server had it: it is not sent twice.
        UNCLEAR = "unclear", gettext_lazy("Perhaps sent")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_digest")
    kinds = StrictJSONField(default=list, blank=True, shape=shapes.listed_values)
    hour = models.PositiveSmallIntegerField(default=DEFAULT_HOUR)
    # When it is due the next time; empty while it is due or nothing is wanted.
    next_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Of the last mail: when what it holds was marked, and when the server took it.
    marked_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    explanation = models.CharField(max_length=MAX_EXPLANATION, blank=True)

    objects = MailDigestQuerySet.as_manager()
    fast: ClassVar[FastManager[LeasedQuery]] = FastManager(LeasedQuery)

    class Meta:
        constraints = [
            models.CheckConstraint(name="digest_hour_is_one", condition=Q(hour__lt=24)),
            models.CheckConstraint(
                name="digest_that_is_sent_says_of_what",
                condition=~Q(state="sending") | Q(marked_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="digest_due", fields=["due_at"], condition=Q(due_at__isnull=False)),
            models.Index(name="digest_next", fields=["next_at"], condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"

    @classmethod
    def choose(cls, person: User, kinds: Iterable[str], hour: int) -> None:
        """What somebody wants from now on. A mail that is being sent goes out all the same."""
        wanted = list(kinds)
        next_at = next_mail_at(hour, database_now()) if wanted else None
        cls.objects.update_or_create(person=person, defaults={"kinds": wanted, "hour": hour, "next_at": next_at})

    @property
    def is_sent(self) -> bool:
        return self.state == self.State.SENT

    @property
    def is_in_trouble(self) -> bool:
        return self.state in {self.State.FAILED, self.State.UNCLEAR}
