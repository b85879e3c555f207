"""Publishing: approved pictures to send out, and what went out."""

from collections import Counter
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from config.permissions import PUBLISH, VIEW_WORK, needs
from renders.forms.publishing import PublishForm
from renders.models import Decision, Publication
from renders.models.publications import DUE_STATES, State
from renders.pipeline import publish
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue
from renders.views.access import PersonRequest
from renders.views.latest_first import LatestPage
from renders.views.revisions import Revision, unchanged

MAX_LISTED = 32
ROWS_A_PAGE = 20


@require_safe
@needs(VIEW_WORK)
def list_page(request: PersonRequest) -> HttpResponse:
    if not request.htmx:
        return publishing_page(request, PublishForm(listed=approved()))
    context = outgoing(request)
    if context["revision"].is_seen_by(request):
        return unchanged()
    return TemplateResponse(request, "renders/publications/_list.html", context)


@require_POST
@needs(PUBLISH)
def create(request: PersonRequest) -> HttpResponse:
    """Plan the chosen pictures, all of them or none."""
    form = PublishForm(request.POST, listed=approved())
    if form.is_valid():
        try:
            planned = plan(form, request.user)
        except publish.NotApproved as refusal:
            form.add_error("decisions", str(refusal))
        else:
            text = ngettext(
                "%(number)s picture is on the way. Live once read back.",
                "%(number)s pictures are on the way. Live once read back.",
                planned,
            )
            messages.success(request, text % {"number": planned})
            return redirect("publications.list")
    return publishing_page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def plan(form: PublishForm, person: User) -> int:
    """Plan every chosen picture and notify a worker; the number planned. Raises `NotApproved` and plans none."""
    with transaction.atomic():
        planned = [
            publish.request(one, channel=form.cleaned_data["channel"], by=person, alt_text=form.alt_text(one)).pk
            for one in form.cleaned_data["decisions"]
        ]
        enqueue_on_commit(Enqueue("publish", tuple(planned)))
    return len(planned)


def approved() -> list[Decision]:
    """Approved pictures that were never published, the longest waiting first."""
    return list(Decision.objects.unpublished().with_order()[:MAX_LISTED])


def publishing_page(request: PersonRequest, form: PublishForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
    title = _("Publish, %(number)s approved") % {"number": len(form.listed)} if form.listed else _("Publish")
    context = {
        "title": f"{_('Error:')} {title}" if form.errors else title,
        "form": form,
        "rows": form.rows(replaced_by(form.listed)),
        "more": unlisted(form.listed),
        **outgoing(request),
    }
    return TemplateResponse(request, "renders/publications/list.html", context, status=status)


def replaced_by(decisions: list[Decision]) -> dict[int, list[Publication]]:
    """By decision: the publications, one a channel at most, that it would replace."""
    slots = {publish.gallery_slot_of(decision): decision.pk for decision in decisions}
    replaced: dict[int, list[Publication]] = {}
    for one in Publication.objects.not_replaced().filter(gallery_slot__in=slots).select_related("channel"):
        replaced.setdefault(slots[one.gallery_slot], []).append(one)
    return replaced


def unlisted(listed: list[Decision]) -> int:
    """How many approved pictures the page does not list."""
    return Decision.objects.count_unpublished() - len(listed) if len(listed) == MAX_LISTED else 0


def outgoing(request: PersonRequest) -> dict[str, Any]:
    """What went out or is on its way, and how much of it is live."""
    page = LatestPage.of(Publication.objects.latest_first(), request, ROWS_A_PAGE)
    counts = Publication.objects.counts()
    return {
        "publications": page.rows,
        **page.links,
        "live": counts[State.PUBLISHED],
        "total": counts.total(),
        "unfinished": unfinished(counts),
        "is_moving": any(counts[state] for state in DUE_STATES),
        "revision": Revision([(one.pk, one.state, one.explanation) for one in page.rows], sorted(counts.items())),
    }


def unfinished(counts: Counter[str]) -> list[str]:
    """ "3 waiting", "1 checking", "2 failed": what is not live yet."""
    states = (State.PLANNED, State.UPLOADED, State.FAILED)
    return [f"{counts[state]} {state.label.lower()}" for state in states if counts[state]]
