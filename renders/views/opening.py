"""Opening a blind duel."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from renders import composing
from renders.forms.trials import DuelForm
from renders.models import Duel
from renders.models.money import OverBudget
from renders.views.access import PersonRequest
from renders.views.composing import over_budget
from renders.views.lab import SPENDS
from renders.views.versions import version_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(SPENDS, raise_exception=True)
def duel_new(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Products, terms and price of a duel against the current version. POST opens it."""
    version = version_or_404(slug, number)
    champion = version.template.current
    if champion is None or champion.pk == version.pk:
        messages.info(request, f"{version} needs no duel: there is no other current version to meet.")
        return redirect("prompt-version", slug, number)
    data = request.POST if request.method == "POST" else request.GET
    form = DuelForm(data, version=version, champion=champion, by=request.user)
    if request.method != "POST":
        name = "renders/_trial_quote.html" if request.htmx else "renders/duel_new.html"
        return TemplateResponse(request, name, duel_context(form))
    return opened(request, form)


def opened(request: PersonRequest, form: DuelForm) -> HttpResponse:
    """Open it, once, at the price the page quoted."""
    if not form.is_valid() or form.problems:
        return page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.price_has_moved:
        messages.warning(request, "The price changed since the page was opened. Nothing was ordered.")
        return page(request, form, HTTPStatus.CONFLICT)
    try:
        duel = written(form)
    except composing.DuelStands as stands:
        messages.warning(request, str(stands))
        return redirect(stands.duel) if stands.duel else page(request, form, HTTPStatus.CONFLICT)
    except (composing.TokenSpent, composing.NotLaunchable) as late:
        messages.warning(request, f"{late} Nothing was ordered.")
        return page(request, form, HTTPStatus.CONFLICT)
    except OverBudget as short:
        messages.error(request, f"{over_budget(short)} Nothing was ordered.")
        return page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, f"{duel} is open. Judges find it on their page.")
    return redirect(duel)


def written(form: DuelForm) -> Duel:
    """The duel, on pictures there are or on new ones."""
    if form.takes_ready:
        return composing.ready_duel(form.meeting, form.ready, by=form.by)
    return composing.order_duel(form.meeting, form.plans, by=form.by, token=form.cleaned_data["token"])


def page(request: PersonRequest, form: DuelForm, status: int) -> HttpResponse:
    """The form again, with everything that was chosen."""
    return TemplateResponse(request, "renders/duel_new.html", duel_context(form), status=status)


def duel_context(form: DuelForm) -> dict[str, Any]:
    """The form with its price."""
    version = form.version
    return {
        "form": form,
        "version": version,
        "champion": form.champion,
        "template": version.template,
        "action": reverse("duel-new", args=[version.template.slug, version.number]),
        "may_launch": True,
        "is_duel": True,
    }
