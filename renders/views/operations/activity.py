"""Activity: the audit log."""

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from config.permissions import VIEW_EVENTS, VIEW_WORK, needs
from renders.forms.operations import ActivityFilter
from renders.models import Event
from renders.models.events import EventQuerySet
from renders.views.access import PersonRequest
from renders.views.latest_first import LatestPage
from renders.views.operations.audit_log import AuditEntry, with_pictures

EVENTS_A_PAGE = 45


@require_safe
@needs(VIEW_WORK)
def activity(request: PersonRequest) -> HttpResponse:
    """The latest events. `?before=` is the id where a page ended, so new events do not shift the pages."""
    form = ActivityFilter(request.GET)
    events = with_pictures(form.apply_to(visible_to(request.user)).latest_first())
    page = LatestPage.of(events, request, EVENTS_A_PAGE)
    context = {
        "entries": [AuditEntry(event) for event in page.rows],
        **page.links,
        "filter": form,
        "query": form.query_string(),
    }
    return TemplateResponse(request, "renders/operations/activity.html", context)


def visible_to(person: User) -> EventQuerySet:
    """The whole audit log for an admin; for others what they did and what happened to sets they launched."""
    return Event.objects.all() if person.has_perm(VIEW_EVENTS) else Event.objects.about(person)
