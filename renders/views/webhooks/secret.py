"""A new secret for an endpoint. It is in the answer, and nowhere else."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from config.permissions import MANAGE_WEBHOOKS, needs
from renders.models import WebhookEndpoint
from renders.pipeline.webhooks import endpoints
from renders.views.access import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@needs(MANAGE_WEBHOOKS)
def secret(request: PersonRequest, pk: int) -> HttpResponse:
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    made = endpoints.rotate(endpoint, by=request.user) if request.method == "POST" else ""
    endpoint.refresh_from_db()
    context = {"endpoint": endpoint, "secret": made}
    return TemplateResponse(request, "renders/webhooks/secret.html", context)
