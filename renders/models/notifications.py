"""Notifications: what happened that somebody wants to know of, until they have seen it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from config.background.database_clock import database_now
from config.permissions import (
    ADD_BANNERS,
    ADD_PRODUCTS,
    APPROVE_BANNERS,
    CHANGE_ACCOUNTS,
    CHANGE_BUDGETS,
    DECIDE,
    LAUNCH,
    PUBLISH,
    RESOLVE_DOUBTS,
    SUBMIT,
    VIEW_WORK,
)

# How long one stays in the list: after it was read, and where nobody reads it.
KEPT, KEPT_UNREAD = timedelta(days=90), timedelta(days=365)
PRUNED_AT_ONCE = 1_000
# The outcome of a notification that a budget refused an order; one without an outcome says how much of it is used.
REFUSED_ORDER = "refused"
# The badge and the title of the tab count no further.
MAX_UNREAD = 99


class NotificationKind(models.TextChoices):
    """What happened: code, icon, tone, the permission that it takes, and the name of such notifications."""

    icon: str
    tone: str
    permission: str

    SET_FINISHED = "set_finished", "photo", "ok", LAUNCH, gettext_lazy("Finished sets")
    PLAN_FINISHED = "plan_finished", "squares-2x2", "ok", LAUNCH, gettext_lazy("Finished production plans")
    DECIDED = "decided", "check", "info", SUBMIT, gettext_lazy("Decisions on pictures you submitted")
    BANNER_DECIDED = "banner_decided", "check", "info", ADD_BANNERS, gettext_lazy("Decisions on banners you made")
    BANNER_WAITS = "banner_waits", "clock", "info", APPROVE_BANNERS, gettext_lazy("Drawn banners that wait for you")
    RETURNED = "returned", "arrow-path", "info", DECIDE, gettext_lazy("Pictures back after changes you asked for")
    MENTIONED = "mentioned", "at-symbol", "info", VIEW_WORK, gettext_lazy("Comments that mention you")
    ANSWERED = "answered", "chat-bubble-left", "info", VIEW_WORK, gettext_lazy("Comments on your pictures and threads")
    PUBLICATION_FAILED = "publication_failed", "globe-alt", "bad", PUBLISH, gettext_lazy("Failed publications")
    PUBLICATION_LIVE = "publication_live", "globe-alt", "ok", PUBLISH, gettext_lazy("Pictures that went live")
    IMPORT_ENDED = (
        "import_ended",
        "arrow-down-tray",
        "info",
        ADD_PRODUCTS,
        gettext_lazy("Imports that are finished or wait for you"),
    )
    ACCOUNT_PAUSED = "account_paused", "pause", "bad", CHANGE_ACCOUNTS, gettext_lazy("Paused accounts")
    DOUBT = "doubt", "question-mark-circle", "warn", RESOLVE_DOUBTS, gettext_lazy("Orders in doubt")
    BUDGET = "budget", "banknotes", "warn", CHANGE_BUDGETS, gettext_lazy("Budgets that run out or refuse an order")

    def __new__(cls, code: str, icon: str, tone: str, permission: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.icon, member.tone, member.permission = icon, tone, permission
        return member

    @classmethod
    def offered_to(cls, person: User) -> "list[NotificationKind]":
        """Those that somebody with their permissions gets."""
        return [kind for kind in cls if person.has_perm(kind.permission)]


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, person: User) -> Self:
        """Theirs, the latest first."""
        return self.filter(person=person).order_by("-pk")

    def visible_to(self, person: User) -> Self:
        """Theirs, without what they may not see any more: permissions change. A budget of one's own takes none."""
        may_see = Q(kind__in=NotificationKind.offered_to(person)) | Q(budget__person=person)
        return self.of(person).filter(may_see)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def read(self) -> int:
        """Somebody has seen these; the number that were unread."""
        return self.unread().update(read_at=database_now())

    def with_subjects(self) -> Self:
        """With the rows that their sentences name."""
        return self.select_related(
            *("by", "shot_set", "plan", "review__shot__colorway__product", "thread__review__shot"),
            *("publication__channel", "product_import", "account", "budget", "banner"),
        )

    def unmailed(self, kinds: Iterable[str]) -> Self:
        """Unread ones of these kinds that were in no mail."""
        return self.unread().filter(mailed_at=None, kind__in=list(kinds))

    def prune(self, now: datetime) -> int:
        """Delete what was read long ago, and what nobody reads; the number deleted."""
        read = self.filter(read_at__lt=now - KEPT).order_by("read_at")
        unread = self.unread().filter(made_at__lt=now - KEPT_UNREAD).order_by("made_at")
        old = (list(rows.values_list("pk", flat=True)[:PRUNED_AT_ONCE]) for rows in (read, unread))
        return sum(self.filter(pk__in=keys).delete()[0] for keys in old)


