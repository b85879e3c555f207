"""One candidate: its viewer, its mark, picking it as baseline, and retrying a failed one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Colorway
from config.permissions import LAUNCH, SUBMIT, VIEW_WORK, needs
from renders import composing
from renders.forms.reviewing.comments import ThreadForm
from renders.insights.channel_rules import fits_of
from renders.models import Baseline, Render, Review
from renders.models.baselines import NotPickable
from renders.models.money import OverBudget
from renders.pipeline import collect, tasks
from renders.schedule import Enqueue
from renders.templatetags.packshot import dollars
from renders.views.access import PersonRequest
from renders.views.guests.advice import AdviceOfGuests
from renders.views.shots.claims import RenderClaim
from renders.views.shots.compare import Comparison
from renders.views.shots.grid.cell import Cell
from renders.views.shots.grid.responses import changed_parts, grid_context, own_grid
from renders.views.shots.grid.view_model import Grid
from renders.views.shots.lineage import lineage_of
from renders.views.stages import Stage, StagePicture, marks_of
from renders.views.threads import Threads

# Pictures after this one that the browser has before they are asked for.
PRELOADED = 2
MARKS = {"star": Render.Mark.STAR, "drop": Render.Mark.DROP, "none": Render.Mark.NONE}


@require_safe
@needs(VIEW_WORK)
def candidate(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """The viewer: the picture at every size, its findings, its history."""
    grid = Grid.of(code, request.user, number=number)
    cell = cell_or_404(grid, number)
    at = grid.cells.index(cell)
    neighbours = {"previous": grid.cells[at - 1] if at else None, "following": next(iter(grid.cells[at + 1 :]), None)}
    may_vary = request.user.has_perm(LAUNCH) and composing.usable_references().filter(pk=cell.render.pk).exists()
    compare_address = Comparison.beside(grid, number).address
    context = {**grid_context(grid), "cell": cell, "view": "viewer", "may_vary": may_vary, **neighbours}
    context["compare_address"] = compare_address
    if cell.render.has_picture:
        threads = Threads(grid.shot.pk, request.user, view="viewer", seen=cell.render)
        advice = AdviceOfGuests(code, [cell.render], cell.render)
        comment = comment_form(grid.review, cell.render)
        stage = advice.pinned_on(threads.pinned_on(stage_of(grid, cell), takes_pins=comment is not None))
        context |= {"advice": advice, "stage": stage, "lineage": lineage_of(cell.render), "threads": threads}
        context["comment_form"] = comment
        context["claim"] = RenderClaim(cell.render, code, request.user)
        context["channel_fits"] = fits_of(cell.render)
    context["preloaded"] = [other.render.pk for other in grid.cells[at + 1 :] if other.render.has_picture][:PRELOADED]
    # A grid shows several colours, and only what was ordered can be one.
    of_product = Colorway.objects.filter(product=grid.shot.colorway.product_id)
    context["may_cut"] = not cell.render.parent_id and of_product.count() > 1
    return TemplateResponse(request, "renders/shots/candidate.html", context)


def comment_form(review: Review | None, render: Render) -> ThreadForm | None:
    """Starts a thread in the newest review of the shot, where this render was submitted to it."""
    if not review or not review.shows(render):
        return None
    return ThreadForm(review, auto_id="comment-%s", initial={"candidate": render.number})


def stage_of(grid: Grid, cell: Cell) -> Stage:
    subject = _("%(subject)s, candidate %(cell_number)s") % {"subject": grid.subject, "cell_number": cell.number}
    return Stage(
        "stage",
        grid.shot.code,
        grid.shot.aspect,
        _("Picture, candidate %(cell_number)s") % {"cell_number": cell.number},
        StagePicture.of_render(cell.render, subject),
        marks=marks_of(cell.findings, cell.render, cell.render.contract.prompt),
    )


@require_POST
@needs(SUBMIT)
def mark(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Star, drop or clear: the form names the mark it wants, so that a second click changes nothing."""
    grid = own_grid(request, code, number=number)
    cell, wanted = cell_or_404(grid, number), MARKS.get(request.POST.get("mark", ""))
    if wanted is None:
        raise Http404("No such mark")
    cell.render.set_mark(wanted)
    if request.htmx:
        return marked(request, code, number)
    return redirect(address_of_form(request, grid, number))


