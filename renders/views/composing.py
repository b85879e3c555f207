"""Compose: products and a governed prompt become an order, with prompt and price on screen before any money moves."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from renders import composing
from renders.forms.composing import ComposeForm, started
from renders.models import ShotSet
from renders.models.money import OverBudget
from renders.templatetags.packshot import dollars
from renders.views.access import PersonRequest

may_compose = permission_required("catalog.change_product", raise_exception=True)
"""Marketers order; admins, who look after products too, may see prompt and price but not launch."""


@require_http_methods(["GET", "HEAD", "POST"])
@may_compose
def compose(request: PersonRequest) -> HttpResponse:
    """The form; `?product=` or `?colorway=` arrive chosen. POST launches it."""
    if request.method == "POST":
        return launch(request)
    return page(request, ComposeForm.draft(started(request.GET), by=request.user))


@require_POST
@may_compose
def compose_preview(request: PersonRequest) -> HttpResponse:
    """Prompt and price of what is chosen now; for htmx only the parts that follow from it."""
    form = ComposeForm.draft(request.POST, by=request.user)
    name = "renders/_compose_preview.html" if request.htmx else "renders/compose.html"
    return TemplateResponse(request, name, form_context(request, form))


def launch(request: PersonRequest) -> HttpResponse:
    """Spend: only what the page quoted, once."""
    if not request.user.has_perm("renders.launch_shotset"):
        raise PermissionDenied("Marketers launch shot sets.")
    form = ComposeForm(request.POST, by=request.user)
    if not form.is_valid():
        first = composing.same_before(form.plan, form.cleaned_data.get("token"), request.user)
        return arrive(request, first) if first else page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.price_has_moved:
        return conflict(request, form, moved_price(form))
    words = form.cleaned_data
    try:
        shot_set = composing.launch(form.plan, by=request.user, token=words["token"], note=words["note"])
    except composing.TokenSpent as spent:
        return conflict(request, form.with_new_token(), f"{spent} Nothing was ordered.")
    except composing.NotLaunchable as late:
        for problem in late.problems:
            form.add_error(problem.field, problem.sentence)
        return page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except OverBudget as short:
        form.add_error(None, f"{over_budget(short)} Nothing was ordered.")
        return page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return arrive(request, shot_set)


def arrive(request: PersonRequest, shot_set: ShotSet) -> HttpResponse:
    """One shot: its grid. Several: the set."""
    shots = list(shot_set.shots.all()[:2])
    address = (shots[0] if len(shots) == 1 else shot_set).get_absolute_url()
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def conflict(request: PersonRequest, form: ComposeForm, sentence: str) -> HttpResponse:
    """Too late: the fresh state, everything typed, and why."""
    messages.warning(request, sentence)
    return page(request, form, HTTPStatus.CONFLICT)


def page(request: PersonRequest, form: ComposeForm, status: int = HTTPStatus.OK) -> HttpResponse:
    """The whole form, as a page or for htmx in place of the old one."""
    name = "renders/_compose_again.html" if request.htmx else "renders/compose.html"
    return TemplateResponse(request, name, form_context(request, form), status=status)


def form_context(request: PersonRequest, form: ComposeForm) -> dict[str, Any]:
    """The form, its plan, and which of its parts must be drawn anew because a choice they follow from changed."""
    fixed = form.plan.version.image_model if form.plan.version else None
    offered_for = f"{form.data.get('placement')} {form.data.get('kind')}{f' {fixed.pk}' if fixed else ''}"
    found_for = form.data.get("find", "").strip()
    is_over = bool(form.plan.quote.over_by_micros)
    return {
        "form": form,
        "offer": form.offer,
        "plan": form.plan,
        "quote": form.plan.quote,
        "offered_for": offered_for,
        "fixed": fixed,
        "found_for": found_for,
        "is_offer_new": request.POST.get("offered_for") != offered_for,
        "is_picker_new": request.POST.get("found_for") != found_for or bool(REPICKS & set(request.POST)),
        "raiser": who_can_raise() if is_over else "",
        "may_launch": request.user.has_perm("renders.launch_shotset"),
    }


def moved_price(form: ComposeForm) -> str:
    """What changed between the quote and the click."""
    quote, before = form.plan.quote, form.cleaned_data.get("quoted")
    was = f", not {dollars(before)}" if before is not None else ""
    price = dollars(quote.total_micros)
    return f"This order costs {price}{was}. Launch {quote.renders} renders for {price}?"


def over_budget(short: OverBudget) -> str:
    """By how much, and who can help."""
    return f"The budget {short.budget} is short by {dollars(short.short_micros)}. {who_can_raise()} can raise it."


def who_can_raise() -> str:
    """Up to two people who may change budgets, by first name."""
    people = get_user_model().objects.with_perm("renders.change_budget", backend=BACKEND, include_superusers=False)
    names = [person.first_name or person.username for person in people.order_by("pk")[:2]]
    return " or ".join(names) or "An admin"


REPICKS = {"all_of", "none_of", "keep_pilot"}
"""Buttons that change what is picked."""
BACKEND = "django.contrib.auth.backends.ModelBackend"
