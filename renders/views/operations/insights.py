"""What pictures cost, how many are approved and how long that takes, as charts with their tables."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.permissions import LAUNCH, VIEW_BUDGETS
from renders.forms.money.insights import InsightsFilter
from renders.insights.overview import InsightFigures
from renders.insights.panels import PANELS
from renders.views.access import PersonRequest
from renders.views.csv_files import csv_file


@require_safe
def insights(request: PersonRequest) -> HttpResponse:
    """An admin sees all figures, a launcher those of their own sets."""
    filter = filter_of(request)
    overview = InsightFigures.of(filter.scope)
    panels = [make(overview) for make in PANELS.values()]
    context = {"filter": filter, "overview": overview, "panels": panels, "query": filter.query}
    return TemplateResponse(request, "renders/operations/insights.html", context)


@require_safe
def table(request: PersonRequest, code: str) -> StreamingHttpResponse:
    """One table of the page as a file."""
    filter = filter_of(request)
    if code not in PANELS:
        raise Http404(_("There is no such table."))
    return csv_file(PANELS[code](InsightFigures.of(filter.scope)).table)


def filter_of(request: PersonRequest) -> InsightsFilter:
    user = request.user
    if not (user.has_perm(VIEW_BUDGETS) or user.has_perm(LAUNCH)):
        raise PermissionDenied(_("Insights are seen by who launches and by admins."))
    return InsightsFilter(request.GET, only=None if user.has_perm(VIEW_BUDGETS) else user)
