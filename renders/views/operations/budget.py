"""Budgets, and the ledger added up."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.permissions import LAUNCH, VIEW_BUDGETS
from renders.forms.money.ledger import LedgerFilter
from renders.models import Budget, BudgetChange
from renders.views.access import PersonRequest
from renders.views.csv_files import csv_file

GROUPS_A_PAGE = 50


@require_safe
def budget(request: PersonRequest) -> HttpResponse:
    """A launcher sees the budgets that apply to them and what their own sets cost; an admin sees all."""
    user = request.user
    whose = person_shown_to(user)
    filter = LedgerFilter(request.GET)
    groups = filter.groups(whose)
    after = request.GET.get("after", "")
    rows, next_after = groups.page(after, GROUPS_A_PAGE)
    context = {
        "budgets": budgets_of(user),
        "waiting_changes": list(BudgetChange.objects.open()) if user.has_perm(VIEW_BUDGETS) else [],
        "filter": filter,
        "groups": groups,
        "rows": [(group, groups.name_of(group)) for group in rows],
        "after": after,
        "next_after": next_after,
        "query": filter.query,
    }
    return TemplateResponse(request, "renders/operations/budget.html", context)


@require_safe
def table(request: PersonRequest) -> StreamingHttpResponse:
    """The ledger, added up as the page does it, as a file with all rows."""
    return csv_file(LedgerFilter(request.GET).groups(person_shown_to(request.user)).table())


def person_shown_to(user: User) -> int | None:
    """Whose sets alone this person sees; None: everybody's. Raises `PermissionDenied`."""
    if user.has_perm(VIEW_BUDGETS):
        return None
    if not user.has_perm(LAUNCH):
        raise PermissionDenied(_("Budgets are seen by who launches and by admins."))
    return user.pk


def budgets_of(person: User) -> list[Budget]:
    """The budgets a person may see: an admin all of them, a launcher those that apply to them."""
    if person.has_perm(VIEW_BUDGETS):
        return list(Budget.objects.select_related("person", "campaign"))
    return list(Budget.objects.over(person).select_related("campaign")) if person.has_perm(LAUNCH) else []
