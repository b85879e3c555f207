"""Cutting the picture of a grid: each of its cells becomes a candidate in the shot of its own colour."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.permissions import SUBMIT, needs
from renders.composing import finishing
from renders.forms.shots import GridForm
from renders.views.access import PersonRequest
from renders.views.shots.candidate import cell_or_404
from renders.views.shots.grid.responses import own_grid
from renders.views.shots.grid.view_model import Grid


@require_http_methods(["GET", "HEAD", "POST"])
@needs(SUBMIT)
def cells(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """How many pictures the grid shows, and of which colours. POST cuts it."""
    grid = own_grid(request, code, number=number)
    render, product = cell_or_404(grid, number).render, grid.shot.colorway.product
    try:
        ordered = finishing.ordered_cells(grid.shot)
    except finishing.NotFinishable as refusal:
        messages.error(request, str(refusal))
        return redirect(grid.shot)
    if request.method != "POST":
        return page(request, grid, number, GridForm(product=product, ordered=ordered))
    form = GridForm(request.POST, product=product, ordered=ordered)
    if not form.is_valid():
        return page(request, grid, number, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    chosen = form.cleaned_data
    try:
        cut = finishing.cut_grid(render, chosen["rows"], chosen["columns"], form.shown, by=request.user)
    except finishing.NotFinishable as refusal:
        form.add_error(None, _("%(refusal)s Nothing was made.") % {"refusal": refusal})
        return page(request, grid, number, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    text = _("The grid is cut into %(count)s candidates, each in a shot of its own colour. This is free.")
    messages.success(request, text % {"count": len(cut)})
    return redirect(grid.shot.shot_set)


def page(request: PersonRequest, grid: Grid, number: int, form: GridForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"grid": grid, "shot": grid.shot, "cell": cell_or_404(grid, number), "form": form}
    return TemplateResponse(request, "renders/shots/cells.html", context, status=status)
