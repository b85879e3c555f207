"""The pictures of a cutting: its photo and its cutout, small enough for a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog.pictures.artwork_files import LARGE_PREVIEW_EDGE, PREVIEW_EDGE, preview
from config.permissions import VIEW_ARTWORK, needs
from renders.models import Cutting


@require_safe
@needs(VIEW_ARTWORK)
def picture(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """`which` is photo or cutout, or a small one. A cutting gets its cutout once, so browsers may cache all."""
    cutting = get_object_or_404(Cutting, pk=pk)
    name, _, size = which.partition("-")
    sha256 = cutting.photo_sha256 if name == "photo" else cutting.sha256
    try:
        data = preview(sha256, PREVIEW_EDGE if size else LARGE_PREVIEW_EDGE) if sha256 else None
    except FileNotFoundError:
        data = None
    if data is None:
        raise Http404("There is no such picture.")
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Disposition": "inline"}
    return HttpResponse(data, content_type="image/webp", headers=headers)
