"""Adding an endpoint. Its secret is in the answer, and nowhere else."""

from http import HTTPStatus

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from config.permissions import MANAGE_WEBHOOKS, needs
from renders.forms.people.webhooks import WebhookEndpointForm
from renders.pipeline.webhooks import endpoints
from renders.views.access import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@needs(MANAGE_WEBHOOKS)
def new(request: PersonRequest) -> HttpResponse:
    form = WebhookEndpointForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    # No redirect: what would carry the secret there, a session or an address, is stored.
    endpoint, secret = endpoints.add(**form.cleaned_data, by=request.user)
    return _page(request, form, endpoint=endpoint, secret=secret)


def _page(
    request: PersonRequest, form: WebhookEndpointForm, status: HTTPStatus = HTTPStatus.OK, **made: object
) -> HttpResponse:
    return TemplateResponse(request, "renders/webhooks/new.html", {"form": form, **made}, status=status)
