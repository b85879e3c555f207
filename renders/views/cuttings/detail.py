"""One cutting: the cutout beside its photo, whether it is used, and another try with strokes."""

import json
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.permissions import CHANGE_PRODUCTS, VIEW_PRODUCTS, needs
from renders.forms.cuttings import CutAgainForm
from renders.models import Cutting
from renders.models.cuttings import State
from renders.pipeline import cut
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue
from renders.views.access import PersonRequest
from renders.views.revisions import Revision, unchanged

BACKDROPS = ("light", "dark", "checker")


@require_safe
@needs(VIEW_PRODUCTS)
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    cutting = _cutting(pk)
    revision = Revision(cutting.state, cutting.explanation)
    if revision.is_seen_by(request):
        return unchanged()
    return _page(request, cutting, revision)


@require_POST
@needs(CHANGE_PRODUCTS)
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    """Use the cutout from now on."""
    cutting = _cutting(pk)
    if cut.accept(cutting, by=request.user):
        messages.success(request, _("The cutout is in use for new orders."))
        return redirect(cutting.product)
    return _too_late(request, cutting)


@require_POST
@needs(CHANGE_PRODUCTS)
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    cutting = _cutting(pk)
    if not cut.decline(cutting, by=request.user):
        return _too_late(request, cutting)
    messages.success(request, _("The cutout is not used. Cut the photo out again, or upload a cutout of your own."))
    return redirect(cutting)


@require_POST
@needs(CHANGE_PRODUCTS)
def redo(request: PersonRequest, pk: int) -> HttpResponse:
    """Cut the photo out again, with the strokes that were painted over it."""
    cutting, form = _cutting(pk), CutAgainForm(request.POST)
    if not form.is_valid():
        return _page(request, cutting, Revision(cutting.state, cutting.explanation), form)
    again = cut.cut_again(cutting, by=request.user, **form.cleaned_data)
    enqueue_on_commit(Enqueue("cut", (again.pk,)))
    return redirect(again)


def _cutting(pk: int) -> Cutting:
    return get_object_or_404(Cutting.objects.select_related("product", "colorway", "decided_by"), pk=pk)


def _too_late(request: PersonRequest, cutting: Cutting) -> HttpResponse:
    messages.warning(request, _("Somebody decided on this cutout meanwhile. Nothing was changed."))
    return redirect(cutting)


def _page(
    request: PersonRequest, cutting: Cutting, revision: Revision, refused: CutAgainForm | None = None
) -> HttpResponse:
    initial = {"strokes": json.dumps(cutting.strokes), "is_see_through": cutting.is_see_through}
    context = {
        "cutting": cutting,
        "form": refused or CutAgainForm(initial=initial),
        "backdrops": BACKDROPS,
        "is_bad": cutting.state in {State.REFUSED, State.FAILED},
        "is_moving": cutting.state == State.WAITING,
        "may_accept": cutting.may_be_used,
        "may_decline": cutting.may_be_declined,
        "box": ",".join(map(str, cutting.box)),
        "revision": revision,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return TemplateResponse(
        request, f"renders/cuttings/{'_' if request.htmx else ''}detail.html", context, status=status
    )
