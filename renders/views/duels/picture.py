"""The pictures of a duel as a judge sees them."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from config.permissions import VIEW_WORK, needs
from renders.models import Render
from renders.views.access import PersonRequest
from renders.views.duels.detail import duel_or_404
from renders.views.duels.pair import SIDES
from renders.views.shots.renditions import private_picture, rendition_or_404


@require_safe
@needs(VIEW_WORK)
def picture(request: PersonRequest, code: str, number: int, side: str) -> HttpResponse:
    """The picture that this judge sees on one side of a pair; with `?zoom=on` every pixel of it."""
    # The address names the side and never the render, so it does not give the version away.
    duel = duel_or_404(code)
    if side not in SIDES:
        raise Http404("No such side")
    pair = get_object_or_404(duel.pairs.judgeable(), number=number)
    render = Render.objects.get(pk=pair.render_on(side, request.user, duel))
    response = private_picture(rendition_or_404(render, "zoom" if "zoom" in request.GET else "view-1280"))
    # The same file has the same tag on pages that name the version.
    del response["ETag"]
    response["Cache-Control"] = "private, max-age=3600"
    response["Vary"] = "Cookie"
    return response
