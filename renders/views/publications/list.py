"""Publishing: approved pictures to send out, and what went out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.validators import slug_re
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models.slices import first_keys
from config.permissions import VIEW_WORK, needs
from renders.forms.publishing.plan import PublishForm
from renders.models import Channel, Decision, Publication, Shot
from renders.models.decisions import DecisionQuerySet
from renders.models.publications import DUE_STATES, State
from renders.pipeline.publishing.requests import gallery_slot_of
from renders.views.access import PersonRequest
from renders.views.latest_first import LatestPage
from renders.views.revisions import Revision, unchanged

MAX_LISTED = 32
# Among how many of them those are looked for that a channel does not have.
LATEST_APPROVALS = 1_000
ROWS_A_PAGE = 20


@dataclass(frozen=True)
class ApprovedRow:
    """One approved picture on the page; `replaces` is what it would replace, in one channel or another."""

    decision: Decision
    shot: Shot
    replaces: Iterable[Publication]
    is_chosen: bool


@require_safe
@needs(VIEW_WORK)
def list_page(request: PersonRequest) -> HttpResponse:
    if not request.htmx:
        return publishing_page(request, PublishForm(initial={"channel": asked_channel(request)}))
    context = outgoing(request)
    if context["revision"].is_seen_by(request):
        return unchanged()
    return TemplateResponse(request, "renders/publications/_list.html", context)


def asked_channel(request: PersonRequest) -> Channel | None:
    """The channel of which the page lists what is not there yet; None for what is nowhere yet."""
    slug = request.GET.get("to", "")
    return Channel.objects.filter(is_enabled=True, slug=slug).first() if slug_re.match(slug) else None


def publishing_page(request: PersonRequest, form: PublishForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
    channel = asked_channel(request)
    listed = list((missing_in(channel) if channel else approved())[:MAX_LISTED])
    replaced = replaced_by(listed)
    title = _("Publish, %(number)s approved") % {"number": len(listed)} if listed else _("Publish")
    context = {
        "title": f"{_('Error:')} {title}" if form.errors else title,
        "form": form,
        "rows": [ApprovedRow(one, one.review.shot, replaced.get(one.pk, ()), form.has_chosen(one)) for one in listed],
        "more": 0 if channel else unlisted(listed),
        "channels": Channel.objects.filter(is_enabled=True),
        "to": channel,
        **outgoing(request),
    }
    return TemplateResponse(request, "renders/publications/list.html", context, status=status)


def approved() -> DecisionQuerySet:
    """Approved pictures that were never published, the longest waiting first."""
    return Decision.objects.unpublished().with_order()


def missing_in(channel: Channel) -> DecisionQuerySet:
    """Of the latest approvals those that this channel does not have, the latest first."""
    had = Publication.objects.filter(channel=channel, decision=OuterRef("pk")).exclude(state=State.WITHDRAWN)
    latest = first_keys(Decision.objects.approvals().order_by("-pk"), LATEST_APPROVALS)
    return Decision.objects.filter(pk__in=latest).exclude(Exists(had)).with_order().order_by("-pk")


def replaced_by(decisions: list[Decision]) -> dict[int, list[Publication]]:
    """By decision: the publications, one a channel at most, that it would replace."""
    slots = {gallery_slot_of(decision): decision.pk for decision in decisions}
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
    states = (State.PLANNED, State.UPLOADED, State.UNCONFIRMED, State.FAILED, State.WITHDRAWING)
    return [f"{counts[state]} {state.label.lower()}" for state in states if counts[state]]
