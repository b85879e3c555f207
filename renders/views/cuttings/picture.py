"""The pictures of a cutting: its photo and its cutout, small enough for a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog.pictures.artwork_files import preview
from config.permissions import VIEW_ARTWORK, needs
from renders.models import Cutting

# Pixels of the longer side: an edge is judged on it.
EDGE = 1280


@require_safe
@needs(VIEW_ARTWORK)
def picture(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """`which` is photo or cutout. A cutting gets its cutout once, so a browser may cache both for ever."""
    cutting = get_object_or_404(Cutting, pk=pk)
    sha256 = cutting.photo_sha256 if which == "photo" else cutting.sha256
    try:
        data = preview(sha256, EDGE) if sha256 else None
    except FileNotFoundError:
        data = None
    if data is None:
        raise Http404("There is no such picture.")
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Disposition": "inline"}
    return HttpResponse(data, content_type="image/webp", headers=headers)
