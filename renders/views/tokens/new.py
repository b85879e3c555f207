"""Making a token of the JSON API. Its secret is in the answer, and nowhere else."""

from http import HTTPStatus

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from config.permissions import VIEW_WORK, needs
from renders.forms.people.tokens import TokenForm
from renders.views.access import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW_WORK)
def new(request: PersonRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, TokenForm(by=request.user))
    form = TokenForm(request.POST, by=request.user)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    # No redirect: what would carry the secret there, a session or an address, is stored.
    token, secret = form.save()
    return _page(request, form, token=token, secret=secret)


def _page(request: PersonRequest, form: TokenForm, status: HTTPStatus = HTTPStatus.OK, **made: object) -> HttpResponse:
    return TemplateResponse(request, "renders/tokens/new.html", {"form": form, **made}, status=status)
