"""A marketer's production plans."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from config.permissions import LAUNCH, needs
from renders.models import ProductionPlan
from renders.views.access import PersonRequest

# The latest that were ordered, and all that are open.
ORDERED_SHOWN = 20


@require_safe
@needs(LAUNCH)
def list(request: PersonRequest) -> HttpResponse:
    plans = ProductionPlan.objects.of(request.user).select_related("pilot_set", "shot_set")
    context = {"open": plans.open(), "ordered": plans.exclude(shot_set=None)[:ORDERED_SHOWN]}
    return TemplateResponse(request, "renders/production/list.html", context)
