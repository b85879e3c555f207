"""The list of shot sets."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from config.permissions import CHANGE_PRODUCTS, LAUNCH, VIEW_WORK, needs
from renders.forms.sets import SetFilter
from renders.models import SetDraft, ShotSet
from renders.views.access import PersonRequest
from renders.views.latest_first import LatestPage
from renders.views.sets.set_rows import set_rows

SETS_PER_PAGE = 30
# How many drafts stand above them.
DRAFTS_SHOWN = 5


@require_safe
@needs(VIEW_WORK)
def list(request: PersonRequest) -> HttpResponse:  # noqa: A001 - named as its address
    sets = SetFilter(request.GET, ShotSet.objects.latest_first(), request=request)
    page = LatestPage.of(sets.qs, request, SETS_PER_PAGE)
    own = request.user.has_perm(LAUNCH) and not (sets.is_active or request.GET.get("before"))
    drafts = [*SetDraft.objects.of(request.user)[: DRAFTS_SHOWN + 1]] if own else []
    context = {
        "drafts": drafts[:DRAFTS_SHOWN],
        "has_more_drafts": len(drafts) > DRAFTS_SHOWN,
        "rows": set_rows(page.rows),
        "filter": sets,
        **page.links,
        # Where this page ends, the search goes on among older sets.
        "older": page.older or sets.searched_from,
        "is_searched_in_part": bool(sets.searched_from and not page.older),
        "may_compose": request.user.has_perm(CHANGE_PRODUCTS),
        "may_launch": request.user.has_perm(LAUNCH),
    }
    return TemplateResponse(request, "renders/sets/list.html", context)
