"""Changing an endpoint: its address, its description, and what it is notified of."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.permissions import MANAGE_WEBHOOKS, needs
from renders.forms.people.webhooks import WebhookEndpointForm
from renders.models import WebhookEndpoint
from renders.pipeline.webhooks import endpoints
from renders.views.access import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@needs(MANAGE_WEBHOOKS)
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    endpoint = get_object_or_404(WebhookEndpoint, pk=pk)
    stored = {"address": endpoint.address, "description": endpoint.description, "kinds": endpoint.kind_names}
    form = WebhookEndpointForm(request.POST if request.method == "POST" else None, initial=stored)
    if form.is_valid():
        endpoints.change(endpoint, **form.cleaned_data, by=request.user)
        messages.success(
            request, _("%(endpoint)s is changed. What waits goes to the new address.") % {"endpoint": endpoint}
        )
        return redirect(endpoint)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "endpoint": endpoint}
    return TemplateResponse(request, "renders/webhooks/edit.html", context, status=status)
