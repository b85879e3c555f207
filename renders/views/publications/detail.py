"""One publication: where the picture is, who approved it, what was read back."""

from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.permissions import PUBLISH, VIEW_WORK, needs
from renders.forms.publishing.alt_text import AltTextForm
from renders.models import Publication
from renders.models.publications import DUE_STATES, State
from renders.pipeline.publishing import requests
from renders.pipeline.publishing.deliveries import provenance_of
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue
from renders.views.access import PersonRequest
from renders.views.revisions import Revision, unchanged


@require_safe
@needs(VIEW_WORK)
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    return detail_page(request, pk)


def detail_page(
    request: PersonRequest, pk: int, *, form: AltTextForm | None = None, status: int = HTTPStatus.OK
) -> HttpResponse:
    related = ("release", "replaces__render", "withdrawn_by", "listing")
    publication = get_object_or_404(Publication.objects.with_history().select_related(*related), pk=pk)
    revision = Revision(publication.state, publication.explanation, publication.tries, publication.wanted_alt_text)
    if revision.is_seen_by(request):
        return unchanged()
    context = {
        "publication": publication,
        "shot": publication.render.shot,
        "is_moving": publication.state in DUE_STATES or publication.due_at is not None,
        "form": form or AltTextForm(initial={"alt_text": publication.wanted_alt_text or publication.alt_text}),
        "has_failed": publication.state == State.FAILED,
        "is_unconfirmed": publication.may_be_live and not publication.is_live,
        "provenance": provenance_of(publication),
        "may_leave": publication.state in requests.WITHDRAWABLE,
        "may_go_out_again": publication.state in (State.FAILED, State.WITHDRAWN),
        "unmarked": publication.unmarked_addresses.splitlines(),
        "address": request.build_absolute_uri(publication.absolute_address) if publication.address else "",
        "revision": revision,
    }
    return TemplateResponse(
        request, f"renders/publications/{'_' if request.htmx else ''}detail.html", context, status=status
    )


@require_POST
@needs(PUBLISH)
def retry(request: PersonRequest, pk: int) -> HttpResponse:
    publication = get_object_or_404(Publication.objects.select_related("replaces"), pk=pk)
    with transaction.atomic():
        is_retried = requests.retry(publication, by=request.user)
        enqueue_on_commit(Enqueue("publish", (publication.pk,)))
    if not is_retried:
        messages.warning(request, _("This picture has not failed any more. Nothing was sent again."))
    return redirect(publication)


@require_POST
@needs(PUBLISH)
def describe(request: PersonRequest, pk: int) -> HttpResponse:
    """Change the alternative text of a live picture; a worker carries it to the channel."""
    publication = get_object_or_404(Publication.objects.select_related("channel", "render__shot__shot_set"), pk=pk)
    form = AltTextForm(request.POST)
    if not form.is_valid():
        return detail_page(request, pk, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    with transaction.atomic():
        is_live = requests.describe(publication, form.cleaned_data["alt_text"], by=request.user)
        enqueue_on_commit(Enqueue("publish", (publication.pk,)))
    if not is_live:
        messages.warning(request, _("This picture is not live any more. Its text was not changed."))
    return redirect(publication)
