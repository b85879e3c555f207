"""Ordering further candidates after one of them: with changes to its prompt, or more of the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from catalog.linting.patches import PATCHES, PromptPatch, patched
from config.permissions import LAUNCH, needs
from renders import composing
from renders.composing.earlier.reworks import (
    MORE_LIKE_THIS,
    ReworkPlan,
    order_rework,
    plan_rework,
    requested_changes,
    token_of_form,
)
from renders.forms.shots import MoreForm, ReworkForm
from renders.models import Rework
from renders.models.money import OverBudget
from renders.templatetags.packshot import dollars
from renders.views.access import PersonRequest
from renders.views.shots.candidate import cell_or_404
from renders.views.shots.grid.responses import own_grid
from renders.views.shots.grid.view_model import Grid


@dataclass(frozen=True)
class OfferedPatch:
    """One change that can be chosen, and what it does to this prompt; no text where the prompt says so already."""

    name: str
    label: str
    text: str
    is_chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
@needs(LAUNCH)
def rework(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """What can be changed, and what that costs; `?patches=` chooses. POST orders it."""
    grid = own_grid(request, code, number=number)
    if request.method != "POST":
        return page(request, grid, number, ReworkForm(initial={"patches": chosen_at_first(request, grid)}))
    form = ReworkForm(request.POST)
    if not form.is_valid():
        return page(request, grid, number, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    plan = plan_of(request, grid, number, form.cleaned_data["patches"], form.cleaned_data["count"])
    ordered, refusal, status = order(plan, form)
    if ordered is None:
        form.add_error(None, _("%(refusal)s Nothing was ordered.") % {"refusal": refusal})
        return page(request, grid, number, form, status)
    return to_grid(request, grid, ordered)


@require_POST
@needs(LAUNCH)
def more(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Order more of the same."""
    grid, form = own_grid(request, code, number=number), MoreForm(request.POST)
    cell_or_404(grid, number)
    if not form.is_valid():
        messages.error(request, _("This button is not of this page. Nothing was ordered."))
        return redirect(f"{grid.address}?candidate={number}")
    ordered, refusal, _status = order(plan_of(request, grid, number, (), MORE_LIKE_THIS), form)
    if ordered is None:
        messages.error(request, _("%(refusal)s Nothing was ordered.") % {"refusal": refusal})
        return redirect(f"{grid.address}?candidate={number}")
    return to_grid(request, grid, ordered)


def chosen_at_first(request: PersonRequest, grid: Grid) -> Sequence[str]:
    """What the address chooses, else what reviewers asked for."""
    asked = requested_changes(grid.shot.pk)
    return request.GET.getlist("patches") or (asked.patches if asked else [])


def plan_of(request: PersonRequest, grid: Grid, number: int, patches: Sequence[PromptPatch], count: int) -> ReworkPlan:
    return plan_rework(cell_or_404(grid, number).render, patches, count, by=request.user)


def order(plan: ReworkPlan, form: MoreForm) -> tuple[Rework | None, str, int]:
    """The order; else why there is none, and the status that says so."""
    if form.cleaned_data["quoted"] != plan.quote.price_micros:
        return None, _("The price has changed since this page was made."), HTTPStatus.CONFLICT
    try:
        return order_rework(plan, token=form.cleaned_data["token"]), "", HTTPStatus.OK
    except composing.NotLaunchable as refusal:
        return None, str(refusal), HTTPStatus.UNPROCESSABLE_ENTITY
    except OverBudget as refusal:
        fields = {"budget": refusal.budget, "missing": dollars(refusal.short_micros)}
        text = _("%(budget)s is short by %(missing)s. An admin can raise it.") % fields
        return None, text, HTTPStatus.UNPROCESSABLE_ENTITY


def to_grid(request: PersonRequest, grid: Grid, ordered: Rework) -> HttpResponse:
    """The grid shows by itself how far they are."""
    first = ordered.renders.order_by("number")[0].number
    text = ngettext(
        "%(count)s candidate is ordered, %(price)s: %(text)s.",
        "%(count)s candidates are ordered, %(price)s: %(text)s.",
        ordered.count,
    )
    price = dollars(ordered.count * ordered.price_micros)
    messages.success(request, text % {"count": ordered.count, "price": price, "text": ordered})
    return redirect(f"{grid.address}?candidate={first}#candidate-{first}")


def offered(prompt: str, chosen: Iterable[Any]) -> list[OfferedPatch]:
    names = set(map(str, chosen))
    found = []
    for patch in PATCHES:
        after = patched(prompt, [patch])
        text = after.texts[0][1] if after.prompt != prompt else ""
        found.append(OfferedPatch(patch.name, patch.label, text, bool(text) and patch.name in names))
    return found


def page(
    request: PersonRequest, grid: Grid, number: int, form: ReworkForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    cell = cell_or_404(grid, number)
    plan = plan_of(request, grid, number, (), 1)
    context = {
        **{"grid": grid, "shot": grid.shot, "cell": cell, "render": cell.render, "form": form, "plan": plan},
        "problems": [*plan.problems_of_parent, *plan.problems_of_now],
        "offered": offered(plan.parent.contract.prompt, form["patches"].value() or ()),
        "count": str(form["count"].value()),
        "token": token_of_form(cell.render, len(grid.renders)),
        "decision": requested_changes(grid.shot.pk),
    }
    return TemplateResponse(request, "renders/shots/rework.html", context, status=status)
