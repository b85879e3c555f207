"""A guest's visit: which link the address holds, and that it still works."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from renders.models import GuestLink, Render

GuestView = Callable[..., HttpResponse]
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def for_guests(view: GuestView) -> GuestView:
    """Call the view with the link of the address in place of its token. 404 for one that we did not sign, 410 with a
    sentence for one that has ended."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: object, **options: object) -> HttpResponse:
        link = GuestLink.of(token)
        if link is None:
            raise Http404("No such link")
        if link.is_open:
            answer = view(request, link, *args, **options)
        else:
            answer = TemplateResponse(request, "renders/guests/ended.html", status=HTTPStatus.GONE)
        # The address is the key: neither another site nor a search engine gets it.
        for name, value in HEADERS.items():
            answer[name] = value
        return answer

    return guarded


def picture_or_404(link: GuestLink, render_id: int) -> Render:
    """A picture that this link shows."""
    found = link.pictures().select_related("shot__colorway__product", "shot__placement").filter(pk=render_id).first()
    if found is None:
        raise Http404("No such picture")
    return found
