"""A guest's visit: which link the address holds, and that it still works."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from catalog.refusals import Refusal
from renders.models import GuestLink, Render
from renders.models.guests import GuestLinkEnded

GuestView = Callable[..., HttpResponse]


class NotTheGuest(Refusal):
    """Somebody of the team would say what a guest thinks."""

    status = HTTPStatus.FORBIDDEN


class PictureNotShown(Exception):
    """The link does not show this picture, or does so no longer."""


def for_guests(view: GuestView) -> GuestView:
    """Call the view with the link of the address in place of its token. 404 for one that we did not sign, 410 with a
    sentence for one that has ended. What was typed is shown again where it could not be saved."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: object, **options: object) -> HttpResponse:
        link = GuestLink.of(token)
        if link is None:
            raise Http404("No such link")
        if request.method == "POST" and request.user.is_authenticated:
            raise NotTheGuest(_("You are signed in, and this is for %(guest)s to say.") % {"guest": link.guest})
        try:
            answer = view(request, link, *args, **options) if link.is_open else page_of_end(request)
        except GuestLinkEnded:
            answer = page_of_end(request)
        except PictureNotShown:
            context = {"link": link, "unsaved": request.POST.get("text", "")}
            answer = TemplateResponse(request, "renders/guests/not_shown.html", context, status=HTTPStatus.NOT_FOUND)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return guarded


def page_of_end(request: HttpRequest) -> HttpResponse:
    context = {"unsaved": request.POST.get("text", "")}
    return TemplateResponse(request, "renders/guests/ended.html", context, status=HTTPStatus.GONE)


def note_visit(request: HttpRequest, link: GuestLink) -> None:
    """The team looks at its own links, and mail programs ask for their heads: neither is the guest."""
    if request.method == "GET" and not request.user.is_authenticated:
        link.note_visit()


def picture_of(link: GuestLink, render_id: int) -> Render:
    """A picture that this link shows. Raises `PictureNotShown`."""
    shown = link.pictures().select_related("shot__colorway__product", "shot__placement")
    render = shown.filter(pk=render_id).first()
    if render is None:
        raise PictureNotShown
    return render
