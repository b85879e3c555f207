"""The zone in which a page shows times and reads the ones that are typed into it."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class TimeZoneMiddleware:
    """The zone that the person chose, else the organisation's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of(request.user)):
            return self.get_response(request)


def zone_of(person: User | AnonymousUser) -> ZoneInfo | None:
    """The zone that somebody chose; None for the organisation's."""
    try:
        name = person.preference.time_zone  # type: ignore[union-attr]
        return ZoneInfo(name) if name else None
    # Nothing chosen, nobody signed in, or a zone that this machine no longer knows.
    except (ObjectDoesNotExist, AttributeError, ZoneInfoNotFoundError):
        return None