def marked(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """The buttons with the new mark; in a grid also what a star chooses where nobody chose before."""
    view, shown = request.POST.get("view"), request.POST.get("shown")
    grid = Grid.of(code, request.user, number=request.POST.get("candidate") if view == "grid" else number, shown=shown)
    context = {**grid_context(grid), "cell": cell_or_404(grid, number), "view": view}
    context["is_moved"] = bool(grid.chosen and view == "grid" and str(grid.chosen.number) != shown)
    return TemplateResponse(request, "renders/shots/_cell_marked.html", context)


@require_POST
@needs(SUBMIT)
def baseline(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Make it the baseline of its prompt version."""
    grid = own_grid(request, code, number=number)
    touched = {grid.baseline} if grid.baseline else set()
    try:
        touched.add(Baseline.pick(cell_or_404(grid, number).render, by=request.user).render_id)
    except NotPickable as refusal:
        messages.error(request, str(refusal))
    else:
        picked = _("Candidate %(number)s is the baseline of %(version)s.") % {
            "number": number,
            "version": grid.shot.version,
        }
        messages.success(request, _("%(picked)s An admin can freeze the prompt.") % {"picked": picked})
    if request.htmx:
        grid = Grid.of(code, request.user, number=number)
        return changed_parts(request, grid, touched=touched, with_messages=True)
    return redirect(address_of_form(request, grid, number))


@require_POST
@needs(LAUNCH)
def retry(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Order one new render in place of a failed one."""
    grid = own_grid(request, code, number=number)
    try:
        render = composing.retry_render(cell_or_404(grid, number).render, by=request.user)
    except OverBudget as refusal:
        missing = dollars(refusal.short_micros)
        text = _("%(budget)s is short by %(missing)s. An admin can raise it. Nothing was ordered.") % {
            "budget": refusal.budget,
            "missing": missing,
        }
        messages.error(request, text)
    except composing.NotLaunchable as refusal:
        messages.error(request, _("%(refusal)s Nothing was ordered.") % {"refusal": refusal})
    else:
        messages.success(
            request,
            _("Candidate %(number)s is rendered again as candidate %(render_number)s.")
            % {"number": number, "render_number": render.number},
        )
    if request.htmx:
        return changed_parts(request, Grid.of(code, request.user), with_messages=True)
    return redirect(address_of_form(request, grid, number))


@require_POST
@needs(LAUNCH)
def fetch_again(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Fetch a paid picture that could not be had once more."""
    grid = own_grid(request, code, number=number)
    render = cell_or_404(grid, number).render
    if collect.fetch_again(render, by=request.user):
        tasks.enqueue_on_commit(Enqueue("collect", (render.pk,)))
        messages.success(
            request, _("The picture of candidate %(number)s is fetched again. This costs nothing.") % {"number": number}
        )
    else:
        messages.error(
            request,
            _("Candidate %(number)s has no picture to fetch any more. Nothing was ordered.") % {"number": number},
        )
    if request.htmx:
        return changed_parts(request, Grid.of(code, request.user), with_messages=True)
    return redirect(address_of_form(request, grid, number))


def cell_or_404(grid: Grid, number: int) -> Cell:
    """The cell with this number, or 404."""
    for cell in grid.cells:
        if cell.number == number:
            return cell
    raise Http404("No such candidate")


def address_of_form(request: PersonRequest, grid: Grid, number: int) -> str:
    """The page that sent the form, with the details of the same candidate."""
    if request.POST.get("view") == "viewer":
        return reverse("shots.candidate", args=[grid.shot.code, number])
    return f"{grid.shot.get_absolute_url()}?shown={number}#candidate-{number}"
