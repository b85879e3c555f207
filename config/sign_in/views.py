"""The sign-in page."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.sign_in import records
from config.sign_in.kept_forms import KeptForm

# The same for every name, whether somebody has it or not.
TOO_OFTEN = gettext_lazy(
    "Too many attempts to sign in under this name from here. Wait ten minutes, or ask an "
    "admin for a set-up link, which works at once."
)


def offers() -> dict[str, Any]:
    """The ways of signing in that the page has: by a provider of that name, by a password of ours."""
    chosen = settings.SINGLE_SIGN_ON
    return {"provider": chosen.shown_name, "has_passwords": not chosen.is_only}


def with_passwords(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page about passwords, which is not there where nobody has one."""

    # LoginRequiredMiddleware reads what the view says of itself.
    @wraps(view)
    def there_or_not(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        if settings.SINGLE_SIGN_ON.is_only:
            raise Http404
        return view(request, *arguments, **options)

    return there_or_not


def sign_in_page(
    request: HttpRequest, status: int, form: AuthenticationForm | None = None, **more: Any
) -> HttpResponse:
    """The page in the place of another answer."""
    context = {"form": form or AuthenticationForm(request), "next": request.GET.get("next", ""), **offers(), **more}
    return TemplateResponse(request, "registration/login.html", context, status=status).render()


class SignInPage(views.LoginView):
    """Django's own, which hands a form on that was sent after the session had ended."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context, **offers(), kept=self.request.POST.get("kept", ""))

    def post(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        if settings.SINGLE_SIGN_ON.is_only:
            return sign_in_page(request, HTTPStatus.FORBIDDEN)
        return super().post(request, *arguments, **options)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        records.signed_in(self.request, form.get_user(), _("With a password"))
        kept = KeptForm.read(self.request.POST.get("kept", ""))
        if kept is None:
            return response
        kept.put_into(self.request.session)
        return HttpResponseRedirect(kept.page)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        # A form that lacks a field, or has one that no name may hold, was no attempt, and is counted by nobody.
        tried = form.cleaned_data
        if {"username", "password"} <= tried.keys():
            records.wrong_password(self.request, tried["username"])
        return super().form_invalid(form)


def carrying(kept: KeptForm) -> dict[str, Any]:
    """What the page needs to hand the form on."""
    return {"kept": kept.signed(), "kept_files": kept.files, "next": kept.page}


def asking_again(request: HttpRequest, kept: KeptForm) -> HttpResponse:
    """The sign-in page in place of the answer to a form; for htmx in place of the main part."""
    # A part is taken with this status only.
    status = HTTPStatus.UNPROCESSABLE_ENTITY if getattr(request, "htmx", None) else HTTPStatus.UNAUTHORIZED
    answer = sign_in_page(request, status, **carrying(kept))
    answer["HX-Retarget"] = answer["HX-Reselect"] = "#main"
    answer["HX-Reswap"] = "outerHTML"
    return answer


def locked_out(request: HttpRequest, refused: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The sign-in page for somebody who tried too often."""
    form = AuthenticationForm(request, data={"username": request.POST.get("username", "")})
    form.errors.clear()
    form.add_error(None, TOO_OFTEN)
    sent = {name: request.POST.get(name, "") for name in ("kept", "next")}
    return sign_in_page(request, HTTPStatus.TOO_MANY_REQUESTS, form, **sent)
