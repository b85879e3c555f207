"""Artwork, shown to whoever is signed in and to nobody else."""

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404
from django.views.decorators.http import require_safe

from catalog.artwork_files import preview
from catalog.models import Artwork


@require_safe
@permission_required("catalog.view_artwork", raise_exception=True)
def artwork_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """A small WebP of one artwork. Its address names its bytes, so a browser may keep it."""
    get_list_or_404(Artwork.objects.only("pk"), Q(sha256=sha256) | Q(tint_sha256=sha256))
    try:
        data = preview(sha256)
    except FileNotFoundError:
        raise Http404("The file of this artwork is missing.") from None
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "Content-Disposition": "inline"}
    return HttpResponse(data, content_type="image/webp", headers=headers)
