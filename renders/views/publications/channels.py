"""The channels and whether they can be reached. Testing one reads and writes nothing."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.permissions import VIEW_WORK, needs
from renders.channels import ChannelError
from renders.models import Channel, Publication
from renders.pipeline.publishing.publish import connect
from renders.pipeline.publishing.targets import sharing
from renders.views.access import PersonRequest


@require_safe
@needs(VIEW_WORK)
def channels(request: PersonRequest) -> HttpResponse:
    live = Count("publications", filter=Q(publications__in=Publication.objects.may_be_live()))
    rows = Channel.objects.annotate(live=live)
    context = {"channels": [(one, sharing(one)) for one in rows]}
    return TemplateResponse(request, "renders/publications/channels.html", context)


@require_POST
@needs(VIEW_WORK)
def test(request: PersonRequest, slug: str) -> HttpResponse:
    """Ask the channel whether publishing there would work."""
    channel = get_object_or_404(Channel, slug=slug)
    try:
        faults = connect(channel).check()
    except ChannelError as error:
        faults = [str(error)]
    for fault in faults:
        messages.error(request, f"{channel}: {fault}")
    if not faults:
        messages.success(request, _("%(channel)s answers, and publishing there is allowed.") % {"channel": channel})
    return redirect("publications.channels")
