"""The sign-in page."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
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


class SignInPage(views.LoginView):
    """Django's own, which hands a form on that was sent after the session had ended."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context, kept=self.request.POST.get("kept", ""))

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        records.signed_in(self.request, form.get_user(), _("With a password"))
        kept = KeptForm.read(self.request.POST.get("kept", ""))
        if kept is None:
            return response
        kept.put_into(self.request.session)
        return HttpResponseRedirect(kept.page)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        records.wrong_password(self.request)
        return super().form_invalid(form)


def asking_again(request: HttpRequest, kept: KeptForm) -> HttpResponse:
    """The sign-in page in place of the answer to a form; for htmx in place of the main part."""
    context = {"form": AuthenticationForm(request), "kept": kept.signed(), "kept_files": kept.files, "next": kept.page}
    # A part is taken with this status only.
    status = HTTPStatus.UNPROCESSABLE_ENTITY if getattr(request, "htmx", None) else HTTPStatus.UNAUTHORIZED
    answer = TemplateResponse(request, "registration/login.html", context, status=status).render()
    answer["HX-Retarget"] = answer["HX-Reselect"] = "#main"
    answer["HX-Reswap"] = "outerHTML"
    return answer


def locked_out(request: HttpRequest, refused: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The sign-in page for somebody who tried too often."""
    form = AuthenticationForm(request, data={"username": request.POST.get("username", "")})
    form.errors.clear()
    form.add_error(None, TOO_OFTEN)
    context = {"form": form, "kept": request.POST.get("kept", ""), "next": request.POST.get("next", "")}
    status = HTTPStatus.TOO_MANY_REQUESTS
    return TemplateResponse(request, "registration/login.html", context, status=status).render()
