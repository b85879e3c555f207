"""Banners with a customer's name, for programs that queue mail or push messages: asked for first, sent when made.

The name comes in a body and goes to a worker. No answer repeats it, and no address holds it.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Path, Router
from pydantic import BaseModel, Field

from renders.api.protocol.bodies import StrictBody
from renders.api.protocol.lists import found_or_404
from renders.api.protocol.problems import ApiRefusal, FieldFault, invalid
from renders.api.protocol.repetition import OptionalKey, once
from renders.api.protocol.tokens import ApiRequest, Bearer
from renders.batch.banners import drawn_picture_for
from renders.files import RENDITIONS
from renders.finishing import CONTENT_TYPES
from renders.models import ApiScope, Banner, BannerPicture, Rendition
from renders.models.banner_pictures import State
from renders.pipeline.banners.names import NameRefused
from renders.pipeline.banners.requesting import forget_if_over, picture_for
from renders.pipeline.customers import picture_files
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue

router = Router(tags=[gettext_noop("Banners")])
Token = Annotated[
    str, Path(..., max_length=64, pattern=r"^[A-Za-z0-9_-]+$", description=gettext_noop("As asking for it answered"))
]
MAX_SENT = 200
ROWS = ("decision__render__shot__placement", "version__template", "image_model")


class BannerIn(StrictBody):
    """A name on a banner. Blanks around it and between its words count once."""

    banner: Annotated[str, Field(min_length=1, max_length=60, description=gettext_noop("Its short name"))]
    name: Annotated[
        str,
        Field(min_length=1, max_length=MAX_SENT, description=gettext_noop("Of the customer; 40 characters at most")),
    ]


class BannerOut(BaseModel):
    """How the picture stands. Until it is made, and where it fails, there is the neutral one.

    One that an image model drew is `in_review` until somebody decided on it.
    """

    id: str
    banner: str
    version: int
    state: Literal["waiting", "in_review", "late", "made", "failed"]
    address: str | None = Field(description=gettext_noop("What to send: the picture, or the neutral one when late"))
    is_neutral: bool
    neutral_address: str
    explanation: str
    requested_at: datetime
    expires_at: datetime = Field(description=gettext_noop("When picture, address and row are erased"))


@router.post(
    "",
    response={200: BannerOut, 202: BannerOut},
    auth=Bearer(ApiScope.BANNERS),
    summary=gettext_noop("Ask for a banner with a customer's name, before the message is sent"),
)
@once(200)
def ask_for_banner(
    request: ApiRequest, payload: BannerIn, idempotency_key: OptionalKey = None
) -> tuple[int, BannerOut]:
    banner = banner_in_use(payload.banner)
    try:
        if banner.is_drawn:
            picture = drawn_picture_for(banner, payload.name, by=request.auth.person)
        else:
            picture = picture_for(banner, payload.name)
    except NameRefused as refusal:
        raise invalid([FieldFault(field="name", message=str(refusal))], kind="name-refused") from None
    if picture.state != State.WAITING:
        return 200, banner_out(request, banner, picture)
    enqueue_on_commit(Enqueue("banner", (picture.pk,)))
    return 202, banner_out(request, banner, picture)


@router.get("/{token}", response=BannerOut, auth=Bearer(ApiScope.BANNERS), summary=gettext_noop("How a banner stands"))
def read_banner(request: HttpRequest, token: Token) -> Any:
    picture = picture_or_404(token)
    return banner_out(request, picture.banner, picture)


@router.get("/{token}/picture", auth=None, include_in_schema=False)
def read_picture(request: HttpRequest, token: Token) -> HttpResponse:
    """The picture, for whoever has the address: mail programs fetch it without a token."""
    picture = picture_or_404(token)
    if picture.state != State.MADE:
        raise ApiRefusal(404, _("This picture is not made yet."))
    try:
        data = picture_files.read(token)
    except FileNotFoundError:
        raise ApiRefusal(404, _("The file of this picture is lost."), kind="lost") from None
    return picture_answer(data)


@router.get("/neutral/{token}/picture", auth=None, include_in_schema=False)
def read_neutral(request: HttpRequest, token: Token) -> HttpResponse:
    """The picture without a name, as long as its banner may be in a mail."""
    missing = _("There is no such banner.")
    banner = found_or_404(Banner.objects.filter(neutral_token=token).select_related("decision"), missing)
    file = Rendition.objects.filter(render=banner.decision.render_id, spec=banner.neutral_spec).first()
    try:
        data = RENDITIONS.read(file.sha256) if file else b""
    except FileNotFoundError:
        data = b""
    if not data:
        raise ApiRefusal(404, _("The file of this picture is lost."), kind="lost")
    return picture_answer(data)


def picture_answer(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type=CONTENT_TYPES["jpeg"], headers={"Cache-Control": "private, no-store"})


def banner_in_use(slug: str) -> Banner:
    found = Banner.objects.in_use().filter(slug=slug).select_related(*ROWS)
    return found_or_404(found, _("There is no banner of this name in use."))


def picture_or_404(token: str) -> BannerPicture:
    """One whose time is not over."""
    missing = _("There is no such picture, or its time is over. Ask for it again.")
    picture = found_or_404(BannerPicture.objects.filter(token=token).select_related("banner"), missing)
    forget_if_over(picture)
    if picture.is_over:
        raise ApiRefusal(404, missing)
    return picture


def banner_out(request: HttpRequest, banner: Banner, picture: BannerPicture) -> BannerOut:
    neutral = request.build_absolute_uri(f"/api/v1/banners/neutral/{banner.neutral_token}/picture")
    own = request.build_absolute_uri(f"/api/v1/banners/{picture.token}/picture")
    is_late = picture.is_late(banner)
    is_neutral = is_late or picture.state in (State.IN_REVIEW, State.FAILED)
    is_made = picture.state == State.MADE
    return BannerOut(
        id=picture.token,
        banner=banner.slug,
        version=banner.number,
        state="late" if is_late else picture.state,
        address=own if is_made else neutral if is_neutral else None,
        is_neutral=is_neutral,
        neutral_address=neutral,
        explanation=str(picture.get_fault_display()) if picture.fault else "",
        requested_at=picture.requested_at,
        expires_at=picture.expires_at,
    )
