"""Where this person is signed in, and signing out there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.text import whole_number
from config.people import end_sessions
from renders.models import BrowserSession
from renders.models.actions import Action
from renders.models.events import record
from renders.views.access import PersonRequest

OTHERS = "others"


@require_POST
def end(request: PersonRequest) -> HttpResponse:
    """Sign out in one other browser, or in all of them."""
    asked = request.POST.get("session", "")
    if asked == OTHERS:
        end_sessions(request.user, but=request.session.session_key or "")
        record(Action.SESSIONS_ENDED, by=request.user, person=request.user, note=_("All but the one they were in"))
        messages.success(request, _("You are signed out everywhere but here."))
    elif row := BrowserSession.objects.filter(person=request.user, pk=whole_number(asked) or 0).first():
        row.end()
        record(Action.SESSIONS_ENDED, by=request.user, person=request.user, note=str(row))
        messages.success(request, _("You are signed out in %(browser)s.") % {"browser": row})
    else:
        messages.info(request, _("That session had ended already."))
    return redirect("people.me")
