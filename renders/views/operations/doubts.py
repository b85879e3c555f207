"""Requests in doubt: the money reserved for them, and what an admin found out."""

from collections.abc import Mapping
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.permissions import RESOLVE_DOUBTS, VIEW_WORK, needs
from renders.forms.operations import DoubtForm
from renders.models import Attempt
from renders.pipeline import outcomes
from renders.views.access import PersonRequest

MAX_DOUBTS = 100


@require_safe
@needs(VIEW_WORK)
def doubts(request: PersonRequest) -> HttpResponse:
    """The oldest first, each with the form that resolves it."""
    return doubts_page(request, {})


@require_POST
@needs(RESOLVE_DOUBTS)
def resolve(request: PersonRequest, pk: int) -> HttpResponse:
    """An admin says what the provider's records show."""
    attempt = get_object_or_404(Attempt.objects.with_order(), pk=pk)
    form = DoubtForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return doubts_page(request, {pk: form}, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not outcomes.resolve_doubt(attempt, by=request.user, **form.resolution()):
        messages.warning(request, _("This request is no longer in doubt. Nothing was changed."))
        return doubts_page(request, {}, HTTPStatus.CONFLICT)
    messages.success(request, _("Resolved. The activity of its set shows what was decided."))
    return redirect("operations.doubts")


def doubts_page(request: PersonRequest, sent: Mapping[int, DoubtForm], status: int = HTTPStatus.OK) -> HttpResponse:
    """Every open doubt with its form; `sent` holds forms that came back with errors, by attempt id."""
    attempts = Attempt.objects.in_doubt().with_order()[:MAX_DOUBTS]
    rows = [(attempt, sent.get(attempt.pk) or DoubtForm(prefix=str(attempt.pk))) for attempt in attempts]
    context = {"doubts": rows, "is_cut": len(rows) == MAX_DOUBTS}
    return TemplateResponse(request, "renders/operations/doubts.html", context, status=status)
