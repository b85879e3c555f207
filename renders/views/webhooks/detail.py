"""One endpoint: what it was sent, and what can be done about it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from config.background.database_clock import database_now
from config.permissions import MANAGE_WEBHOOKS, needs
from renders.forms.people.webhooks import DeliveryFilter, SendAgainForm, send_again_form
from renders.models import WebhookDelivery, WebhookEndpoint
from renders.models.webhook_events import send_test
from renders.pipeline.webhooks import endpoints
from renders.views.access import PersonRequest
from renders.views.latest_first import LatestPage

DELIVERIES_A_PAGE = 50


@require_safe
@needs(MANAGE_WEBHOOKS)
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    return page(request, endpoint_or_404(pk), send_again_form())


@require_POST
@needs(MANAGE_WEBHOOKS)
def test(request: PersonRequest, pk: int) -> HttpResponse:
    """Send an event about nothing."""
    endpoint = endpoint_or_404(pk)
    if endpoint.pause:
        messages.error(
            request, _("%(endpoint)s is paused: nothing was sent. Resume it first.") % {"endpoint": endpoint}
        )
    else:
        send_test(endpoint)
        messages.success(request, _("A test event is on its way. Refresh this page to see what came of it."))
    return redirect(endpoint)


@require_POST
@needs(MANAGE_WEBHOOKS)
def pause(request: PersonRequest, pk: int) -> HttpResponse:
    endpoint = endpoint_or_404(pk)
    if endpoints.pause(endpoint, by=request.user):
        messages.success(
            request, _("%(endpoint)s is paused. What happens meanwhile waits for it.") % {"endpoint": endpoint}
        )
    else:
        messages.info(request, _("It was paused already. Nothing was changed."))
    return redirect(endpoint)


@require_POST
@needs(MANAGE_WEBHOOKS)
def resume(request: PersonRequest, pk: int) -> HttpResponse:
    endpoint = endpoint_or_404(pk)
    if endpoint.pause == WebhookEndpoint.Pause.UNREADABLE:
        messages.error(request, _("Its secret cannot be read: make a new one, which resumes it."))
    elif endpoints.resume(endpoint, by=request.user):
        messages.success(
            request, _("%(endpoint)s is notified again. What waits goes out now.") % {"endpoint": endpoint}
        )
    else:
        messages.info(request, _("It was not paused. Nothing was changed."))
    return redirect(endpoint)


@require_POST
@needs(MANAGE_WEBHOOKS)
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    endpoint = endpoint_or_404(pk)
    endpoints.remove(endpoint, by=request.user)
    messages.success(request, _("%(endpoint)s is sent nothing any more. Its log is gone.") % {"endpoint": endpoint})
    return redirect("webhooks.list")


@require_POST
@needs(MANAGE_WEBHOOKS)
def send_again(request: PersonRequest, pk: int) -> HttpResponse:
    """One delivery, whatever came of it."""
    delivery = get_object_or_404(WebhookDelivery.objects.select_related("endpoint"), pk=pk)
    if WebhookDelivery.objects.filter(pk=pk).send_again(database_now()):
        messages.success(request, _("It is sent again, under the same id.") + after_pause(delivery.endpoint))
    else:
        messages.info(request, _("It is on its way already. Nothing was changed."))
    return redirect(delivery.endpoint)


@require_POST
@needs(MANAGE_WEBHOOKS)
def send_failed(request: PersonRequest, pk: int) -> HttpResponse:
    """Everything that failed or was held back since a time."""
    endpoint, form = endpoint_or_404(pk), send_again_form(request.POST)
    if not form.is_valid():
        return page(request, endpoint, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    failed = endpoint.deliveries.all().not_delivered().filter(made_at__gte=form.cleaned_data["since"])
    if count := failed.send_again(database_now()):
        said = ngettext("%(count)s delivery is sent again.", "%(count)s deliveries are sent again.", count)
        messages.success(request, said % {"count": count} + after_pause(endpoint))
    else:
        messages.info(request, _("Nothing failed since then. Nothing was changed."))
    return redirect(endpoint)


def after_pause(endpoint: WebhookEndpoint) -> str:
    return " " + _("It waits until the endpoint is resumed.") if endpoint.pause else ""


def endpoint_or_404(pk: int) -> WebhookEndpoint:
    return get_object_or_404(WebhookEndpoint.objects.select_related("made_by"), pk=pk)


def page(
    request: PersonRequest, endpoint: WebhookEndpoint, form: SendAgainForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    filtered = DeliveryFilter(request.GET)
    outcome = filtered.selected()
    deliveries = endpoint.deliveries.all().latest_first()
    shown = LatestPage.of(deliveries.filter(state=outcome) if outcome else deliveries, request, DELIVERIES_A_PAGE)
    context = {
        "endpoint": endpoint,
        "deliveries": shown.rows,
        **shown.links,
        "filter": filtered,
        "outcome": outcome,
        "form": form,
        "has_failed": endpoint.deliveries.all().not_delivered().exists(),
    }
    return TemplateResponse(request, "renders/webhooks/detail.html", context, status=status)
