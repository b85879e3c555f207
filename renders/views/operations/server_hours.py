"""Booking the hours of servers that are paid by the hour."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.money import dollars
from config.permissions import CHANGE_BUDGETS, needs
from renders.forms.money.server_hours import ServerHoursForm
from renders.models import ServerHours
from renders.models.money import OverBudget
from renders.models.server_hours import book_hours
from renders.views.access import PersonRequest

BOOKINGS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_BUDGETS)
def server_hours(request: PersonRequest) -> HttpResponse:
    form = ServerHoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and book(request, form):
        return redirect("operations.server_hours")
    bookings = ServerHours.objects.select_related("account", "booked_by")[:BOOKINGS_SHOWN]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return TemplateResponse(
        request, "renders/operations/server_hours.html", {"form": form, "bookings": bookings}, status=status
    )


def book(request: PersonRequest, form: ServerHoursForm) -> bool:
    """Book what the form says; False, with the reason in the form, when a budget is in the way."""
    try:
        booked = book_hours(by=request.user, **form.cleaned_data)
    except OverBudget as refusal:
        said = _("Nothing was booked: %(refusal)s, $%(short)s are missing. Raise the budget first.")
        form.add_error(None, said % {"refusal": refusal, "short": dollars(refusal.short_micros)})
        return False
    messages.success(request, _("Booked: %(hours)s.") % {"hours": booked})
    return True
