"""The reviews that wait for a decision."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from config.permissions import DECIDE, VIEW_WORK, needs
from renders.forms.reviews import ReviewFilter
from renders.models import Review
from renders.views.access import PersonRequest
from renders.views.reviews.review_queue import ReviewQueue, undoable_decisions

REVIEWS_A_PAGE = 30


@require_safe
@needs(VIEW_WORK)
def list(request: PersonRequest) -> HttpResponse:
    """The longest waiting review first; one that this person may not decide says why."""
    form = ReviewFilter(request.GET)
    waiting = form.apply_to(Review.objects.open()).with_order().prefetch_related("pick__findings")
    form.offer_waiting()
    page = Paginator(waiting, REVIEWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(review, review.refusal_for(request.user)) for review in page]
    context = {
        "rows": rows,
        "may_start": request.user.has_perm(DECIDE) and bool(ReviewQueue(request).items),
        "page_obj": page,
        "filter": form,
        "query": form.query_string(),
        "undoable": undoable_decisions(request),
    }
    return TemplateResponse(request, "renders/reviews/list.html", context)
