"""To the provider, back from it, and out."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth import views as accounts
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from config.sign_in import records
from config.sign_in.kept_forms import KeptForm
from config.sign_in.views import carrying, sign_in_page
from config.single_sign_on import people, provider
from config.single_sign_on.refusals import NotSignedIn, Why

BACKEND = "config.authentication.OneQueryBackend"
ID_TOKEN = "id_token"  # noqa: S105 - where the session keeps it


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """On to the provider; the sign-in page with a sentence when it does not answer."""
    kept = KeptForm.read(request.POST.get("kept", ""))
    then = kept.page if kept else request.GET.get("next", "")
    try:
        there = provider.way_there(request, then if is_ours(request, then) else "")
    except NotSignedIn as refusal:
        return refused(request, refusal, **(carrying(kept) if kept else {}))
    if kept:
        kept.put_into(request.session)
    return going_on(request, there.url) if request.method == "POST" else there


@login_not_required
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Signed in and on to the page that was asked for, or a page that says why not."""
    try:
        claims, then, token = provider.came_back(request)
        person, changed = people.signed_in(claims)
    except NotSignedIn as refusal:
        return refused(request, refusal)
    login(request, person, backend=BACKEND)
    request.session[ID_TOKEN] = token
    way = _("With %(provider)s") % {"provider": settings.SINGLE_SIGN_ON.shown_name}
    records.signed_in(request, person, f"{way} ({changed})" if changed else way)
    return HttpResponseRedirect(then if is_ours(request, then) else resolve_url(settings.LOGIN_REDIRECT_URL))


def refused(request: HttpRequest, refusal: NotSignedIn, **carried: Any) -> HttpResponse:
    """The page that says why. Where nothing says who it was, the log is not filled by strangers."""
    name = settings.SINGLE_SIGN_ON.shown_name
    if refusal.note:
        records.refused(request, refusal.person, f"{name}: {refusal.note}")
    words = refusal.words(name)
    if refusal.why is Why.UNAVAILABLE:
        trouble = f"{words['title']}. {words['text']}"
        return sign_in_page(request, refusal.why.status, trouble=trouble, **carried)
    return TemplateResponse(request, "registration/not_signed_in.html", words, status=refusal.why.status)


def going_on(request: HttpRequest, address: str, page: str = "registration/going_on.html") -> HttpResponse:
    """A page of ours that leads to the provider: a form that was sent may lead to no other host."""
    return TemplateResponse(request, page, {"going_on": address, "provider": settings.SINGLE_SIGN_ON.shown_name})


def is_ours(request: HttpRequest, address: str) -> bool:
    """Whether it is a page of ours, written without a host."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts=None, require_https=request.is_secure()
    )


class SignOut(accounts.LogoutView):
    """Ends the session here, then at the provider."""

    def post(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        token = request.session.get(ID_TOKEN)
        answer = super().post(request, *arguments, **options)
        address = provider.way_out(request, token) if token else ""
        return going_on(request, address, "registration/logged_out.html") if address else answer
