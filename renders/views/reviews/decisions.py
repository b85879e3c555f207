"""Deciding on a review, and undoing a decision."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from catalog.text import whole_number
from config.permissions import DECIDE, needs
from renders.forms.reviewing.reviews import DecisionForm, ReviewFilter
from renders.models import Decision, Review
from renders.models.decisions import AlreadyDecided, BlockedByFinding, MayNotDecide
from renders.views.access import PersonRequest
from renders.views.reviews.detail import VERDICTS_WITH_FORM, review_page
from renders.views.reviews.review_queue import ReviewQueue, undoable_decisions

TOO_LATE = gettext_lazy(
    "Too late to undo: ten minutes have passed, the picture is being published, or the shot was submitted again."
)


@require_POST
@needs(DECIDE)
def decisions(request: PersonRequest, pk: int) -> HttpResponse:
    """Write a decision and go on to the next review."""
    review = get_object_or_404(Review.objects.with_order(), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return invalid(request, review, form)
    queue = ReviewQueue(request)
    try:
        review.decide(by=request.user, **form.cleaned_data)
    except AlreadyDecided:
        review.refresh_from_db(fields=["state"])
        return review_page(request, review, is_late=True, status=HTTPStatus.CONFLICT)
    except BlockedByFinding as refusal:
        form.add_error("override", str(refusal))
        return invalid(request, review, form)
    except MayNotDecide as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return next_review(request, queue, after=pk)


@require_POST
@needs(DECIDE)
def following(request: PersonRequest) -> HttpResponse:
    """Open the review behind `after` that nobody else has open, and lead there; to the list when there is none."""
    return next_review(request, ReviewQueue(request), after=whole_number(request.POST.get("after")) or 0)


@require_POST
@needs(DECIDE)
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one's own decision back; the shot waits for a decision again."""
    decision = get_object_or_404(Decision.objects.filter(by=request.user), pk=pk)
    review = Review.objects.with_order().get(pk=decision.review_id)
    if not decision.undo(by=request.user):
        messages.warning(request, TOO_LATE)
        return review_page(request, review, status=HTTPStatus.CONFLICT)
    messages.success(request, _("%(shot)s waits for a decision again.") % {"shot": review.shot})
    return redirect(review.get_absolute_url() + ReviewFilter(request.GET).query_string())


def invalid(request: PersonRequest, review: Review, form: DecisionForm) -> HttpResponse:
    """The review with the form of the verdict that was sent, and what is wrong with it."""
    sent = form["verdict"].value()
    verdict = sent if sent in VERDICTS_WITH_FORM else Decision.Verdict.APPROVE
    return review_page(request, review, form=form, verdict=verdict, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def next_review(request: PersonRequest, queue: ReviewQueue, *, after: int) -> HttpResponse:
    """The next review, or the end of the queue: a redirect, for htmx the part together with its address."""
    shown = whole_number(request.POST.get("shown"))
    following = queue.open_next(after=after, shown=shown)
    address = reverse("reviews.detail", args=[following]) if following else reverse("reviews.list")
    if not request.htmx:
        return redirect(address + queue.query)
    if following:
        is_missed = shown is not None and shown != following
        missed = Review.objects.select_related("shot").filter(pk=shown or 0).first() if is_missed else None
        response = review_page(request, Review.objects.with_order().get(pk=following), missed=missed)
    else:
        context = {"undoable": undoable_decisions(request), "query": queue.query}
        response = TemplateResponse(request, "renders/reviews/_queue_done.html", context)
    response["HX-Push-Url"] = address + queue.query
    return response
