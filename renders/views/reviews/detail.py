"""One review: what is decided on, and taking a submission back."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.permissions import DECIDE, SUBMIT, VIEW_WORK, needs
from renders.forms.reviewing.comments import CommentForm, ThreadForm
from renders.forms.reviewing.reviews import DecisionForm, UrgencyForm
from renders.models import Decision, Review
from renders.views.access import PersonRequest
from renders.views.guests.advice import AdviceOfGuests
from renders.views.reviews.page import ReviewPage
from renders.views.reviews.review_queue import ReviewQueue
from renders.views.shots.claims import RenderClaim
from renders.views.threads import Threads

VERDICTS_WITH_FORM = set(Decision.Verdict)


@require_safe
@needs(VIEW_WORK)
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    """`?verdict=` opens the form of that verdict without JavaScript."""
    review = get_object_or_404(Review.objects.with_order(), pk=pk)
    verdict = request.GET.get("verdict", "")
    return review_page(request, review, verdict=verdict if verdict in VERDICTS_WITH_FORM else "")


@require_POST
@needs(DECIDE)
def stay(request: PersonRequest, pk: int) -> HttpResponse:
    """The review is on this person's screen. The answer is what they see of the next one until a decision is saved."""
    review = get_object_or_404(Review.objects.select_related("shot"), pk=pk)
    queue = ReviewQueue(request)
    following = queue.reserve_next(after=pk)
    if not review.open_for(request.user, beside=following) or not following:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    page = ReviewPage(request, Review.objects.with_order().get(pk=following), queue=queue, stage_prefix="ahead")
    context = {"page": page, "review": page.review, "stage": page.stage, "before": review}
    return TemplateResponse(request, "renders/reviews/_ahead.html", context)


@require_POST
@needs(SUBMIT)
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(Review.objects.with_order(), pk=pk)
    if not review.is_of(request.user):
        raise PermissionDenied(_("Only who launched or submitted a shot withdraws it."))
    if not review.withdraw(by=request.user):
        review.refresh_from_db(fields=["state"])
        return review_page(request, review, is_late=True, status=HTTPStatus.CONFLICT)
    messages.success(request, _("%(shot)s is no longer in review.") % {"shot": review.shot})
    return redirect(review.shot)


def review_page(
    request: PersonRequest,
    review: Review,
    *,
    form: DecisionForm | None = None,
    urgency: UrgencyForm | None = None,
    verdict: str = "",
    is_late: bool = False,
    missed: Review | None = None,
    comment: ThreadForm | None = None,
    refused_reply: tuple[int, CommentForm] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The page of one review, or for htmx the part that replaces it. `missed` was shown to come next and did not.
    `comment` and `refused_reply` (of which thread) are forms with errors."""
    form = form or DecisionForm(initial={"verdict": verdict} if verdict else None)
    page = ReviewPage(request, review, form=form, verdict=verdict, is_late=is_late, missed=missed)
    threads = Threads(review.shot_id, request.user, view="review", seen=page.seen, refused=refused_reply)
    advice = AdviceOfGuests(review.shot.code, [one.render for one in page.shown], page.seen)
    comment = comment or ThreadForm(review, auto_id="comment-%s", initial={"candidate": page.seen.number})
    template = "_detail" if request.htmx else "detail"
    context = {
        "page": page,
        "review": review,
        "form": form,
        "query": page.query,
        "urgency": urgency or (UrgencyForm.of(review) if page.may_prioritise else None),
        "stage": advice.pinned_on(threads.pinned_on(page.stage, takes_pins=True)),
        "threads": threads,
        "advice": advice,
        "claim": RenderClaim(page.seen, review.shot.code, request.user),
        "comment_form": comment,
        "comment_query": f"?see={page.seen.number}{page.query.replace('?', '&')}",
        "has_errors": bool(form.errors or comment.errors or refused_reply),
    }
    return TemplateResponse(request, f"renders/reviews/{template}.html", context, status=status)
