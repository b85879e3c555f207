"""The list of shot sets."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.text import whole_number
from config.permissions import CHANGE_PRODUCTS, VIEW_WORK, needs
from renders.forms.sets import SetFilter
from renders.models import ShotSet
from renders.views.access import PersonRequest
from renders.views.sets.set_rows import set_rows

SETS_PER_PAGE = 30


@require_safe
@needs(VIEW_WORK)
def list(request: PersonRequest) -> HttpResponse:  # noqa: A001 - named as its address
    """The latest sets. A page starts below the id `?before=`, so that new sets move nothing."""
    form = SetFilter(request.GET)
    sets = form.select(ShotSet.objects.latest_first(), request.user)
    if before := whole_number(request.GET.get("before")):
        sets = sets.filter(pk__lt=before)
    rows = [*sets[: SETS_PER_PAGE + 1]]
    page = rows[:SETS_PER_PAGE]
    context = {
        "rows": set_rows(page),
        "filter": form,
        "older": page[-1].pk if len(rows) > len(page) else None,
        "before": before,
        "may_compose": request.user.has_perm(CHANGE_PRODUCTS),
    }
    return TemplateResponse(request, "renders/sets/list.html", context)
