"""Renders, decisions and approved pictures: read and, once approved, downloaded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Router
from pydantic import BaseModel, Field

from catalog.text import MAX_INTEGER, safe_name
from renders.api.protocol.lists import DEFAULT_LIMIT, Before, Limit, found_or_404, keyset
from renders.api.protocol.problems import ApiRefusal
from renders.api.protocol.tokens import Bearer
from renders.api.sets import SetCode, set_or_404
from renders.finishing import EXTENSIONS
from renders.models import ApiScope, Decision, Render
from renders.pipeline.publishing.deliveries import approved_file

router = Router(tags=[gettext_noop("Pictures")])
Id = Annotated[int, Path(..., ge=1, le=MAX_INTEGER)]


SHOWN_FIELDS = (
    *("number", "state", "mark", "reason", "explanation", "seed", "price_micros", "was_charged"),
    *("sha256", "media_type", "width", "height", "picture_removed_at"),
)


class FindingOut(BaseModel):
    code: str
    severity: str
    message: str


class RenderOut(BaseModel):
    """One candidate."""

    id: int
    shot: str
    number: int
    state: str
    mark: str
    reason: str = Field(description=gettext_noop("Why it failed, as a code"))
    explanation: str
    seed: int
    price_micros: int
    was_charged: bool
    contract_digest: str
    sha256: str
    media_type: str
    width: int | None
    height: int | None
    picture_removed_at: datetime | None = Field(
        description=gettext_noop("When its time was over: there is no file any more")
    )
    findings: list[FindingOut]


class RenderWithContract(RenderOut):
    contract: dict[str, Any] = Field(
        description=gettext_noop("The generation contract; its JSON Schema is at /contracts/v1.json")
    )


class RenderPage(BaseModel):
    items: list[RenderOut]
    next: str | None


class DecisionOut(BaseModel):
    """A verdict on exact bytes."""

    id: int
    render: int
    shot: str
    sku: str
    placement: str
    sha256: str
    verdict: str
    reason: str
    note: str
    by: str
    at: datetime
    undone_at: datetime | None


class DecisionPage(BaseModel):
    items: list[DecisionOut]
    next: str | None


class ApprovedOut(BaseModel):
    """An approved picture, and where its file is. `id` is the one of its decision."""

    id: int
    render: int
    shot: str
    sku: str
    placement: str
    template: str
    version: int
    sha256: str = Field(
        description=gettext_noop("Of the approved bytes; the file is made of them, in the format of the placement")
    )
    width: int | None
    height: int | None
    approved_at: datetime
    file: str


class ApprovedPage(BaseModel):
    items: list[ApprovedOut]
    next: str | None


@router.get(
    "/sets/{code}/renders",
    response=RenderPage,
    auth=Bearer(ApiScope.READ_PICTURES),
    summary=gettext_noop("Candidates of a set"),
)
def list_renders(request: HttpRequest, code: SetCode, before: Before = None, limit: Limit = DEFAULT_LIMIT) -> Any:
    rows = with_rows(Render.objects.filter(shot_set=set_or_404(code)))
    return keyset(rows, request.path, before, limit, lambda found: [render_out(one) for one in found])


@router.get(
    "/renders/{pk}",
    response=RenderWithContract,
    auth=Bearer(ApiScope.READ_PICTURES),
    summary=gettext_noop("One candidate, with its contract"),
)
def read_render(request: HttpRequest, pk: Id) -> Any:
    missing = _("There is no render %(number)s.") % {"number": pk}
    render = found_or_404(with_rows(Render.objects.filter(pk=pk)), missing)
    contract = render.contract.model_dump(mode="json")
    return RenderWithContract(**render_out(render).model_dump(), contract=contract)


@router.get(
    "/decisions",
    response=DecisionPage,
    auth=Bearer(ApiScope.READ_PICTURES),
    summary=gettext_noop("List decisions"),
)
def list_decisions(request: HttpRequest, before: Before = None, limit: Limit = DEFAULT_LIMIT) -> Any:
    return keyset(Decision.objects.with_order(), request.path, before, limit, decisions_out)


@router.get(
    "/decisions/{pk}",
    response=DecisionOut,
    auth=Bearer(ApiScope.READ_PICTURES),
    summary=gettext_noop("One decision"),
)
def read_decision(request: HttpRequest, pk: Id) -> Any:
    missing = _("There is no decision %(number)s.") % {"number": pk}
    return decisions_out([found_or_404(Decision.objects.with_order().filter(pk=pk), missing)])[0]


@router.get(
    "/approved",
    response=ApprovedPage,
    auth=Bearer(ApiScope.READ_PICTURES),
    summary=gettext_noop("List approved pictures"),
)
def list_approved(request: HttpRequest, before: Before = None, limit: Limit = DEFAULT_LIMIT) -> Any:
    return keyset(Decision.objects.approvals().with_order(), request.path, before, limit, approved_out)


@router.get(
    "/approved/{pk}",
    response=ApprovedOut,
    auth=Bearer(ApiScope.READ_PICTURES),
    summary=gettext_noop("One approved picture"),
)
def read_approved(request: HttpRequest, pk: Id) -> Any:
    return approved_out([approval_or_404(pk)])[0]


@router.get(
    "/approved/{pk}/file",
    response=bytes,
    auth=Bearer(ApiScope.READ_PICTURES),
    summary=gettext_noop("The file of an approved picture, marked as made by a machine"),
    openapi_extra={
        "responses": {200: {"content": {kind: {"schema": {"type": "string"}} for kind in sorted(EXTENSIONS)}}}
    },
)
def download_approved(request: HttpRequest, pk: Id) -> HttpResponse:
    decision = approval_or_404(pk)
    try:
        file, data = approved_file(decision)
    except FileNotFoundError:
        raise ApiRefusal(404, _("The file of this picture is lost."), kind="lost") from None
    shot = decision.render.shot
    shown = f"{safe_name(shot.colorway.sku)}-{shot.placement.slug}.{EXTENSIONS[file.media_type]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{shown}"',
        "Cache-Control": "private, no-cache",
        "ETag": f'"{file.sha256}"',
    }
    return HttpResponse(data, content_type=file.media_type, headers=headers)


def with_rows(renders: QuerySet[Render]) -> QuerySet[Render]:
    return renders.select_related("shot", "rework").prefetch_related("findings")


def approval_or_404(pk: int) -> Decision:
    missing = _("There is no standing approval %(number)s.") % {"number": pk}
    decision = found_or_404(Decision.objects.approvals().with_order().filter(pk=pk), missing)
    decision.render.shot = decision.review.shot
    return decision


def render_out(render: Render) -> RenderOut:
    digest = render.rework.contract.digest() if render.rework else render.shot.contract_digest
    return RenderOut(
        id=render.pk,
        shot=render.shot.code,
        **{name: getattr(render, name) for name in SHOWN_FIELDS},
        contract_digest=digest,
        findings=[
            FindingOut(code=one.check_name, severity=one.severity, message=one.message) for one in render.findings.all()
        ],
    )


def decisions_out(found: Sequence[Decision]) -> list[DecisionOut]:
    return [
        DecisionOut(
            id=one.pk,
            render=one.render_id,
            shot=one.review.shot.code,
            sku=one.review.shot.colorway.sku,
            placement=one.review.shot.placement.slug,
            sha256=one.sha256,
            verdict=one.verdict,
            reason=one.reason,
            note=one.note,
            by=one.by.get_username(),
            at=one.at,
            undone_at=one.undone_at,
        )
        for one in found
    ]


def approved_out(found: Sequence[Decision]) -> list[ApprovedOut]:
    return [
        ApprovedOut(
            id=one.pk,
            render=one.render_id,
            shot=one.review.shot.code,
            sku=one.review.shot.colorway.sku,
            placement=one.review.shot.placement.slug,
            template=one.review.shot.version.template.slug,
            version=one.review.shot.version.number,
            sha256=one.sha256,
            width=one.render.width,
            height=one.render.height,
            approved_at=one.at,
            file=f"/api/v1/approved/{one.pk}/file",
        )
        for one in found
    ]
