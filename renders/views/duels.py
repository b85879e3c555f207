"""Judging a blind duel, and what came of it. Nothing on the page says which side is which."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from renders.models import Duel, Render, Vote
from renders.models.duels import NotVotable
from renders.views.access import PersonRequest, sees_work
from renders.views.lab import SPENDS
from renders.views.pictures import made, private_picture
from renders.views.polling import has_seen, mark_of
from renders.views.standing import FREEZES

VOTES = "renders.vote_duel"
SIDES = (Vote.Choice.LEFT, Vote.Choice.RIGHT)


@require_safe
@sees_work
def duel(request: PersonRequest, code: str) -> HttpResponse:
    """The next pair for who still judges; the result for who is done, and for everybody once it is closed."""
    found = duel_or_404(code)
    context = duel_context(request, found)
    if has_seen(request, context["mark"]):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return TemplateResponse(request, f"renders/{'_' if request.htmx else ''}duel.html", context)


@require_POST
@permission_required(VOTES, raise_exception=True)
def duel_vote(request: PersonRequest, code: str) -> HttpResponse:
    """Left, right or neither of one pair; the next pair at once."""
    found = duel_or_404(code)
    number, choice = request.POST.get("pair", ""), request.POST.get("choice", "")
    status = HTTPStatus.OK
    if not (number.isascii() and number.isdigit() and len(number) < 7) or choice not in Vote.Choice.values:
        messages.error(request, "Choose left, right or neither. Nothing was counted.")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    else:
        try:
            found.vote(int(number), choice, by=request.user)
        except NotVotable as refusal:
            messages.warning(request, str(refusal))
            status = HTTPStatus.CONFLICT
    if request.htmx or status != HTTPStatus.OK:
        name = "renders/_duel.html" if request.htmx else "renders/duel.html"
        return TemplateResponse(request, name, duel_context(request, duel_or_404(code)), status=status)
    return redirect(found)


@require_POST
@sees_work
def duel_close(request: PersonRequest, code: str) -> HttpResponse:
    """End it with the votes there are."""
    found = duel_or_404(code)
    if not may_close(found, request.user):
        raise PermissionDenied("Who opened a duel, or an admin, closes it.")
    if found.close(by=request.user):
        messages.success(request, f"{found} is closed.")
    else:
        messages.warning(request, f"{found} was closed already.")
    return redirect(found)


@require_safe
@sees_work
def duel_picture(request: PersonRequest, code: str, number: int, side: str) -> HttpResponse:
    """What this judge sees on one side. The address names the side, never the render."""
    found = duel_or_404(code)
    if side not in SIDES:
        raise Http404("No such side")
    pair = get_object_or_404(found.pairs.judgeable(), number=number)
    render = Render.objects.get(pk=pair.render_on(side, request.user, found))
    response = private_picture(made(render, "view-1280"))
    response["Cache-Control"] = "private, max-age=3600"
    response["Vary"] = "Cookie"
    return response


def duel_or_404(code: str) -> Duel:
    """The duel with its versions."""
    return get_object_or_404(Duel.objects.with_versions(), code=code)


def may_close(found: Duel, person: Any) -> bool:
    """Whether this person may end it early."""
    is_opener = found.opened_by_id == person.pk and person.has_perm(SPENDS)
    return bool(found.is_open and (is_opener or person.has_perm(FREEZES)))


def duel_context(request: PersonRequest, found: Duel) -> dict[str, Any]:
    """What this person may see of it now: pairs without names, or the numbers, never both."""
    person, progress = request.user, found.progress()
    given = progress.votes.get(person.pk, 0)
    has_callbacks = not found.is_open or progress.has_finished(person.pk)
    pairs = [] if has_callbacks or found.why_not(person) else found.next_pairs(person)
    return {
        "duel": found,
        "progress": progress,
        "given": given,
        "pair": next(iter(pairs), None),
        "following": pairs[1] if len(pairs) > 1 else None,
        "has_callbacks": has_callbacks,
        "why_not": found.why_not(person),
        "count": found.count() if has_callbacks else None,
        "may_close": may_close(found, person),
        "mark": mark_of(found.outcome, given, progress.ready, progress.void, progress.judges_done),
    }