def subject(model: str) -> models.ForeignKey:
    """A link to what a notification is about. Without an index: they are looked up by their person."""
    return models.ForeignKey(model, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)


class Notification(models.Model):
    """One thing that one person learns. It names rows; pages and mails make the sentence and the link of them."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=20, choices=NotificationKind)
    # Who did it; empty where Packshot did.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    # A verdict, the state of an import, which part of a plan, or that a budget refused an order.
    outcome = models.CharField(max_length=20, blank=True)
    # Pictures that are ready, the percent of a budget, or how often it happened.
    count = models.PositiveIntegerField(default=1)
    failed_count = models.PositiveIntegerField(default=0)
    cancelled_count = models.PositiveIntegerField(default=0)
    shot_set = subject("renders.ShotSet")
    plan = subject("renders.ProductionPlan")
    review = subject("renders.Review")
    thread = subject("renders.CommentThread")
    publication = subject("renders.Publication")
    product_import = subject("renders.ProductImport")
    account = subject("renders.Account")
    budget = subject("renders.Budget")
    banner = subject("renders.Banner")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="notification_kind_is_known", condition=Q(kind__in=NotificationKind.values)),
            models.CheckConstraint(
                name="notification_is_about_something",
                condition=Q(shot_set__isnull=False)
                | Q(plan__isnull=False)
                | Q(review__isnull=False)
                | Q(thread__isnull=False)
                | Q(publication__isnull=False)
                | Q(product_import__isnull=False)
                | Q(account__isnull=False)
                | Q(budget__isnull=False)
                | Q(banner__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="notification_of_person", fields=["person", "-id"]),
            models.Index(name="notification_unread", fields=["person"], condition=Q(read_at__isnull=True)),
            models.Index(name="notification_unread_age", fields=["made_at"], condition=Q(read_at__isnull=True)),
            models.Index(name="notification_read", fields=["read_at"], condition=Q(read_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        """Where the person sees what it is about."""
        if self.kind == NotificationKind.DECIDED and self.review:
            return self.review.shot.get_absolute_url()
        if self.kind == NotificationKind.BANNER_WAITS:
            return reverse("banners.waiting", args=[self.banner_id])
        if self.thread:
            address = reverse("reviews.detail", args=[self.thread.review_id])
            return f"{address}#thread-{self.thread_id}"
        if self.publication and self.publication.release_id:
            return reverse("publications.release", args=[self.publication.release_id])
        pages: dict[str, str] = {
            NotificationKind.ACCOUNT_PAUSED: "status",
            NotificationKind.DOUBT: "doubts",
            NotificationKind.BUDGET: "budget",
        }
        if page := pages.get(self.kind):
            return reverse(f"operations.{page}")
        row: Any = self.plan or self.shot_set or self.review or self.publication or self.product_import or self.banner
        return str(row.get_absolute_url())


class BudgetAlert(models.Model):
    """Admins were notified that so much of a budget is taken: once a threshold in each day or month of it."""

    budget = models.ForeignKey("renders.Budget", on_delete=models.CASCADE, related_name="alerts", db_index=False)
    window = models.DateField()
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="budget_alert_once", fields=["budget", "window", "percent"])]

    def __str__(self) -> str:
        return f"{self.budget_id}: {self.percent}"
