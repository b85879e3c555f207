"""My work: what runs, what waits for me, what went wrong, and what is left to spend."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from renders.models import Budget, Decision, Duel, Proposal, Review, ShotSet, worklist
from renders.models.pilots import Pilot
from renders.views.access import PersonRequest
from renders.views.orders import tallies_of
from renders.views.polling import has_seen, mark_of
from renders.views.tallies import Tally

MAX_SETS = 8
MAX_ROWS = 6


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """The page, or for its poller the part that changes; 204 when nothing did."""
    context = work_of(request.user)
    if has_seen(request, context["mark"]):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return TemplateResponse(request, f"renders/{'_' if request.htmx else ''}home.html", context)


def work_of(person: Any) -> dict[str, Any]:
    """Everything the page shows this person; each list is cut, its count is not."""
    if not person.has_perm("renders.view_shotset"):
        return {"mark": ""}
    work = {"running": running_sets(), **waiting_for(person), **trouble_of(person)}
    return {
        **work,
        "budgets": budgets_of(person),
        "is_empty": not any(work.values()),
        "mark": mark_of(
            [(one.pk, tally) for one, tally in work["running"]], *(str(work[name]) for name in sorted(work))
        ),
    }


def running_sets() -> list[tuple[ShotSet, Tally]]:
    """Sets on the way, each with its tally."""
    sets = list(worklist.running()[:MAX_SETS])
    tallies = tallies_of([one.pk for one in sets])
    return [(one, tallies[one.pk]) for one in sets if one.pk in tallies]


def waiting_for(person: Any) -> dict[str, Any]:
    """What this person is the next to do, by their rights."""
    waiting: dict[str, Any] = {}
    if person.has_perm("renders.add_decision"):
        waiting["reviews"] = list(Review.objects.decidable_by(person).with_order()[:MAX_ROWS])
    if person.has_perm("renders.add_review"):
        waiting["to_submit"] = list(worklist.to_submit(person)[:MAX_ROWS])
        waiting["sent_back"] = list(worklist.sent_back(person)[:MAX_ROWS])
    if person.has_perm("renders.vote_duel"):
        waiting["duels"] = list(Duel.objects.judgeable_by(person).with_versions()[:MAX_ROWS])
    if person.has_perm("catalog.freeze_promptversion"):
        waiting["proposals"] = list(Proposal.objects.open()[:MAX_ROWS])
    if person.has_perm("catalog.open_campaign"):
        waiting["pilots"] = Pilot.waiting(MAX_ROWS)
    if person.has_perm("renders.publish_publication"):
        waiting["to_publish"] = Decision.objects.unpublished().count()
    return waiting


def trouble_of(person: Any) -> dict[str, Any]:
    """What nobody knows the end of, and what failed."""
    return {
        "in_doubt": list(worklist.in_doubt(person)[:MAX_ROWS]),
        "failed": list(worklist.failed(person)[:MAX_ROWS]),
    }


def budgets_of(person: Any) -> list[Budget]:
    """The budgets a person may see: an admin all of them, who launches those that hold for them."""
    if person.has_perm("renders.view_budget"):
        return list(Budget.objects.select_related("person"))
    return list(Budget.objects.over(person)) if person.has_perm("renders.launch_shotset") else []
