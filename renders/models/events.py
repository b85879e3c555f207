"""Events: who did what, append-only. The database refuses to change or delete one."""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models

from renders.models.fast_queries import bulk_insert

RENDER_MOVED = "render"
"""The action of every move of a render's state."""


class EventQuerySet(models.QuerySet["Event"]):
    """Questions asked of the trail."""

    def latest_first(self) -> Self:
        """As the activity page shows them."""
        return self.select_related("by", "shot_set", "shot", "render").order_by("-pk")

    def by_people(self) -> Self:
        """Only what somebody did, without the machine's own moves."""
        return self.exclude(by=None)

    def about(self, person: models.Model) -> Self:
        """What this person did, and what happened to sets they launched."""
        return self.filter(models.Q(by=person) | models.Q(shot_set__launched_by=person))


class Event(models.Model):
    """One thing that happened; `by` is empty when the machine moved a row."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=40)
    shot_set = models.ForeignKey("renders.ShotSet", null=True, on_delete=models.PROTECT, related_name="events")
    shot = models.ForeignKey("renders.Shot", null=True, on_delete=models.PROTECT, related_name="events")
    render = models.ForeignKey("renders.Render", null=True, on_delete=models.PROTECT, related_name="events")
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="event_by_people", fields=["-id"], condition=models.Q(by__isnull=False))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action}"


def record(action: str, *, by: Any = None, note: str = "", **about: object) -> Event:
    """Write one event; `about` names rows (shot_set, shot, render) and the states before and after."""
    return Event.objects.create(action=action, by=by, note=note[:500], **about)


def record_moves(rows: Iterable[tuple[Any, ...]], before: str, after: str, note: str) -> None:
    """Write one event a moved render, in one insert; rows are (render, shot, shot_set) ids."""
    bulk_insert(
        [
            Event(
                action=RENDER_MOVED,
                render_id=render,
                shot_id=shot,
                shot_set_id=shot_set,
                before=before,
                after=after,
                note=note[:500],
            )
            for render, shot, shot_set in rows
        ]
    )
