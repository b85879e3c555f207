"""The audit log: who did what to which rows. Append-only: the database refuses to change or delete an event."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q

from catalog.times import in_full
from config.background.database_clock import database_now
from renders.models.actions import Action
from renders.models.fast_queries import insert
from renders.models.webhook_events import announce_each
from renders.models.webhooks import WatchedSet, WebhookKind

MAX_NOTE = 500


class EventQuerySet(models.QuerySet["Event"]):
    def latest_first(self) -> Self:
        """As the activity page shows them, with the rows that a line names."""
        rows = ("shot_set", "shot", "render", "campaign", "duel", "version__template", "account", "person", "product")
        return self.select_related("by", *rows).order_by("-pk")

    def by_people(self) -> Self:
        return self.exclude(by=None)

    def about(self, person: User) -> Self:
        """What this person did, and what happened to sets they launched."""
        return self.filter(Q(by=person) | Q(shot_set__launched_by=person))


def link_to(model: str, **options: Any) -> models.ForeignKey:
    """A link to what an event is about. Without an index: every move of a render writes an event, few have the link."""
    return models.ForeignKey(model, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, **options)


class Event(models.Model):
    """One thing that happened. `by` is empty when the machine did it; `person` is whom it concerns besides."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=40, choices=Action)
    shot_set = models.ForeignKey("renders.ShotSet", null=True, on_delete=models.PROTECT, related_name="events")
    shot = models.ForeignKey("renders.Shot", null=True, on_delete=models.PROTECT, related_name="events")
    render = models.ForeignKey("renders.Render", null=True, on_delete=models.PROTECT, related_name="events")
    campaign = link_to("catalog.Campaign")
    duel = link_to("renders.Duel")
    version = link_to("catalog.PromptVersion")
    account = link_to("renders.Account")
    person = link_to(settings.AUTH_USER_MODEL)
    product = link_to("catalog.Product")
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=MAX_NOTE, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(name="event_by_people", fields=["-id"], condition=Q(by__isnull=False)),
            models.Index(name="event_of_campaign", fields=["campaign"], condition=Q(campaign__isnull=False)),
        ]
        constraints = [models.CheckConstraint(name="event_has_a_known_action", condition=Q(action__in=Action.values))]

    def __str__(self) -> str:
        return f"{in_full(self.at)}: {self.get_action_display()}"


# What webhooks send, by the action that the log knows it by.
KINDS_OF_ACTIONS = {
    Action.SET_LAUNCHED: WebhookKind.SET_LAUNCHED,
    Action.REVIEW_SUBMITTED: WebhookKind.REVIEW_SUBMITTED,
    Action.DECISION_MADE: WebhookKind.DECISION_MADE,
    Action.DECISION_UNDONE: WebhookKind.DECISION_UNDONE,
    Action.PUBLICATION_LIVE: WebhookKind.PUBLICATION_LIVE,
    Action.PUBLICATION_BACK: WebhookKind.PUBLICATION_LIVE,
    Action.PUBLICATION_GONE: WebhookKind.PUBLICATION_WITHDRAWN,
    Action.PRODUCTS_IMPORTED: WebhookKind.IMPORT_FINISHED,
    Action.ACCOUNT_PAUSED: WebhookKind.ACCOUNT_PAUSED,
    Action.ACCOUNT_RESUMED: WebhookKind.ACCOUNT_RESUMED,
}
ADDS_RENDERS = frozenset(
    {
        Action.SET_LAUNCHED,
        Action.RENDER_REORDERED,
        Action.RENDER_REWORKED,
        Action.RENDER_FINISHED,
        Action.RENDER_FETCHED_AGAIN,
    }
)


# Events of one action with the row that each happened to.
Happenings = Sequence[tuple[Event, Any]]
# Who is notified of events, by their action (`renders/models/notifying.py`).
Rule = Callable[[Happenings], None]
RULES: dict[str, Rule] = {}


def tells(action: Action) -> Callable[[Callable[[Event, Any], None]], Callable[[Event, Any], None]]:
    """Make a function the rule of an action: it is called with each event and the row that it happened to."""

    def registered(rule: Callable[[Event, Any], None]) -> Callable[[Event, Any], None]:
        def of_each(happenings: Happenings) -> None:
            for event, row in happenings:
                rule(event, row)

        RULES[action] = of_each
        return rule

    return registered


def tells_together(action: Action) -> Callable[[Rule], Rule]:
    """Make a function the rule of an action that happens to many rows at once: it is called once with all of them."""

    def registered(rule: Rule) -> Rule:
        RULES[action] = rule
        return rule

    return registered


def record(action: Action, *, by: User | None = None, note: str = "", rows: Any = (), **about: Any) -> Event:
    """Write one event; `about` names the rows it links to and the states `before` and `after`.

    `rows` are what it is about besides, for webhooks and notifications; it happened to the first. Without them
    nobody is notified.
    """
    [event] = record_each(action, [(rows, {"note": note, **about})], by=by)
    return event


def record_each(
    action: Action, happened: Sequence[tuple[Any, Mapping[str, Any]]], *, by: User | None = None
) -> list[Event]:
    """Write an event for each of these pairs: its rows, and what it is about. Both are as `record` takes them. Many
    take as few queries as one."""
    events = Event.objects.bulk_create(
        Event(action=action, by=by, **{**about, "note": about.get("note", "")[:MAX_NOTE]}) for _, about in happened
    )
    if action in KINDS_OF_ACTIONS:
        linked = [[about.get(name) for name in ("shot_set", "shot", "render", "account")] for _, about in happened]
        rows_of = [[*links, *rows] for links, (rows, _) in zip(linked, happened, strict=True)]
        announce_each(KINDS_OF_ACTIONS[action], [(event.at, rows) for event, rows in zip(events, rows_of, strict=True)])
    if action in ADDS_RENDERS:
        sets = [about["shot_set"] for _, about in happened if "shot_set" in about]
        WatchedSet.objects.bulk_create(WatchedSet(shot_set=one) for one in sets)
    if rule := RULES.get(action):
        rule([(event, next(iter(rows))) for event, (rows, _) in zip(events, happened, strict=True) if rows])
    return events


def record_moves(rows: Iterable[tuple[int, int, int]], before: str, after: str, note: str) -> None:
    """Write one event for each moved render; rows are (render, shot, shot set) ids."""
    common = (database_now(), Action.RENDER_MOVED, before, after, note[:MAX_NOTE])
    names = ("at", "action", "before", "after", "note", "render", "shot", "shot_set")
    insert(Event, names, [(*common, *row) for row in rows])
