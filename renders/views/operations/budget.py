"""Budgets, and the ledger line by line."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from config.permissions import LAUNCH, VIEW_BUDGETS
from renders.models import Budget, LedgerEntry
from renders.views.access import PersonRequest

LINES_A_PAGE = 50


@require_safe
def budget(request: PersonRequest) -> HttpResponse:
    """A launcher sees the budgets that apply to them and the lines of their own sets; an admin sees all."""
    user = request.user
    lines = LedgerEntry.objects.select_related("shot_set__launched_by", "attempt__shot").order_by("-pk")
    if not user.has_perm(VIEW_BUDGETS):
        if not user.has_perm(LAUNCH):
            raise PermissionDenied("Budgets are seen by who launches and by admins.")
        lines = lines.filter(shot_set__launched_by=user)
    page = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {"budgets": budgets_of(user), "page_obj": page}
    return TemplateResponse(request, "renders/operations/budget.html", context)


def budgets_of(person: User) -> list[Budget]:
    """The budgets a person may see: an admin all of them, a launcher those that apply to them."""
    if person.has_perm(VIEW_BUDGETS):
        return list(Budget.objects.select_related("person"))
    return list(Budget.objects.over(person)) if person.has_perm(LAUNCH) else []
