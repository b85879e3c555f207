"""Budgets, and the ledger line by line."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.permissions import LAUNCH, VIEW_BUDGETS
from renders.models import Budget, BudgetChange, LedgerEntry, ShotSet
from renders.views.access import PersonRequest
from renders.views.latest_first import LatestPage

LINES_A_PAGE = 50


@require_safe
def budget(request: PersonRequest) -> HttpResponse:
    """A launcher sees the budgets that apply to them and the lines of their own sets; an admin sees all."""
    user = request.user
    lines = LedgerEntry.objects.select_related("shot_set__launched_by", "attempt__shot").order_by("-pk")
    if not user.has_perm(VIEW_BUDGETS):
        if not user.has_perm(LAUNCH):
            raise PermissionDenied(_("Budgets are seen by who launches and by admins."))
        # Not a join: that would read and sort every line of the person's sets for the latest fifty.
        lines = lines.filter(Exists(ShotSet.objects.filter(pk=OuterRef("shot_set"), launched_by=user)))
    page = LatestPage.of(lines, request, LINES_A_PAGE)
    waiting = list(BudgetChange.objects.open()) if user.has_perm(VIEW_BUDGETS) else []
    context = {"budgets": budgets_of(user), "waiting_changes": waiting, "lines": page.rows, **page.links}
    return TemplateResponse(request, "renders/operations/budget.html", context)


def budgets_of(person: User) -> list[Budget]:
    """The budgets a person may see: an admin all of them, a launcher those that apply to them."""
    if person.has_perm(VIEW_BUDGETS):
        return list(Budget.objects.select_related("person"))
    return list(Budget.objects.over(person)) if person.has_perm(LAUNCH) else []
