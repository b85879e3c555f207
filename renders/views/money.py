"""Money: caps, what is held and spent, and the ledger line by line."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from renders.models import LedgerEntry
from renders.views.access import PersonRequest
from renders.views.home import budgets_of

LINES_A_PAGE = 50


@require_safe
def budget(request: PersonRequest) -> HttpResponse:
    """Who launches sees the budgets that hold for them and their own lines; who may view budgets sees all."""
    person = request.user
    lines = LedgerEntry.objects.select_related("shot_set__launched_by", "attempt__shot").order_by("-pk")
    if not person.has_perm("renders.view_budget"):
        if not person.has_perm("renders.launch_shotset"):
            raise PermissionDenied("Budgets are seen by who launches and by admins.")
        lines = lines.filter(shot_set__launched_by=person)
    page = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {"budgets": budgets_of(person), "page_obj": page}
    return TemplateResponse(request, "renders/budget.html", context)
