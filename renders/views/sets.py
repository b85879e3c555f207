"""Shot sets: the list, one order with all its shots, and stopping it."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from renders import composing
from renders.forms.sets import SetFilter
from renders.models import ShotSet
from renders.views.access import sees_work
from renders.views.orders import Order, set_rows
from renders.views.shots import whole

SETS_A_PAGE = 30


@require_safe
@sees_work
def set_list(request: HttpRequest) -> HttpResponse:
    """The latest sets; `?before=` goes on where a page ended, so that new sets shift nothing."""
    form = SetFilter(request.GET)
    sets = form.narrow(ShotSet.objects.latest_first(), request.user)
    if before := whole(request.GET.get("before")):
        sets = sets.filter(pk__lt=before)
    found = list(sets[: SETS_A_PAGE + 1])
    page = found[:SETS_A_PAGE]
    older = page[-1].pk if len(found) > SETS_A_PAGE else None
    context = {"rows": set_rows(page), "filter": form, "older": older, "before": before}
    return TemplateResponse(request, "renders/sets.html", context)


@require_safe
@sees_work
def one_set(request: HttpRequest, code: str) -> HttpResponse:
    """One order with its shots, fifty a page (`?after=` a shot's number)."""
    return TemplateResponse(request, "renders/set.html", set_context(request, code))


@require_safe
@sees_work
def set_changes(request: HttpRequest, code: str) -> HttpResponse:
    """What a page that has seen these revisions does not know: 204 when that is nothing."""
    context = set_context(request, code)
    order = context["order"]
    is_known = order.totals["revision"] == whole(request.GET.get("sum"))
    if is_known and not order.tally.is_settled:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    context |= {"changed": order.changed_since(request.GET.get("seen", "")), "oob": True}
    return TemplateResponse(request, "renders/_set_changes.html", context)


@require_POST
@permission_required("renders.launch_shotset", raise_exception=True)
def set_stop(request: HttpRequest, code: str) -> HttpResponse:
    """Cancel what is not sent. What was sent is finished and billed."""
    shot_set = get_object_or_404(ShotSet, code=code)
    if shot_set.launched_by_id != request.user.pk:
        raise PermissionDenied("Only who launched a set stops it.")
    count = composing.stop(shot_set, by=request.user)
    nothing = "Nothing was left to stop: every render had been sent."
    cancelled = f"{count} render{'' if count == 1 else 's'} cancelled. What was sent is finished."
    messages.success(request, cancelled if count else nothing)
    return redirect(shot_set)


def set_context(request: HttpRequest, code: str) -> dict[str, Any]:
    """The set and its page of shots."""
    leave = ("campaign", "exemption__granted_by", "exemption__placement", "exemption__image_model")
    with_leave = ShotSet.objects.select_related("launched_by", *leave)
    shot_set = get_object_or_404(with_leave, code=code)
    after = whole(request.GET.get("after"))
    return {"order": Order.of(shot_set, request.user, after=after), "shot_set": shot_set, "after": after}
