"""Pictures that an image model drew for customers and that wait for a decision.

Only who decides on banners sees them. The page does not know whose they are: the name is in the picture alone.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.refusals import Refusal
from config.background.database_clock import database_now
from config.permissions import APPROVE_BANNERS, needs
from renders.finishing import CONTENT_TYPES
from renders.models import Banner, BannerPicture
from renders.pipeline.banners import deciding
from renders.pipeline.customers import picture_files
from renders.views.access import PersonRequest
from renders.views.banners.detail import banner_or_404

SHOWN = 24


@require_safe
@needs(APPROVE_BANNERS)
def waiting(request: PersonRequest, pk: int) -> HttpResponse:
    return page(request, banner_or_404(pk))


def page(request: PersonRequest, banner: Banner, status: int = HTTPStatus.OK) -> HttpResponse:
    """Those that have waited longest."""
    undecided = BannerPicture.objects.in_review().filter(banner=banner)
    pictures = undecided.select_related("shot_set").order_by("pk")[:SHOWN]
    context = {"banner": banner, "pictures": pictures, "count": undecided.count()}
    return TemplateResponse(request, "renders/banners/waiting.html", context, status=status)


@require_safe
@needs(APPROVE_BANNERS)
def picture(request: PersonRequest, pk: int, picture: int) -> HttpResponse:
    row = get_object_or_404(BannerPicture.objects.in_review(), banner__pk=pk, pk=picture)
    try:
        data = picture_files.read(row.token)
    except FileNotFoundError:
        raise Http404("The file of this picture is lost.") from None
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}
    return HttpResponse(data, content_type=CONTENT_TYPES["jpeg"], headers=headers)


@require_POST
@needs(APPROVE_BANNERS)
def approve(request: PersonRequest, pk: int, picture: int) -> HttpResponse:
    done = _("Approved: the customer gets this picture.")
    return decided(request, pk, picture, lambda row: deciding.approve(row, by=request.user), done)


@require_POST
@needs(APPROVE_BANNERS)
def decline(request: PersonRequest, pk: int, picture: int) -> HttpResponse:
    done = _("Declined and erased: the customer gets the picture without a name.")
    return decided(request, pk, picture, lambda row: deciding.decline(row, by=request.user), done)


def decided(
    request: PersonRequest, pk: int, picture: int, decide: Callable[[BannerPicture], None], done: str
) -> HttpResponse:
    banner = banner_or_404(pk)
    row = BannerPicture.objects.filter(banner=banner, pk=picture).select_related("banner", "shot_set").first()
    try:
        if row is None or row.expires_at <= database_now():
            raise Refusal(_("The time of this picture is over, and it is erased."))
        decide(row)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return page(request, banner, HTTPStatus.NOT_FOUND) if row is None else redirect("banners.waiting", pk=banner.pk)
    messages.success(request, done)
    return redirect("banners.waiting", pk=banner.pk)
