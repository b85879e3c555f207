"""Picture bytes for guests: of the pictures that their link shows, while it works."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from renders.models import GuestLink
from renders.views.guests.visit import for_guests, picture_or_404
from renders.views.shots.renditions import private_picture, rendition_or_404

SPECS = {"thumb-640", "view-1280", "zoom"}


@require_safe
@for_guests
def file(request: HttpRequest, link: GuestLink, render_id: int, spec: str) -> HttpResponse:
    """A derived file of a render: thumb-640, view-1280 or zoom."""
    if spec not in SPECS:
        raise Http404("No such picture")
    answer = private_picture(rendition_or_404(picture_or_404(link, render_id), spec))
    # Once the link has ended the browser has nothing to show again.
    answer["Cache-Control"] = "private, max-age=600"
    return answer
