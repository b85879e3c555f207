"""The candidate grid of one shot: its cells, what changed since, and submitting it for review."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from config.permissions import SUBMIT, VIEW_WORK, needs
from renders.forms.shots import SubmissionForm
from renders.models import Review
from renders.models.reviews import AlreadyOpen, NotJudgeable
from renders.views.access import PersonRequest
from renders.views.revisions import unchanged
from renders.views.shots.grid.responses import changed_parts, grid_context, own_grid
from renders.views.shots.grid.view_model import Grid
from renders.views.threads import Threads

# Which candidates of the grid are shown, with what the choice is called. A style hides the others, as marks change.
SHOWN = {
    "": gettext_lazy("All"),
    "starred": gettext_lazy("Starred"),
    "unmarked": gettext_lazy("Unmarked"),
    "kept": gettext_lazy("Without dropped ones"),
}


@require_safe
@needs(VIEW_WORK)
def detail(request: PersonRequest, code: str) -> HttpResponse:
    """The grid, with candidate `?candidate=` chosen; for htmx only the parts that a choice changes."""
    grid = Grid.of(code, request.user, number=request.GET.get("candidate"), shown=request.GET.get("shown"))
    if request.htmx:
        return TemplateResponse(request, "renders/shots/_chosen.html", grid_context(grid, is_out_of_band=True))
    return TemplateResponse(request, "renders/shots/detail.html", page_context(request, grid))


@require_safe
@needs(VIEW_WORK)
def changes(request: PersonRequest, code: str) -> HttpResponse:
    """The parts that changed since the revision `?seen=`; 204 when none did."""
    grid = Grid.of(code, request.user, number=request.GET.get("candidate"), shown=request.GET.get("shown"))
    return unchanged() if grid.revision.is_seen_by(request) else changed_parts(request, grid)


@require_POST
@needs(SUBMIT)
def submit(request: PersonRequest, code: str) -> HttpResponse:
    """Submit the chosen candidate for review, with the starred ones beside it."""
    grid = own_grid(request, code, number=request.POST.get("pick"))
    form = SubmissionForm(grid.shot, request.POST)
    if not form.is_valid():
        return refused(request, grid, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        review = Review.submit(grid.shot, others=grid.companions, by=request.user, **form.cleaned_data)
    except NotJudgeable as refusal:
        form.add_error("pick", str(refusal))
        return refused(request, grid, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except AlreadyOpen:
        form.add_error(None, _("This shot is in review already. Nothing was submitted again."))
        return refused(request, grid, form, HTTPStatus.CONFLICT)
    messages.success(request, _("Candidate %(pick_number)s is in review.") % {"pick_number": review.pick.number})
    return redirect(grid.shot)


def page_context(request: PersonRequest, grid: Grid) -> dict[str, Any]:
    """The grid with the candidates `?show=` in it, its comments, and the next shot of the set."""
    show = request.GET.get("show", "")
    threads = Threads(grid.shot.pk, request.user, view="grid")
    shown = {"show": show if show in SHOWN else "", "filters": SHOWN}
    return {**grid_context(grid), **shown, "next_shot": grid.next_shot, "threads": threads}


def refused(request: PersonRequest, grid: Grid, form: SubmissionForm, status: int) -> HttpResponse:
    """The page with everything typed, and why it was not submitted."""
    context = {**page_context(request, grid), "form": form}
    return TemplateResponse(request, "renders/shots/detail.html", context, status=status)
