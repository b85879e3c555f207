"""Ordering a set again: all of it, or what failed or was stopped; the price stands on the page before the click."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.permissions import LAUNCH, needs
from renders import composing
from renders.batch.planning import is_batch
from renders.composing.earlier.repeats import Repeat, Scope, repeats_of
from renders.forms.repeats import RepeatForm
from renders.models import ShotSet
from renders.models.money import OverBudget
from renders.views.access import PersonRequest
from renders.views.sets.compose import over_budget
from renders.views.sets.ready_shots import ready_shots

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
# How many earlier repeats of a set, and how many reasons against one, the page names.
MAX_EARLIER, MAX_PROBLEMS = 5, 5


@require_http_methods(["GET", "HEAD", "POST"])
@needs(LAUNCH)
def again(request: PersonRequest, code: str) -> HttpResponse:
    """What would be ordered, and at which price. POST orders it."""
    sets = ShotSet.objects.select_related("launched_by", "reference_render__shot")
    shot_set = get_object_or_404(sets, code=code)
    return launch(request, shot_set) if request.method == "POST" else page(request, shot_set)


def launch(request: PersonRequest, shot_set: ShotSet) -> HttpResponse:
    """Order what the page showed, once; nothing where it has changed since."""
    if is_batch(shot_set):
        return refused(request, shot_set, _("The batch command ordered this set."), HTTPStatus.CONFLICT)
    form = RepeatForm(request.POST)
    if not form.is_valid():
        return refused(request, shot_set, _("This button is not of this page."), UNPROCESSABLE)
    token = form.cleaned_data["token"]
    # A second click: by now other candidates may be missing.
    if launched := ShotSet.objects.filter(launch_token=token, launched_by=request.user, repeats=shot_set).first():
        return redirect(launched)
    (repeat,) = repeats_of(shot_set, Scope(form.cleaned_data["scope"]), by=request.user)
    shown = (form.cleaned_data["seen"], form.cleaned_data["quoted"])
    if not repeat.plans or (repeat.digest, repeat.quote.total_micros) != shown:
        text = _("The order or its price has changed since this page was made. Look at it again.")
        return refused(request, shot_set, text, HTTPStatus.CONFLICT)
    try:
        return redirect(repeat.launch(by=request.user, token=token))
    except composing.TokenAlreadyUsed as used:
        return refused(request, shot_set, str(used), HTTPStatus.CONFLICT)
    except composing.NotLaunchable as refusal:
        return refused(request, shot_set, str(refusal), UNPROCESSABLE)
    except OverBudget as refusal:
        return refused(request, shot_set, over_budget(refusal), UNPROCESSABLE)


def refused(request: PersonRequest, shot_set: ShotSet, reason: str, status: int) -> HttpResponse:
    """The page as it is now, and why nothing was ordered."""
    messages.warning(request, _("%(reason)s Nothing was ordered.") % {"reason": reason})
    return page(request, shot_set, status)


def page(request: PersonRequest, shot_set: ShotSet, status: int = HTTPStatus.OK) -> HttpResponse:
    # The batch command finds out itself what its rows lack.
    scopes = [] if is_batch(shot_set) else list(Scope)
    offers = [offer_of(repeat) for repeat in repeats_of(shot_set, *scopes, by=request.user)]
    earlier = list(shot_set.repeated_by.order_by("-pk")[:MAX_EARLIER])
    # Nothing is suggested where somebody ordered it again before.
    possible = (offer for offer in offers if offer["may_launch"] and not earlier)
    next(possible, {})["is_first"] = True
    context = {
        "shot_set": shot_set,
        "offers": offers,
        "earlier": earlier,
    }
    return TemplateResponse(request, "renders/sets/again.html", context, status=status)


def offer_of(repeat: Repeat) -> dict[str, Any]:
    """One way to order it again, with a button of its own."""
    return {
        "repeat": repeat,
        "quote": repeat.quote if repeat.plans else None,
        "is_missing": repeat.scope is Scope.MISSING,
        "ready": None if repeat.scope is Scope.MISSING else ready_shots(repeat.plans),
        "problems": repeat.problems[:MAX_PROBLEMS],
        "more_problems": max(0, len(repeat.problems) - MAX_PROBLEMS),
        "may_launch": bool(repeat.plans and not repeat.problems and not repeat.quote.missing_micros),
        "token": uuid.uuid4(),
    }
