"""Artwork files, for whoever is signed in and for nobody else."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404
from django.views.decorators.http import require_safe

from catalog.models import Artwork
from catalog.pictures.artwork_files import LARGE_PREVIEW_EDGE, PREVIEW_EDGE, preview
from config.permissions import VIEW_ARTWORK, needs


@require_safe
@needs(VIEW_ARTWORK)
def file(request: HttpRequest, sha256: str) -> HttpResponse:
    """A small WebP of one artwork."""
    return artwork_picture(sha256, PREVIEW_EDGE)


@require_safe
@needs(VIEW_ARTWORK)
def large(request: HttpRequest, sha256: str) -> HttpResponse:
    """A WebP of one artwork on which an edge can be judged."""
    return artwork_picture(sha256, LARGE_PREVIEW_EDGE)


def artwork_picture(sha256: str, edge: int) -> HttpResponse:
    """Its address names its bytes, so a browser may keep it for ever; 404 without such artwork."""
    get_list_or_404(Artwork.with_archived.only("pk"), Q(sha256=sha256) | Q(tint_sha256=sha256))
    try:
        data = preview(sha256, edge)
    except FileNotFoundError:
        raise Http404("The file of this artwork is missing.") from None
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Disposition": "inline"}
    return HttpResponse(data, content_type="image/webp", headers=headers)
