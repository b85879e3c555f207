"""The reviews that wait for a decision."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from config.permissions import DECIDE, VIEW_WORK, needs
from renders.forms.reviewing.reviews import ReviewFilter
from renders.models import Review
from renders.models.bulk_approvals import with_obstacles
from renders.views.access import PersonRequest
from renders.views.reviews.bulk import BulkBar, ReviewRow
from renders.views.reviews.review_queue import in_queue, undoable_decisions

REVIEWS_A_PAGE = 30


@require_safe
@needs(VIEW_WORK)
def list(request: PersonRequest) -> HttpResponse:
    """What comes back to this person first, then the longest waiting; what they may not decide says why."""
    form = ReviewFilter(request.GET)
    waiting = form.apply_to(Review.objects.open()).returned_first(request.user)
    waiting = with_obstacles(waiting.with_order(), request.user)
    form.offer_waiting()
    page = Paginator(waiting, REVIEWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [ReviewRow(review, request.user, is_ticked="tick" in request.GET) for review in page]
    may_decide = request.user.has_perm(DECIDE)
    context = {
        "rows": rows,
        "may_start": may_decide and in_queue(form, request.user).exists(),
        "bulk": BulkBar(rows) if may_decide and rows else None,
        "page_obj": page,
        "filter": form,
        "query": form.query_string(),
        "undoable": undoable_decisions(request),
    }
    return TemplateResponse(request, "renders/reviews/list.html", context)
