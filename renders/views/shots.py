"""The candidate grid of one shot: what stands in it, what changed since, and its way to the reviewers."""

from collections.abc import Container
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from renders.forms.submitting import SubmissionForm
from renders.models import Review
from renders.models.reviews import AlreadyOpen, NotJudgeable
from renders.views.access import PersonRequest, sees_work
from renders.views.grids import Grid, Slot

LARGEST = 2**62


@require_safe
@sees_work
def shot(request: PersonRequest, code: str) -> HttpResponse:
    """The grid; `?candidate=3` chooses one. For htmx only what choosing changes."""
    grid = Grid.of(code, request.user, number=request.GET.get("candidate"))
    name = "renders/_shot_chosen.html" if request.htmx else "renders/shot.html"
    return TemplateResponse(request, name, grid_context(grid, is_out_of_band=bool(request.htmx)))


@require_safe
@sees_work
def shot_changes(request: PersonRequest, code: str) -> HttpResponse:
    """What a page that has seen `?since=` does not know: 204 when that is nothing."""
    grid = Grid.of(code, request.user, number=request.GET.get("candidate"))
    if not grid.tally.is_settled and grid.shot.revision <= whole(request.GET.get("since")):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return changes(request, grid)


@require_POST
@permission_required("renders.add_review", raise_exception=True)
def shot_submit(request: PersonRequest, code: str) -> HttpResponse:
    """Put the chosen candidate before the reviewers, starred ones beside it."""
    grid = own_grid(code, request.user, number=request.POST.get("pick"))
    form = SubmissionForm(grid.shot, request.POST)
    if not form.is_valid():
        return refused(request, grid, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        submitted = Review.submit(
            grid.shot,
            others=grid.companions,
            by=request.user,
            pick=form.cleaned_data["pick"],
            note=form.cleaned_data["note"],
        )
    except NotJudgeable as refusal:
        form.add_error("pick", str(refusal))
        return refused(request, grid, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    except AlreadyOpen:
        form.add_error(None, "This shot is in review already. Nothing was submitted again.")
        return refused(request, grid, form, HTTPStatus.CONFLICT)
    messages.success(request, f"Candidate {submitted.pick.number} is in review.")
    return redirect(grid.shot)


def own_grid(code: str, person: Any, *, number: str | int | None = None) -> Grid:
    """The grid of a shot this person launched. Raises `PermissionDenied` for anybody else."""
    grid = Grid.of(code, person, number=number)
    if not grid.is_own:
        raise PermissionDenied("Only who launched a set marks, picks and submits its candidates.")
    return grid


def changes(
    request: PersonRequest, grid: Grid, *, touched: Container[int] = (), is_answer: bool = False
) -> HttpResponse:
    """The poller with its next question, and out of band whatever is new to the page that asks.

    `touched` renders are drawn anew too; an answer to somebody's click also brings its messages.
    """
    asked = request.GET or request.POST
    since, known = whole(asked.get("since")), whole(asked.get("last")) or grid.last_number
    context = {
        "changed": [
            slot for slot in grid.slots if slot.number <= known and (slot.render.pk in touched or is_news(slot, since))
        ],
        "added": [slot for slot in grid.slots if slot.number > known],
        "is_answer": is_answer,
        **grid_context(grid, is_out_of_band=True),
    }
    return TemplateResponse(request, "renders/_shot_changes.html", context)


def is_news(slot: Slot, since: int) -> bool:
    """Whether the slot, or the new render for its failed one, changed after that revision."""
    return slot.render.revision > since or bool(slot.again and slot.again.revision > since)


def refused(request: PersonRequest, grid: Grid, form: SubmissionForm, status: int) -> HttpResponse:
    """The page again, with what was typed."""
    return TemplateResponse(request, "renders/shot.html", {**grid_context(grid), "form": form}, status=status)


def grid_context(grid: Grid, *, is_out_of_band: bool = False) -> dict[str, Any]:
    """What every part of the grid is drawn from."""
    return {
        "grid": grid,
        "shot": grid.shot,
        "chosen": grid.chosen,
        "review": grid.review,
        "decision": grid.decision,
        "form": SubmissionForm(grid.shot),
        "oob": is_out_of_band,
        "view": "grid",
    }


def whole(text: str | None) -> int:
    """A number out of an address; 0 for anything else."""
    return min(int(text), LARGEST) if text and text.isascii() and text.isdigit() and len(text) < 20 else 0
