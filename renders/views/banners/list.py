"""The banners, each in its last version."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from config.permissions import APPROVE_BANNERS, VIEW_WORK, needs
from renders.models import Banner, BannerPicture
from renders.views.access import PersonRequest

SHOWN = 60


@require_safe
@needs(VIEW_WORK)
def list(request: PersonRequest) -> HttpResponse:
    banners = Banner.objects.newest().with_rows()[:SHOWN]
    undecided = BannerPicture.objects.counts_in_review() if request.user.has_perm(APPROVE_BANNERS) else []
    return TemplateResponse(request, "renders/banners/list.html", {"banners": banners, "undecided": undecided})
