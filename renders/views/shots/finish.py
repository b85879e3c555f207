"""Finishing a ready candidate: what will be done is said in words first, and becomes a candidate of its own."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.permissions import SUBMIT, needs
from renders.composing import finishing
from renders.forms.shots import FinishForm
from renders.views.access import PersonRequest
from renders.views.shots.candidate import cell_or_404
from renders.views.shots.grid.responses import own_grid
from renders.views.shots.grid.view_model import Grid


@require_http_methods(["GET", "HEAD", "POST"])
@needs(SUBMIT)
def finish(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """The steps with their settings, and what they come to. POST makes the picture."""
    grid = own_grid(request, code, number=number)
    label_step = finishing.label_step_of([grid.shot])
    form = FinishForm.of(request, label_step)
    if request.method != "POST":
        return page(request, grid, number, form)
    if not form.is_valid():
        return page(request, grid, number, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if "say" in request.POST:
        return page(request, grid, number, form)
    try:
        made = finishing.finish(cell_or_404(grid, number).render, form.chain, by=request.user)
    except finishing.NotFinishable as refusal:
        messages.error(request, _("%(refusal)s Nothing was made.") % {"refusal": refusal})
        return page(request, grid, number, form, HTTPStatus.CONFLICT)
    text = _("Candidate %(made)s is made of candidate %(number)s: %(steps)s. This is free, and changes nothing else.")
    messages.success(request, text % {"made": made.number, "number": number, "steps": form.chain_text})
    # The grid shows by itself how far it is.
    return redirect(f"{grid.address}?candidate={made.number}#candidate-{made.number}")


def page(
    request: PersonRequest, grid: Grid, number: int, form: FinishForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    cell = cell_or_404(grid, number)
    context = {"grid": grid, "shot": grid.shot, "cell": cell, "render": cell.render, "form": form, "count": 1}
    return TemplateResponse(request, "renders/shots/finish.html", context, status=status)
