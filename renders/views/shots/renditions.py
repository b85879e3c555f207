"""Picture bytes for people who are signed in. The master is never served; what is served never changes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog.text import safe_name
from config.permissions import VIEW_WORK, needs
from renders import files
from renders.finishing import EXTENSIONS
from renders.models import Render, Rendition
from renders.models.removals import SPEC_LEFT
from renders.models.renders import HAS_PICTURE

SECONDS_PER_YEAR = 365 * 24 * 3600
# Shorter than an address of the store opens the picture.
SECONDS_REDIRECTED = 120


@require_safe
@needs(VIEW_WORK)
def renditions(request: HttpRequest, render_id: int, spec: str) -> HttpResponse:
    """A derived file of a render: thumb-320, thumb-640, view-1280 or zoom."""
    render = get_object_or_404(Render.objects.filter(state__in=HAS_PICTURE), pk=render_id)
    if render.picture_removed_at:
        return picture_left(render)
    return picture_or_address(rendition_or_404(render, spec))


@require_safe
@needs(VIEW_WORK)
def download(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Every pixel of a candidate as a file to save, named after its shot."""
    pictures = Render.objects.with_picture().select_related("shot__colorway", "shot__placement")
    render = get_object_or_404(pictures, shot__code=code, number=number)
    zoom = rendition_or_404(render, "zoom")
    shot = render.shot
    shown = f"{safe_name(shot.colorway.sku)}-{shot.placement.slug}-{code}-{number}"
    name = f"{shown}.{EXTENSIONS[zoom.media_type]}"
    return picture_or_address(zoom, f'attachment; filename="{name}"')


def picture_left(render: Render) -> HttpResponse:
    """The thumbnail, whatever is asked for, where retention removed the picture."""
    return picture_or_address(rendition_or_404(render, SPEC_LEFT))


def rendition_or_404(render: Render, spec: str) -> Rendition:
    """The rendition, made on first request, or 404."""
    try:
        return files.rendition(render, spec)
    except (files.NoSuchRendition, FileNotFoundError) as error:
        raise Http404("No such picture") from error


def picture_or_address(rendition: Rendition, disposition: str = "") -> HttpResponse:
    """Its bytes; or the way to them, where browsers fetch pictures at the store. Only for pages that may show which
    file it is, and to people who may go on seeing it: the address names the file, and works for a while by itself."""
    if rendition.media_type not in EXTENSIONS:
        raise Http404("No such picture")
    if address := files.RENDITIONS.address(rendition.sha256, rendition.media_type, disposition or "inline"):
        return HttpResponseRedirect(address, headers={"Cache-Control": f"private, max-age={SECONDS_REDIRECTED}"})
    answer = private_picture(rendition)
    if disposition:
        answer["Content-Disposition"] = disposition
    return answer


def private_picture(rendition: Rendition) -> HttpResponse:
    """Its bytes under a fixed type, which a browser may keep for itself and must not run."""
    if rendition.media_type not in EXTENSIONS:
        raise Http404("No such picture")
    headers: dict[str, Any] = {
        "Cache-Control": f"private, max-age={SECONDS_PER_YEAR}, immutable",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{rendition.sha256}"',
    }
    return HttpResponse(files.RENDITIONS.read(rendition.sha256), content_type=rendition.media_type, headers=headers)
