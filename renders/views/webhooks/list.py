"""Endpoints of other systems that are notified of what happens."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from config.permissions import MANAGE_WEBHOOKS, needs
from renders.models import WebhookEndpoint
from renders.views.access import PersonRequest

SHOWN = 200


@require_safe
@needs(MANAGE_WEBHOOKS)
def list_page(request: PersonRequest) -> HttpResponse:
    context = {"endpoints": WebhookEndpoint.objects.with_counts()[:SHOWN]}
    return TemplateResponse(request, "renders/webhooks/list.html", context)
