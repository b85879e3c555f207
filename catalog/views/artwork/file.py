"""Artwork files, for whoever is signed in and for nobody else."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404
from django.views.decorators.http import require_safe

from catalog.models import Artwork
from catalog.pictures.artwork_files import preview
from config.permissions import VIEW_ARTWORK, needs


@require_safe
@needs(VIEW_ARTWORK)
def file(request: HttpRequest, sha256: str) -> HttpResponse:
    """A small WebP of one artwork. Its address names its bytes, so a browser may cache it for ever."""
    get_list_or_404(Artwork.with_archived.only("pk"), Q(sha256=sha256) | Q(tint_sha256=sha256))
    try:
        data = preview(sha256)
    except FileNotFoundError:
        raise Http404("The file of this artwork is missing.") from None
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Disposition": "inline"}
    return HttpResponse(data, content_type="image/webp", headers=headers)
