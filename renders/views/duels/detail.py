"""Judging a blind duel, and its result. A page never says which version is on which side."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.text import whole_number
from config.permissions import FREEZE_VERSIONS, LAUNCH, VIEW_WORK, VOTE, needs
from renders.models import Duel, Vote
from renders.models.duels import NotVotable
from renders.views.access import PersonRequest
from renders.views.duels.pair import address_of_duel, compared_pair
from renders.views.revisions import Revision, unchanged

# More than any duel has pairs.
MAX_PAIR_NUMBER = 999_999


@require_safe
@needs(VIEW_WORK)
def detail(request: PersonRequest, code: str) -> HttpResponse:
    """The next pair for a person who may still judge; the result for one who is done, and for all once it is closed."""
    context = duel_context(request, duel_or_404(code))
    if context["revision"].is_seen_by(request):
        return unchanged()
    name = "renders/duels/_detail.html" if request.htmx else "renders/duels/detail.html"
    return TemplateResponse(request, name, context)


@require_POST
@needs(VOTE)
def vote(request: PersonRequest, code: str) -> HttpResponse:
    """Vote left, right or neither on one pair; the answer shows the next pair."""
    duel = duel_or_404(code)
    number, choice = whole_number(request.POST.get("pair"), maximum=MAX_PAIR_NUMBER), request.POST.get("choice", "")
    status = HTTPStatus.OK
    if number is None or choice not in Vote.Choice.values:
        messages.error(request, _("Choose left, right or neither. Nothing was counted."))
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    else:
        try:
            duel.vote(number, choice, by=request.user)
        except NotVotable as refusal:
            messages.warning(request, str(refusal))
            status = HTTPStatus.CONFLICT
    if request.htmx or status != HTTPStatus.OK:
        name = "renders/duels/_detail.html" if request.htmx else "renders/duels/detail.html"
        return TemplateResponse(request, name, duel_context(request, duel_or_404(code)), status=status)
    return redirect(address_of_duel(duel, is_over=asks_for_over(request)))


@require_POST
@needs(VIEW_WORK)
def close(request: PersonRequest, code: str) -> HttpResponse:
    """Decide it by the votes counted so far."""
    duel = duel_or_404(code)
    if not may_close(duel, request.user):
        raise PermissionDenied(_("Who opened a duel, or an admin, closes it."))
    if duel.close(by=request.user):
        messages.success(request, _("%(duel)s is closed.") % {"duel": duel})
    else:
        messages.warning(request, _("%(duel)s was closed already.") % {"duel": duel})
    return redirect(duel)


def duel_or_404(code: str) -> Duel:
    return get_object_or_404(Duel.objects.with_versions(), code=code)


def may_close(duel: Duel, person: User) -> bool:
    is_opener = duel.opened_by_id == person.pk and person.has_perm(LAUNCH)
    return duel.is_open and (is_opener or person.has_perm(FREEZE_VERSIONS))


def asks_for_over(request: PersonRequest) -> bool:
    """Whether one picture is to lie over the other, by the address or by the form of the vote."""
    return "over" in (request.GET.get("view"), request.POST.get("view"))


def duel_context(request: PersonRequest, duel: Duel) -> dict[str, Any]:
    """What this person may see now: pairs without version names, or the vote counts, never both."""
    person, progress = request.user, duel.progress()
    judged = progress.votes.get(person.pk, 0)
    shows_result = not duel.is_open or progress.has_finished(person.pk)
    why_not_judge = duel.why_not_judge(person)
    pairs = [] if shows_result or why_not_judge else duel.next_pairs(person)
    is_over = asks_for_over(request)
    return {
        "duel": duel,
        "progress": progress,
        "judged": judged,
        "pair": next(iter(pairs), None),
        "compared": compared_pair(duel, pairs[0], person, is_over=is_over) if pairs else None,
        "is_over": is_over,
        "following": pairs[1] if len(pairs) > 1 else None,
        "shows_result": shows_result,
        "polls": duel.is_open and not pairs and progress.coming > 0,
        "why_not_judge": why_not_judge,
        "count": duel.count() if shows_result else None,
        "may_close": may_close(duel, person),
        "revision": Revision(duel.outcome, judged, progress.ready, progress.void, progress.judges_done),
    }
