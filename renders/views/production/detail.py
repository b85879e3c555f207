"""One production plan: what it would order and what that costs, changing it, ordering it, throwing it away."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.permissions import LAUNCH, needs
from renders import composing
from renders.composing.production.blockers import lacking_colours
from renders.composing.production.launching import NotAsShown, launch_production
from renders.composing.production.plans import production_of
from renders.forms.production import PlanLaunchForm, PlanTitleForm, changed_lines
from renders.models import ProductionPlan
from renders.models.money import OverBudget
from renders.views.access import PersonRequest
from renders.views.production.plan_page import PlanPage
from renders.views.sets.compose import over_budget


@require_http_methods(["GET", "HEAD", "POST"])
@needs(LAUNCH)
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    """The plan as of now. POST changes its title and its placements."""
    row = own_plan(request, pk)
    if request.method != "POST":
        return page(request, row)
    form = PlanTitleForm(request.POST)
    if not row.is_pilot_ordered:
        row.lines = changed_lines(request.POST, request.user, row.lines)
        if "leave_out" in request.POST:
            lacking = lacking_colours(production_of(row, by=request.user).rows)
            row.colorways = [pk for pk in row.colorways if pk not in lacking]
    if not form.is_valid():
        return page(request, row, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    changed = {"title": form.cleaned_data["title"], "lines": row.lines, "colorways": row.colorways}
    as_shown = {"is_ordered": False, "is_pilot_ordered": row.is_pilot_ordered}
    ProductionPlan.objects.filter(pk=row.pk, **as_shown).update(**changed)
    return redirect(row)


@require_POST
@needs(LAUNCH)
def launch(request: PersonRequest, pk: int) -> HttpResponse:
    """Order what the page showed, once; nothing where it has changed since."""
    row, form = own_plan(request, pk), PlanLaunchForm(request.POST)
    if not form.is_valid():
        of_moment = form.errors.get("starts_at")
        reason = str(of_moment[0]) if of_moment else _("This button is not of this page.")
        return refused(request, row, reason, HTTPStatus.UNPROCESSABLE_ENTITY)
    chosen = form.cleaned_data
    is_pilot = chosen.pop("part") == "pilot"
    try:
        return redirect(launch_production(row, by=request.user, is_pilot=is_pilot, **chosen))
    except (NotAsShown, composing.TokenAlreadyUsed) as refusal:
        return refused(request, row, str(refusal), HTTPStatus.CONFLICT)
    except composing.NotLaunchable as refusal:
        return refused(request, row, str(refusal), HTTPStatus.UNPROCESSABLE_ENTITY)
    except OverBudget as refusal:
        return refused(request, row, over_budget(refusal), HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
@needs(LAUNCH)
def discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw away a plan that was not ordered."""
    row = own_plan(request, pk)
    unchanged = ProductionPlan.objects.filter(pk=row.pk, is_ordered=False, is_pilot_ordered=row.is_pilot_ordered)
    if unchanged.delete()[0]:
        said = (
            _("The plan “%(plan)s” is discarded. Its pilot %(pilot)s stays ordered.")
            if row.pilot_set
            else _("The plan “%(plan)s” is discarded. Nothing was ordered.")
        )
        messages.success(request, said % {"plan": row, "pilot": row.pilot_set})
    else:
        messages.info(request, _("This plan was ordered already."))
    return redirect("production.list")


def own_plan(request: PersonRequest, pk: int) -> ProductionPlan:
    """A plan of this person, or 404."""
    plans = ProductionPlan.objects.of(request.user).select_related("pilot_set", "shot_set")
    return get_object_or_404(plans, pk=pk)


def refused(request: PersonRequest, row: ProductionPlan, reason: str, status: int) -> HttpResponse:
    """The page as it is now, and why nothing was ordered."""
    messages.warning(request, _("%(reason)s Nothing was ordered.") % {"reason": reason})
    now = ProductionPlan.objects.select_related("pilot_set", "shot_set").filter(pk=row.pk).first()
    if now is None:  # discarded in another window
        return redirect("production.list")
    return page(request, now, status, starts_at=request.POST.get("starts_at", ""))


def page(request: PersonRequest, row: ProductionPlan, status: int = HTTPStatus.OK, **more: Any) -> HttpResponse:
    context: dict[str, Any] = {"plan": row, "form": PlanTitleForm({"title": row.title}), **more}
    if not row.is_ordered:
        production = production_of(row, by=request.user)
        context["page"] = PlanPage(production, request.user)
    return TemplateResponse(request, "renders/production/detail.html", context, status=status)
