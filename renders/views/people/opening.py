"""Who opens what a notification is about has read it. Costs a query only where something is unread."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from renders.models import Notification
from renders.models.notifications import NotificationKind


def by(*lookups: str) -> Callable[[Any], Q]:
    """Notifications that lead to the row in the address by any of these.

    A number is looked up by `pk`: other than a relation, that finds nothing by a number too large for the database.
    """

    def asked(value: Any) -> Q:
        return Q(*[(lookup, value) for lookup in lookups], _connector=Q.OR)

    return asked


def of_kind(kind: NotificationKind) -> Callable[[Any], Q]:
    """Notifications that lead to a page about all such rows."""
    return lambda _: Q(kind=kind)


OF_SHOT = by("shot_set__shots__code", "review__shot__code")
# By the name of an address: what its page shows. The parts that a page polls count too.
PAGES: dict[str, Callable[[Any], Q]] = {
    "sets.detail": by("shot_set__code"),
    "sets.detail.changes": by("shot_set__code"),
    "shots.detail": OF_SHOT,
    "shots.detail.changes": OF_SHOT,
    "production.detail": by("plan__pk"),
    "reviews.detail": by("review__pk", "thread__review__pk"),
    "publications.detail": by("publication__pk"),
    "publications.release": by("publication__release__pk"),
    "imports.detail": by("product_import__pk"),
    "banners.detail": by("banner__pk"),
    "banners.waiting": by("banner__pk"),
    "operations.status": of_kind(NotificationKind.ACCOUNT_PAUSED),
    "operations.doubts": of_kind(NotificationKind.DOUBT),
    "operations.budget": of_kind(NotificationKind.BUDGET),
}


class OpenedPagesMiddleware:
    """Before the page is made, so that its badge counts right."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, values: dict[str, Any]) -> None:
        match = request.resolver_match
        shown = PAGES.get(match.url_name or "") if match and request.method == "GET" else None
        if shown is None:
            return
        person: Any = request.user
        if getattr(person, "unread_notifications", 0):
            opened = shown(next(iter(values.values()), None))
            mine = Notification.objects.filter(opened, person=person)
            person.unread_notifications -= mine.read()
