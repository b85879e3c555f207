"""Picture bytes for guests: of the pictures that their link shows, while it works."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from renders.models import GuestLink
from renders.views.guests.visit import for_guests, picture_of
from renders.views.shots.renditions import private_picture, rendition_or_404

SPECS = {"thumb-640", "view-1280", "zoom"}


@require_safe
@for_guests
def file(request: HttpRequest, link: GuestLink, render_id: int, spec: str) -> HttpResponse:
    """A derived file of a render: thumb-640, view-1280 or zoom."""
    if spec not in SPECS:
        raise Http404("No such picture")
    rendition = rendition_or_404(picture_of(link, render_id), spec)
    etag = f'"{rendition.sha256}"'
    answer = get_conditional_response(request, etag=etag) or private_picture(rendition)
    # The browser asks each time, so that it shows nothing again once the link has ended.
    answer["Cache-Control"] = "private, no-cache"
    return answer
