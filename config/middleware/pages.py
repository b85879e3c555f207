"""What is true of every page: no cache stores it, an ended session leads to sign-in, a refusal says why."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from catalog.models.campaign_locks import LockedByCampaign
from catalog.refusals import Refusal
from config.sign_in.kept_forms import KeptForm
from config.sign_in.views import asking_again

GetResponse = Callable[[HttpRequest], HttpResponse]


class UncachedPagesMiddleware:
    """Forbid caching a page, and tell caches that a part and its page share an address.

    A response that sets its own Cache-Control (a picture, a static file) is left as it is.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
            patch_vary_headers(response, ["HX-Request"])
        return response


class EndedSessionMiddleware:
    """Keep a form that is sent without a session, and send the whole browser to sign-in when a part is asked for.

    A redirect would be followed by htmx, and the sign-in page would land inside a part of the old page.
    The person comes back to the page they were on, never to the address of the part.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
        if not _asks_to_sign_in(response):
            return response
        if request.method == "POST" and (kept := KeptForm.of(request)):
            return asking_again(request, kept)
        if not htmx:
            return response
        answer = HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        answer["HX-Redirect"] = sign_in_address(htmx.current_url_abs_path or "")
        return answer


class RefusalMiddleware:
    """Answer a refusal that no view caught with its own sentence, as a page; for htmx in place of the main part."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if not isinstance(refusal, Refusal):
            return None
        campaign = refusal.campaign if isinstance(refusal, LockedByCampaign) else None
        answer = render(request, "refusal.html", {"refusal": refusal, "campaign": campaign}, status=refusal.status)
        answer["HX-Retarget"] = answer["HX-Reselect"] = "#main"
        return answer


def sign_in_address(page: str) -> str:
    """The sign-in page, leading back to `page` when that is an address of ours."""
    if page and url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return f"{settings.LOGIN_URL}?{urlencode({'next': page})}"
    return str(settings.LOGIN_URL)


def _asks_to_sign_in(response: HttpResponse) -> bool:
    """Whether this is the redirect of LoginRequiredMiddleware, which always names where to come back to."""
    if response.status_code != HTTPStatus.FOUND:
        return False
    target = urlsplit(response["Location"])
    return target.path == str(settings.LOGIN_URL) and "next" in parse_qs(target.query)
