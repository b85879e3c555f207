"""Picture bytes for people who are signed in. The master is never served; what is served never changes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from renders import files
from renders.finishing import EXTENSIONS
from renders.models import Render, Rendition
from renders.views.access import sees_work

A_YEAR = 365 * 24 * 3600


@require_safe
@sees_work
def rendition(request: HttpRequest, render_id: int, spec: str) -> HttpResponse:
    """A derived file of a render: thumb-320, thumb-640, view-1280 or zoom."""
    return private_picture(made(get_object_or_404(Render.objects.with_picture(), pk=render_id), spec))


@require_safe
@sees_work
def candidate_download(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Every pixel of a candidate as a file to keep, named after its shot."""
    pictures = Render.objects.with_picture().select_related("shot__colorway", "shot__placement")
    render = get_object_or_404(pictures, shot__code=code, number=number)
    zoom = made(render, "zoom")
    response = private_picture(zoom)
    name = f"{render.shot.colorway.sku}-{render.shot.placement.slug}-{code}-{number}.{EXTENSIONS[zoom.media_type]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def made(render: Render, spec: str) -> Rendition:
    """The rendition, made on first request, or 404."""
    try:
        return files.rendition(render, spec)
    except (files.NoSuchRendition, FileNotFoundError) as error:
        raise Http404("No such picture") from error


def private_picture(found: Rendition) -> HttpResponse:
    """Its bytes under a fixed type, which a browser may keep for itself and must not run."""
    headers: dict[str, Any] = {
        "Cache-Control": f"private, max-age={A_YEAR}, immutable",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{found.sha256}"',
    }
    if found.media_type not in EXTENSIONS:
        raise Http404("No such picture")
    return HttpResponse(files.RENDITIONS.read(found.sha256), content_type=found.media_type, headers=headers)
