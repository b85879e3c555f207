"""Opening a blind duel."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.permissions import LAUNCH, needs
from renders import composing
from renders.forms.duels import DuelForm
from renders.models import Duel
from renders.models.money import OverBudget
from renders.views.access import PersonRequest
from renders.views.sets.compose import over_budget
from renders.views.versions.detail import version_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@needs(LAUNCH)
def new(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Products, terms and price of a duel against the current version. POST opens it."""
    version = version_or_404(slug, number)
    champion = version.template.current
    if champion is None or champion.pk == version.pk:
        messages.info(
            request, _("%(version)s needs no duel: there is no other current version to meet.") % {"version": version}
        )
        return redirect("versions.detail", slug, number)
    data = request.POST if request.method == "POST" else request.GET
    form = DuelForm(data, version=version, champion=champion, by=request.user)
    if request.method != "POST":
        name = "renders/versions/_lab_quote.html" if request.htmx else "renders/duels/new.html"
        return TemplateResponse(request, name, form_context(form))
    return open_duel(request, form)


def open_duel(request: PersonRequest, form: DuelForm) -> HttpResponse:
    """Open it, once, at the price the page quoted."""
    if not form.is_valid() or form.problems:
        return form_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, is_refused=True)
    if form.price_has_moved:
        messages.warning(request, _("The price changed since the page was opened. Nothing was ordered."))
        return form_page(request, form, HTTPStatus.CONFLICT)
    try:
        duel = create_duel(form)
    except composing.DuelAlreadyOpen as refusal:
        messages.warning(request, str(refusal))
        return redirect(refusal.duel) if refusal.duel else form_page(request, form, HTTPStatus.CONFLICT)
    except (composing.TokenAlreadyUsed, composing.NotLaunchable) as refusal:
        messages.warning(request, _("%(refusal)s Nothing was ordered.") % {"refusal": refusal})
        return form_page(request, form, HTTPStatus.CONFLICT)
    except OverBudget as refusal:
        messages.error(request, _("%(over_budget)s Nothing was ordered.") % {"over_budget": over_budget(refusal)})
        return form_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, _("%(duel)s is open. Judges find it on their page.") % {"duel": duel})
    return redirect(duel)


def create_duel(form: DuelForm) -> Duel:
    """The duel, on pictures that are ready or on new ones."""
    if form.takes_ready:
        return composing.open_ready_duel(form.terms, form.ready, by=form.by)
    return composing.order_duel(form.terms, form.plans, by=form.by, token=form.cleaned_data["token"])


def form_page(request: PersonRequest, form: DuelForm, status: int, *, is_refused: bool = False) -> HttpResponse:
    """The form again, with everything that was chosen."""
    context = form_context(form) | {"is_refused": is_refused}
    return TemplateResponse(request, "renders/duels/new.html", context, status=status)


def form_context(form: DuelForm) -> dict[str, Any]:
    """The form with its price."""
    version = form.version
    return {
        "form": form,
        "version": version,
        "champion": form.champion,
        "template": version.template,
        "action": reverse("duels.new", args=[version.template.slug, version.number]),
        "is_blocked": bool(form.problems or form.errors),
        "is_duel": True,
    }
