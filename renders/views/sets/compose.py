"""Compose: products and a governed prompt become an order, with prompt and price on screen before any money moves."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from catalog.texts import or_list
from config.permissions import CHANGE_BUDGETS, CHANGE_PRODUCTS, LAUNCH, needs
from renders import composing
from renders.forms.compose.set_form import ComposeForm
from renders.forms.compose.set_lines import BUTTONS as LINE_BUTTONS
from renders.models import ShotSet
from renders.models.money import OverBudget
from renders.templatetags.packshot import dollars
from renders.templatetags.people import person as name_of
from renders.views.access import PersonRequest
from renders.views.sets.opening import opened
from renders.views.sets.ready_shots import ready_shots

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
# Buttons that change which products are picked.
PICKING_BUTTONS = {"all_of", "none_of", "keep_pilot", "one_colour"}


# Marketers order. Admins, who edit products too, see prompt and price but cannot launch.
@require_http_methods(["GET", "HEAD", "POST"])
@needs(CHANGE_PRODUCTS)
def compose(request: PersonRequest) -> HttpResponse:
    """The form, with the products of `?product=` and `?colorway=` picked, a draft `?draft=` or an earlier set `?from=`.
    POST launches it."""
    if request.method == "POST":
        return launch(request)
    form, lost = opened(request)
    for sentence in lost:
        messages.warning(request, sentence)
    return page(request, form)


@require_POST
@needs(CHANGE_PRODUCTS)
def preview(request: PersonRequest) -> HttpResponse:
    """Prompt and price of the current choices; for htmx only the parts that depend on them."""
    form = ComposeForm.draft(request.POST, by=request.user)
    if not request.htmx:
        return page(request, form)
    context = form_context(request, form)
    if not set(LINE_BUTTONS) & set(request.POST):
        return TemplateResponse(request, "renders/sets/_compose_preview.html", context)
    # Another number of placements is another form. Where a choice changes at the same moment, htmx sends that change
    # together with the button and would put the answer elsewhere.
    whole = TemplateResponse(request, "renders/sets/_compose.html", context)
    return retarget(reswap(whole, "outerHTML"), "#compose")


def launch(request: PersonRequest) -> HttpResponse:
    """Launch the order, once, and only at the price that the page showed."""
    if not request.user.has_perm(LAUNCH):
        raise PermissionDenied(_("Marketers launch shot sets."))
    form = ComposeForm(request.POST, by=request.user)
    if not form.is_valid():
        launched = composing.find_launched(form.plan.plans, form.cleaned_data.get("token"), request.user)
        return launched_response(request, launched) if launched else page(request, form, UNPROCESSABLE)
    if form.price_changed:
        return conflict(request, form, price_change(form))
    try:
        return launched_response(request, form.launch())
    except composing.TokenAlreadyUsed as used:
        return conflict(request, form.with_new_token(), _("%(used)s Nothing was ordered.") % {"used": used})
    except composing.NotLaunchable as refusal:
        form.add_problems(refusal.problems)
    except OverBudget as refusal:
        form.add_error(None, _("%(over_budget)s Nothing was ordered.") % {"over_budget": over_budget(refusal)})
    return page(request, form, UNPROCESSABLE)


def launched_response(request: PersonRequest, shot_set: ShotSet) -> HttpResponse:
    """Send the person to the grid of the only shot, or to the set of several."""
    shots = list(shot_set.shots.all()[:2])
    address = (shots[0] if len(shots) == 1 else shot_set).get_absolute_url()
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def conflict(request: PersonRequest, form: ComposeForm, message: str) -> HttpResponse:
    """The form as it is now, with everything typed, and why it was not launched."""
    messages.warning(request, message)
    return page(request, form, HTTPStatus.CONFLICT)


def page(request: PersonRequest, form: ComposeForm, status: int = HTTPStatus.OK) -> HttpResponse:
    """The whole form, as a page or for htmx in place of the old one."""
    name = "renders/sets/_compose_with_messages.html" if request.htmx else "renders/sets/compose.html"
    return TemplateResponse(request, name, form_context(request, form), status=status)


def form_context(request: PersonRequest, form: ComposeForm) -> dict[str, Any]:
    """The form with its plan, and which of its parts htmx has to replace because their choices changed."""
    quote, fixed = form.plan.quote, form.plan.version.fixed_model if form.plan.version else None
    offered_for = f"{form.data.get('placement')} {form.data.get('kind')}{f' {fixed.pk}' if fixed else ''}"
    for plan in form.plan.plans[1:]:
        written_for = plan.version.fixed_model_id if plan.version else None
        offered_for += f", {plan.placement.pk if plan.placement else ''} {written_for or ''}"
    offered_for += ", from pictures" if form.offer.has_references else ""
    found_for = form.data.get("find", "").strip()
    return {
        "form": form,
        "offer": form.offer,
        "plan": form.plan,
        "quote": quote,
        "offered_for": offered_for,
        "fixed": fixed,
        "found_for": found_for,
        "is_offer_new": request.POST.get("offered_for") != offered_for,
        "is_picker_new": request.POST.get("found_for") != found_for or bool(PICKING_BUTTONS & set(request.POST)),
        "budget_admins": budget_admins() if quote.missing_micros else "",
        "may_launch": request.user.has_perm(LAUNCH),
        "ready_shots": ready_shots(form.plan.plans),
    }


def price_change(form: ComposeForm) -> str:
    """How the price differs from the one that the page showed."""
    quote, shown = form.plan.quote, form.cleaned_data.get("quoted")
    figures = {"price": dollars(quote.total_micros), "renders": quote.renders, "shown": dollars(shown)}
    if shown is None:
        return _("This order costs %(price)s. Launch %(renders)s renders for %(price)s?") % figures
    return _("This order costs %(price)s, not %(shown)s. Launch %(renders)s renders for %(price)s?") % figures


def over_budget(refusal: OverBudget) -> str:
    """How much the budget lacks, and who can raise it."""
    missing = dollars(refusal.short_micros)
    return _("The budget %(budget)s is short by %(missing)s. %(budget_admins)s can raise it.") % {
        "budget": refusal.budget,
        "missing": missing,
        "budget_admins": budget_admins(),
    }


def budget_admins() -> str:
    """Up to two people who may change budgets: "Ada or Bob"."""
    people = get_user_model().objects.with_perm(
        CHANGE_BUDGETS, include_superusers=False, backend="config.authentication.OneQueryBackend"
    )
    names = [name_of(person) for person in people.order_by("pk")[:2]]
    return or_list(names) or _("An admin")
