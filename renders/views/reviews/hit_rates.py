"""What the checks of inspection are worth, for those who decide and those who set limits."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.permissions import DECIDE, VIEW_EVENTS
from renders.insights import hit_rates as insights
from renders.views.access import PersonRequest


@require_safe
def hit_rates(request: PersonRequest) -> HttpResponse:
    if not (request.user.has_perm(DECIDE) or request.user.has_perm(VIEW_EVENTS)):
        raise PermissionDenied(_("Reviewers and admins see what the checks are worth."))
    context = {"rates": insights.hit_rates(), "least_decided": insights.LEAST_DECIDED}
    return TemplateResponse(request, "renders/reviews/hit_rates.html", context)
