"""The review stream: a queue, one item after the other, and the way back from a slip."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Artwork
from renders.forms.reviewing import DecisionForm, QueueFilter
from renders.models import Decision, Review
from renders.models.reviews import AlreadyDecided, NotYours
from renders.views.access import PersonRequest, sees_work

ITEMS_A_PAGE = 30
PRELOADED = 2
SAYABLE = {Decision.Verdict.REJECT, Decision.Verdict.CHANGES}
TOO_LATE = "Too late to undo: ten minutes have passed, the picture is being published, or the shot was submitted again."


@dataclass(frozen=True)
class Queue:
    """The reviews this person can decide in their order, (id, picked render) each; the filter as a query string."""

    items: list[tuple[int, int]]
    query: str

    @classmethod
    def of(cls, request: PersonRequest) -> "Queue":
        """The queue that the address asks for."""
        form = QueueFilter(request.GET)
        reviews = form.narrow(Review.objects.decidable_by(request.user))
        return cls(list(reviews.values_list("pk", "pick_id")), form.query())

    def around(self, pk: int) -> dict[str, Any]:
        """Where an item stands: its place from 1, the next and previous ids, and the next renders to preload."""
        ids = [each for each, _ in self.items]
        at = ids.index(pk) if pk in ids else -1
        ahead = [item for item in self.items[at + 1 :] + self.items[: max(at, 0)] if item[0] != pk]
        return {
            "place": at + 1,
            "waiting": len(ids),
            "following": ahead[0][0] if ahead else None,
            "previous": ids[at - 1] if at > 0 else None,
            "preloaded": [render for _, render in ahead[:PRELOADED]],
        }


@require_safe
@sees_work
def review_list(request: PersonRequest) -> HttpResponse:
    """Everything that waits, the longest waiting first; what this person may not decide says why."""
    form = QueueFilter(request.GET)
    waiting = form.narrow(Review.objects.open()).with_order().prefetch_related("pick__findings")
    page = Paginator(waiting, ITEMS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(review, review.why_not(request.user)) for review in page]
    context = {
        "rows": rows,
        "page_obj": page,
        "filter": form,
        "query": form.query(),
        "decided": last_decisions(request),
    }
    return TemplateResponse(request, "renders/review_list.html", context)


@require_safe
@sees_work
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """One shot to judge. `?say=reject` or `changes` opens the words of that verdict without JavaScript."""
    found = get_object_or_404(Review.objects.with_order(), pk=pk)
    say = request.GET.get("say")
    form = DecisionForm(initial={"verdict": say}) if say in SAYABLE else None
    return item(request, found, form=form)


@require_POST
@permission_required("renders.add_decision", raise_exception=True)
def decision_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Write a verdict and go on to the next item."""
    found = get_object_or_404(Review.objects.with_order(), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return item(request, found, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    following = Queue.of(request).around(pk)["following"]
    try:
        found.decide(by=request.user, **form.cleaned_data)
    except AlreadyDecided:
        found.refresh_from_db(fields=["state"])
        return item(request, found, is_late=True, status=HTTPStatus.CONFLICT)
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return go_on(request, following)


@require_POST
@permission_required("renders.add_decision", raise_exception=True)
def decision_undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one's own decision back; the shot waits again."""
    decision = get_object_or_404(Decision.objects.filter(by=request.user), pk=pk)
    found = Review.objects.with_order().get(pk=decision.review_id)
    if not decision.undo(by=request.user):
        messages.warning(request, TOO_LATE)
        return item(request, found, status=HTTPStatus.CONFLICT)
    messages.success(request, f"{found.shot} waits for a decision again.")
    return redirect(found)


@require_POST
@permission_required("renders.add_review", raise_exception=True)
def review_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take one's own submission back before anybody decides."""
    found = get_object_or_404(Review.objects.with_order(), pk=pk)
    if not is_own(request, found):
        raise PermissionDenied("Only who launched or submitted a shot withdraws it.")
    if not found.withdraw(by=request.user):
        found.refresh_from_db(fields=["state"])
        return item(request, found, is_late=True, status=HTTPStatus.CONFLICT)
    messages.success(request, f"{found.shot} is no longer in review.")
    return redirect(found.shot)


def item(
    request: PersonRequest, found: Review, *, form: DecisionForm | None = None, is_late: bool = False, status: int = 200
) -> HttpResponse:
    """The page of one review, or for htmx the part that replaces it."""
    queue = Queue.of(request)
    shown = [found.pick, *(one.render for one in found.candidates.select_related("render"))]
    context = {
        "review": found,
        "form": form or DecisionForm(),
        "say": said(form),
        "is_late": is_late,
        "why_not": found.why_not(request.user),
        "is_own": is_own(request, found),
        "decision": found.standing,
        "earlier": earlier_rounds(found),
        "shown": shown,
        "seen": next((one for one in shown if str(one.number) == request.GET.get("see")), found.pick),
        "findings": list(found.pick.findings.all()),
        "references": list(Artwork.objects.of(found.shot.colorway).exclude(kind=Artwork.Kind.LABEL)[:3]),
        "decided": last_decisions(request),
        "query": queue.query,
        **queue.around(found.pk),
    }
    name = "renders/_review.html" if request.htmx else "renders/review.html"
    return TemplateResponse(request, name, context, status=status)


def go_on(request: PersonRequest, following: int | None) -> HttpResponse:
    """The next item, or the end of the queue; a plain form is sent on, htmx gets the part and its address."""
    query = QueueFilter(request.GET).query()
    address = (reverse("review", args=[following]) if following else reverse("review-list")) + query
    if not request.htmx:
        return redirect(address)
    if following:
        response = item(request, Review.objects.with_order().get(pk=following))
    else:
        context = {"decided": last_decisions(request), "query": query}
        response = TemplateResponse(request, "renders/_review_done.html", context)
    response["HX-Push-Url"] = address
    return response


def said(form: DecisionForm | None) -> str:
    """The verdict whose words are being asked for in the page, empty when none is."""
    value = form["verdict"].value() if form else ""
    return value if value in SAYABLE else "approve" if form else ""


def last_decisions(request: PersonRequest) -> list[Decision]:
    """What this person can still take back."""
    return list(Decision.objects.undoable_by(request.user).select_related("review__shot")[:5])


def earlier_rounds(found: Review) -> list[Decision]:
    """How the shot fared before, the latest round first."""
    before = Decision.objects.standing().filter(review__shot=found.shot_id, review__round__lt=found.round)
    return list(before.select_related("by", "review", "render").order_by("-review__round"))


def is_own(request: PersonRequest, found: Review) -> bool:
    """Whether this person launched or submitted it."""
    return request.user.pk in {found.submitted_by_id, found.shot.shot_set.launched_by_id}
