"""How the parts of the candidate grid are drawn, for the page and for htmx."""

from collections.abc import Container
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from renders.forms.shots import SubmissionForm
from renders.models.renders import State
from renders.views.access import PersonRequest
from renders.views.shots.grid.view_model import Grid


def own_grid(request: PersonRequest, code: str, *, number: str | int | None = None) -> Grid:
    """The grid of a shot this person launched. Raises `PermissionDenied` for anybody else."""
    grid = Grid.of(code, request.user, number=number)
    if not grid.is_own:
        raise PermissionDenied(_("Only the person who launched a set can mark, pick and submit its candidates."))
    return grid


def changed_parts(
    request: PersonRequest, grid: Grid, *, touched: Container[int] = (), with_messages: bool = False
) -> HttpResponse:
    """The poller with its new revision, and out of band the cells that changed since the page's revision.

    Cells of `touched` renders count as changed too; an answer to a click also brings its messages.
    """
    news = grid.revision.news_for(request)
    known = [cell for cell in grid.cells if cell.number not in news.added]
    changed = [cell for cell in known if cell.number in news.changed or cell.render.pk in touched]
    added = [cell for cell in grid.cells if cell.number in news.added]
    context = {
        "changed": changed,
        "added": added,
        # Which models take what was refused is much to read, and is the same until one more fails or is ordered again.
        "with_refusals": any(cell.render.state == State.FAILED for cell in [*changed, *added]),
        "with_messages": with_messages,
        **grid_context(grid, is_out_of_band=True),
    }
    return TemplateResponse(request, "renders/shots/_changes.html", context)


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
