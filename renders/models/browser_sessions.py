"""Where people are signed in: one row a browser, beside Django's own session, which says neither when nor where."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef

from config.background.database_clock import database_now

MAX_DEVICE = 80


class BrowserSessionQuerySet(models.QuerySet["BrowserSession"]):
    def running(self) -> Self:
        """Those whose session is still there, the one that was used last first."""
        sessions = Session.objects.filter(pk=OuterRef("key"), expire_date__gt=database_now())
        return self.filter(Exists(sessions)).order_by("-used_at", "-pk")

    def begin(self, person: User, *, key: str, device: str, address: str) -> "BrowserSession":
        """A new one, also where somebody signs in a second time; those of this person that are over go."""
        self.filter(key=key).delete()
        running = list(self.filter(person=person).running().values_list("pk", flat=True))
        self.filter(person=person).exclude(pk__in=running).delete()
        return self.create(person=person, key=key, device=device[:MAX_DEVICE], address=address, used_at=database_now())


class BrowserSession(models.Model):
    """One browser in which somebody signed in. `key` is that of Django's session."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="browser_sessions")
    key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=MAX_DEVICE)
    address = models.CharField(max_length=45)
    started_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField()

    objects = BrowserSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.device}, {self.address}"

    def end(self) -> None:
        """The next request from there is asked to sign in."""
        Session.objects.filter(pk=self.key).delete()
        self.delete()
