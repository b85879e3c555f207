"""All campaigns."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import Campaign
from config.permissions import VIEW_WORK, needs
from renders.views.access import PersonRequest


@require_safe
@needs(VIEW_WORK)
def list(request: PersonRequest) -> HttpResponse:
    """Every campaign, the latest first."""
    campaigns = Campaign.objects.prefetch_related("versions__template", "placements")
    return TemplateResponse(request, "renders/campaigns/list.html", {"campaigns": campaigns})
