"""Approving several clean reviews from the list, and what the list says of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from catalog.text import whole_number
from config.permissions import DECIDE, needs
from renders.forms.reviewing.reviews import ReviewFilter
from renders.models import Decision, Review
from renders.models.bulk_approvals import BulkObstacle, approve_together, obstacle_for
from renders.templatetags.people import person
from renders.views.access import PersonRequest


@dataclass(frozen=True)
class ReviewRow:
    """One review of the list, as this person sees it."""

    review: Review
    person: User
    is_ticked: bool = False

    @cached_property
    def refusal(self) -> str:
        """Why this person cannot decide it."""
        return self.review.refusal_for(self.person)

    @cached_property
    def obstacle(self) -> BulkObstacle | None:
        """Why it is not approved together with others."""
        return obstacle_for(self.review, self.person)


@dataclass(frozen=True)
class BulkBar:
    """Which rows of the list can be approved together, and which are left out."""

    rows: Sequence[ReviewRow]

    @property
    def count(self) -> int:
        return sum(not row.obstacle for row in self.rows)

    @property
    def count_left_out(self) -> int:
        return len(self.rows) - self.count

    @property
    def left_out(self) -> list[tuple[BulkObstacle, list[Review]]]:
        """The reviews that need a look of their own, by what stands in the way."""
        groups = [
            (obstacle, [row.review for row in self.rows if row.obstacle == obstacle]) for obstacle in BulkObstacle
        ]
        return [(obstacle, reviews) for obstacle, reviews in groups if reviews]


@require_POST
@needs(DECIDE)
def bulk(request: PersonRequest) -> HttpResponse:
    """Approve the ticked reviews together; what cannot be approved is named with the reason."""
    numbers = map(whole_number, request.POST.getlist("review"))
    approval = approve_together({number for number in numbers if number is not None}, by=request.user)
    for review, reason in approval.left_out:
        leave_out(request, review, reason)
    for review, decision in approval.closed:
        leave_out(request, review, late_text(decision))
    if count := len(approval.decisions):
        text = ngettext("%(count)s review is approved.", "%(count)s reviews are approved.", count)
        messages.success(request, text % {"count": count})
    return redirect(reverse("reviews.list") + ReviewFilter(request.GET).query_string())


def leave_out(request: PersonRequest, review: Review, reason: str) -> None:
    text = _("%(shot)s was not approved: %(reason)s.") % {"shot": review.shot, "reason": reason.rstrip(".")}
    messages.warning(request, text)


def late_text(decision: Decision | None) -> str:
    if decision is None:
        return _("it was withdrawn from review")
    words = {"person": person(decision.by), "verdict": decision.get_verdict_display().lower()}
    return _("%(person)s was first (%(verdict)s)") % words
