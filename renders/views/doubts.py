"""Requests in doubt: what is held for them, and what an admin found out."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from renders.forms.doubts import DoubtForm
from renders.models import Attempt
from renders.pipeline import outcomes
from renders.views.access import sees_work

MOST = 100


@require_safe
@sees_work
def doubt_list(request: HttpRequest) -> HttpResponse:
    """The oldest first, each with the form that settles it."""
    return page(request)


@require_POST
@permission_required("renders.resolve_doubt", raise_exception=True)
def doubt_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody looked into the provider's records."""
    attempt = get_object_or_404(Attempt.objects.with_order(), pk=pk)
    form = DoubtForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return page(request, {pk: form}, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not outcomes.resolve_doubt(attempt, by=request.user, **form.finding()):
        messages.warning(request, "This request is no longer in doubt. Nothing was changed.")
        return page(request, status=HTTPStatus.CONFLICT)
    messages.success(request, "Settled. What was decided stands in the activity of its set.")
    return redirect("doubt-list")


def page(request: HttpRequest, bound: dict[int, DoubtForm] | None = None, status: int = HTTPStatus.OK) -> HttpResponse:
    """Every open doubt with its form, one of them perhaps as it was sent."""
    forms = bound or {}
    doubts = [
        (attempt, forms.get(attempt.pk) or DoubtForm(prefix=str(attempt.pk)))
        for attempt in Attempt.objects.in_doubt().with_order()[:MOST]
    ]
    return TemplateResponse(request, "renders/doubts.html", {"doubts": doubts}, status=status)
