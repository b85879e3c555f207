"""My work: what runs, what waits for this person, what went wrong, and what is left to spend."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from config.permissions import (
    DECIDE,
    LAUNCH,
    OPEN_CAMPAIGNS,
    PUBLISH,
    SUBMIT,
    VIEW_WORK,
    VOTE,
)
from renders.composing import Outlook
from renders.composing.obstacles import Obstacle, full_budgets, tab_of
from renders.composing.outlook import with_outlook
from renders.models import Decision, Duel, Proposal, Review, Shot, ShotSet, worklist
from renders.models.pilots import Pilot
from renders.views.access import PersonRequest
from renders.views.operations.budget import budgets_of
from renders.views.render_counts import RenderCounts, counts_of_sets
from renders.views.revisions import Revision, unchanged
from renders.views.versions.version_status import answerable_kinds

MAX_SETS = 8
MAX_ROWS = 6


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """The page, or for its poller the part that changes; 204 when nothing did."""
    work = work_of(request.user)
    if "revision" in work and work["revision"].is_seen_by(request):
        return unchanged()
    return TemplateResponse(request, f"renders/people/{'_' if request.htmx else ''}home.html", work)


def work_of(person: User) -> dict[str, Any]:
    """Everything the page shows this person. Each list is limited to its latest rows."""
    if not person.has_perm(VIEW_WORK):
        return {}
    work = {"running": running_sets(), **waiting_for(person), **failures_of(person)}
    running = [(one.shot_set.pk, one.counts, one.outlook.content) for one in work["running"]]
    content = [str(work[name]) for name in sorted(work) if name != "running"]
    budgets = budgets_of(person)
    obstacles = obstacles_on_the_way(work["running"])
    obstacles += [(obstacle, "") for obstacle in full_budgets(budgets)]
    return {
        **work,
        "budgets": budgets,
        "obstacles": obstacles,
        "tab": tab_of([obstacle for obstacle, _ in obstacles]),
        "is_empty": not any(work.values()),
        "may_launch": person.has_perm(LAUNCH),
        "revision": Revision(running, *content),
    }


@dataclass(frozen=True)
class RunningSet:
    """A set with unfinished renders, how far it is, and what keeps it waiting."""

    shot_set: ShotSet
    counts: RenderCounts
    outlook: Outlook


def running_sets() -> list[RunningSet]:
    """Sets with unfinished renders, the latest first."""
    sets = list(worklist.running()[:MAX_SETS])
    if not sets:
        return []
    tallies = counts_of_sets([one.pk for one in sets])
    firsts = with_outlook(Shot.objects.filter(shot_set__in=sets, number=1)).defer("contract_json")
    first_of = {shot.shot_set_id: shot for shot in firsts}
    return [
        RunningSet(one, counts, Outlook(first_of.get(one.pk), counts.waiting, counts.to_draw))
        for one in sets
        if (counts := tallies.get(one.pk))
    ]


def obstacles_on_the_way(running: Iterable[RunningSet]) -> list[tuple[Obstacle, str]]:
    """What keeps these sets waiting, each obstacle once, with the sets that wait for it."""
    waiting: dict[tuple[str, str], tuple[Obstacle, list[str]]] = {}
    for one in running:
        for obstacle in one.outlook.obstacles:
            waiting.setdefault((obstacle.cause.name, obstacle.title), (obstacle, []))[1].append(str(one.shot_set))
    return [(obstacle, f"Waiting for it: {', '.join(sets)}.") for obstacle, sets in waiting.values()]


def waiting_for(person: User) -> dict[str, Any]:
    """What this person is the next to do, by their permissions."""
    waiting: dict[str, Any] = {}
    if person.has_perm(DECIDE):
        waiting["reviews"] = list(Review.objects.decidable_by(person).with_order()[:MAX_ROWS])
    if person.has_perm(SUBMIT):
        waiting["to_submit"] = list(worklist.to_submit(person)[:MAX_ROWS])
        waiting["sent_back"] = list(worklist.sent_back(person)[:MAX_ROWS])
    if person.has_perm(VOTE):
        waiting["duels"] = list(Duel.objects.judgeable_by(person).with_versions()[:MAX_ROWS])
    if kinds := answerable_kinds(person):
        waiting["proposals"] = list(Proposal.objects.open().filter(kind__in=kinds)[:MAX_ROWS])
    if person.has_perm(OPEN_CAMPAIGNS):
        waiting["pilots"] = Pilot.ready_to_open(MAX_ROWS)
    if person.has_perm(PUBLISH):
        waiting["to_publish"] = Decision.objects.count_unpublished()
    return waiting


def failures_of(person: User) -> dict[str, Any]:
    """Renders in doubt, and shots with failed renders."""
    return {
        "in_doubt": list(worklist.in_doubt(person)[:MAX_ROWS]),
        "failed": list(worklist.failed(person)[:MAX_ROWS]),
    }
