"""Publications: what went out where, and whether it is live."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import BaseModel

from renders.api.pictures import Id
from renders.api.protocol.lists import DEFAULT_LIMIT, Before, Limit, found_or_404, keyset
from renders.api.protocol.tokens import Bearer
from renders.models import ApiScope, Publication
from renders.models.publications import PublicationQuerySet
from renders.pipeline.publishing.deliveries import provenance_of

router = Router(tags=[gettext_noop("Publications")])


class PublicationOut(BaseModel):
    """One picture in one gallery slot of one channel."""

    id: int
    channel: str
    state: str
    sku: str
    placement: str
    gallery_slot: str
    address: str
    alt_text: str
    render: int
    decision: int
    sha256: str
    digital_source_type: str
    ai_system: str
    ai_system_version: str
    visible_ai_label: str
    unmarked_addresses: list[str]
    published_at: datetime | None
    explanation: str


class PublicationPage(BaseModel):
    items: list[PublicationOut]
    next: str | None


@router.get(
    "",
    response=PublicationPage,
    auth=Bearer(ApiScope.READ_PUBLICATIONS),
    summary=gettext_noop("List publications"),
)
def list_publications(request: HttpRequest, before: Before = None, limit: Limit = DEFAULT_LIMIT) -> Any:
    return keyset(rows(), request.path, before, limit, publications_out)


@router.get(
    "/{pk}", response=PublicationOut, auth=Bearer(ApiScope.READ_PUBLICATIONS), summary=gettext_noop("One publication")
)
def read_publication(request: HttpRequest, pk: Id) -> Any:
    missing = _("There is no publication %(number)s.") % {"number": pk}
    return publications_out([found_or_404(rows().filter(pk=pk), missing)])[0]


def rows() -> PublicationQuerySet:
    """With how each picture was made."""
    return Publication.objects.latest_first().select_related("render__shot__version__template", "render__parent")


def publications_out(found: Sequence[Publication]) -> list[PublicationOut]:
    return [publication_out(one) for one in found]


def publication_out(one: Publication) -> PublicationOut:
    shot, provenance = one.render.shot, provenance_of(one)
    return PublicationOut(
        id=one.pk,
        channel=one.channel.slug,
        state=one.state,
        sku=shot.colorway.sku,
        placement=shot.placement.slug,
        gallery_slot=one.gallery_slot,
        address=one.address,
        alt_text=one.alt_text,
        render=one.render_id,
        decision=one.decision_id,
        sha256=one.sha256,
        digital_source_type=provenance.source_type,
        ai_system=provenance.ai_system,
        ai_system_version=provenance.ai_system_version,
        visible_ai_label=one.render.visible_label,
        unmarked_addresses=one.unmarked_addresses.splitlines(),
        published_at=one.published_at,
        explanation=one.explanation,
    )
