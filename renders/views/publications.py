"""Publishing: approved pictures to send out, what is live, and the public bucket of this machine."""

import re
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.files.storage import FileSystemStorage, storages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from renders import publishing, tasks
from renders.finishing import CONTENT_TYPES
from renders.forms.publishing import PublishForm
from renders.models import Decision, Publication
from renders.models.publications import OWES_A_STEP
from renders.schedule import Ring
from renders.views.access import PersonRequest, sees_work
from renders.views.polling import has_seen, mark_of

MOST_LISTED = 48
ROWS_A_PAGE = 25
PUBLIC_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(webp|jpg|jpeg|png)")
ONE_YEAR = "public, max-age=31536000, immutable"


@require_safe
@sees_work
def publication_list(request: PersonRequest) -> HttpResponse:
    """What is approved and not out yet, and what went out."""
    if not request.htmx:
        return publishing_page(request, PublishForm(listed=approved()))
    context = outgoing(request)
    if has_seen(request, context["mark"]):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return TemplateResponse(request, "renders/_publications.html", context)


@require_POST
@permission_required("renders.publish_publication", raise_exception=True)
def publication_create(request: PersonRequest) -> HttpResponse:
    """Plan the chosen pictures, all of them or none."""
    form = PublishForm(request.POST, listed=approved())
    if form.is_valid():
        try:
            planned = plan(form, request.user)
        except publishing.NotApproved as refusal:
            form.add_error("decisions", str(refusal))
        else:
            messages.success(request, f"{pictures(planned)} on the way. Live once read back.")
            return redirect("publication-list")
    return publishing_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_safe
@sees_work
def publication(request: PersonRequest, pk: int) -> HttpResponse:
    """One picture in one slot: where it is, who stands behind it, what was read back."""
    found = get_object_or_404(Publication.objects.with_story(), pk=pk)
    context = {
        "publication": found,
        "is_moving": found.state in OWES_A_STEP,
        "source": publishing.source_type(found).term,
        "address": request.build_absolute_uri(found.absolute_address) if found.address else "",
        "mark": mark_of(found.state, found.explanation, found.tries),
    }
    if has_seen(request, str(context["mark"])):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return TemplateResponse(request, f"renders/{'_' if request.htmx else ''}publication.html", context)


@require_POST
@permission_required("renders.publish_publication", raise_exception=True)
def publication_retry(request: PersonRequest, pk: int) -> HttpResponse:
    """Try one that failed once more."""
    found = get_object_or_404(Publication, pk=pk)
    with transaction.atomic():
        is_trying = publishing.retry(found, by=request.user)
        ring([found.pk])
    if not is_trying:
        messages.warning(request, "This picture is not stopped any more. Nothing was sent again.")
    return redirect(found)


@login_not_required
@require_safe
def public_picture(request: HttpRequest, path: str) -> FileResponse:
    """A file of the public bucket, when that is a folder of this machine. Anybody may read it."""
    bucket = storages["public"]
    if not (isinstance(bucket, FileSystemStorage) and PUBLIC_NAME.fullmatch(path) and bucket.exists(path)):
        raise Http404
    response = FileResponse(bucket.open(path), content_type=CONTENT_TYPES[path.rpartition(".")[2]])
    response["Cache-Control"] = ONE_YEAR
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def plan(form: PublishForm, person: Any) -> int:
    """Plan every chosen picture and wake a worker; the number planned. Raises `NotApproved` and plans none."""
    with transaction.atomic():
        planned = [
            publishing.request(one, channel=form.cleaned_data["channel"], by=person, alt_text=form.alt_text(one)).pk
            for one in form.cleaned_data["decisions"]
        ]
        ring(planned)
    return len(planned)


def ring(ids: list[int]) -> None:
    """Wake a worker once this is durable. A queue that does not answer costs a moment: the clock finds the rows."""
    transaction.on_commit(lambda: tasks.ring([Ring("publish", tuple(ids))]), robust=True)


def approved() -> list[Decision]:
    """What may be published and was not yet, the longest waiting first."""
    return list(Decision.objects.unpublished().with_order()[:MOST_LISTED])


def publishing_page(request: PersonRequest, form: PublishForm, *, status: int = 200) -> HttpResponse:
    """The whole publishing page."""
    slots = {publishing.slot_of(decision): decision.pk for decision in form.listed}
    taken = Publication.objects.standing().filter(slot__in=slots).select_related("channel")
    replaced = {slots[one.slot]: one for one in taken}
    context = {"form": form, "replaced": replaced, "more": more_than(form.listed), **outgoing(request)}
    return TemplateResponse(request, "renders/publication_list.html", context, status=status)


def more_than(listed: list[Decision]) -> int:
    """How many approved pictures the page does not list."""
    return Decision.objects.unpublished().count() - len(listed) if len(listed) == MOST_LISTED else 0


def outgoing(request: PersonRequest) -> dict[str, Any]:
    """What went out or is on its way, and how much of it is live."""
    page = Paginator(Publication.objects.latest_first(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    counts = Publication.objects.standing().values_list("state").annotate(count=Count("pk"))
    tally = dict(counts.order_by("state"))
    return {
        "page_obj": page,
        "tally": tally,
        "standing": sum(tally.values()),
        "is_moving": any(state in OWES_A_STEP for state in tally),
        "mark": mark_of([(one.pk, one.state, one.explanation) for one in page], tally),
    }


def pictures(count: int) -> str:
    """ "1 picture is", "3 pictures are"."""
    return "1 picture is" if count == 1 else f"{count} pictures are"
