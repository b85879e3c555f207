"""One candidate: its viewer, its mark, its place as baseline, and a new render for a failed one."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from renders import composing
from renders.models import Baseline, Render
from renders.models.baselines import NotPickable
from renders.models.money import OverBudget
from renders.templatetags.packshot import dollars
from renders.views.access import PersonRequest, sees_work
from renders.views.grids import Grid, Slot
from renders.views.shots import changes, grid_context, own_grid

MARKS = {"star": Render.Mark.STAR, "drop": Render.Mark.DROP, "none": Render.Mark.NONE}


@require_safe
@sees_work
def candidate(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """The viewer: one picture at every size, its findings, its story."""
    grid = Grid.of(code, request.user, number=number)
    slot = slot_of(grid, number)
    at = grid.slots.index(slot)
    around = {"previous": grid.slots[at - 1] if at else None, "following": next(iter(grid.slots[at + 1 :]), None)}
    context = {**grid_context(grid), "slot": slot, "view": "viewer", **around}
    return TemplateResponse(request, "renders/candidate.html", context)


@require_POST
@permission_required("renders.add_review", raise_exception=True)
def candidate_mark(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Star, drop or neither: the form names the mark it wants, so that a second click changes nothing."""
    grid = own_grid(code, request.user, number=number)
    slot, mark = slot_of(grid, number), MARKS.get(request.POST.get("mark", ""))
    if mark is None:
        raise Http404("No such mark")
    slot.render.set_mark(mark)
    if request.htmx:
        context = {**grid_context(grid), "slot": slot, "view": request.POST.get("view")}
        return TemplateResponse(request, "renders/_slot_marked.html", context)
    return redirect(way_back(request, grid, number))


@require_POST
@permission_required("renders.add_review", raise_exception=True)
def candidate_baseline(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Make it the standard of its prompt version."""
    grid = own_grid(code, request.user, number=number)
    touched = {grid.baseline.render_id} if grid.baseline else set()
    try:
        picked = Baseline.pick(slot_of(grid, number).render, by=request.user)
    except NotPickable as refusal:
        messages.error(request, str(refusal))
    else:
        words = f"Candidate {number} is the baseline of {grid.shot.version}. An admin can freeze the prompt."
        messages.success(request, words)
        touched.add(picked.render_id)
    if request.htmx:
        return changes(request, Grid.of(code, request.user, number=number), touched=touched, is_answer=True)
    return redirect(way_back(request, grid, number))


@require_POST
@permission_required("renders.launch_shotset", raise_exception=True)
def candidate_again(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Order one new render in place of a failed one."""
    grid = own_grid(code, request.user, number=number)
    try:
        render = composing.again(slot_of(grid, number).render, by=request.user)
    except OverBudget as short:
        messages.error(
            request,
            f"{short.budget} is short by {dollars(short.short_micros)}. An admin can raise it. Nothing was ordered.",
        )
    except composing.NotLaunchable as refusal:
        messages.error(request, f"{refusal} Nothing was ordered.")
    else:
        messages.success(request, f"Candidate {number} is rendered again as candidate {render.number}.")
    if request.htmx:
        return changes(request, Grid.of(code, request.user), is_answer=True)
    return redirect(way_back(request, grid, number))


def slot_of(grid: Grid, number: int) -> Slot:
    """The slot with this number, or 404."""
    for slot in grid.slots:
        if slot.number == number:
            return slot
    raise Http404("No such candidate")


def way_back(request: PersonRequest, grid: Grid, number: int) -> str:
    """To where the form stood, with the same candidate chosen."""
    if request.POST.get("view") == "viewer":
        return reverse("candidate", args=[grid.shot.code, number])
    return f"{grid.shot.get_absolute_url()}?candidate={number}#candidate-{number}"
