"""Activity: who did what, people first."""

from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from renders.forms.activity import ActivityFilter
from renders.models import Event
from renders.models.events import EventQuerySet
from renders.views.access import PersonRequest, sees_work
from renders.views.shots import whole

EVENTS_A_PAGE = 50


@require_safe
@sees_work
def activity(request: PersonRequest) -> HttpResponse:
    """The latest events; `?before=` goes on where a page ended, so that new events shift nothing."""
    form = ActivityFilter(request.GET)
    events = form.narrow(visible_to(request.user)).latest_first()
    before = whole(request.GET.get("before"))
    if before:
        events = events.filter(pk__lt=before)
    found = list(events[: EVENTS_A_PAGE + 1])
    page = found[:EVENTS_A_PAGE]
    older = page[-1].pk if len(found) > EVENTS_A_PAGE else None
    context = {"events": page, "older": older, "before": before, "filter": form, "query": form.query()}
    return TemplateResponse(request, "renders/activity.html", context)


def visible_to(person: Any) -> EventQuerySet:
    """The whole trail for who may read it; for others what they did and what happened to sets they launched."""
    return Event.objects.all() if person.has_perm("renders.view_event") else Event.objects.about(person)
