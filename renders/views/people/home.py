"""My work: what runs, what waits for this person, what went wrong, and what is left to spend."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from config.permissions import (
    LAUNCH,
    OPEN_CAMPAIGNS,
    PUBLISH,
    VIEW_WORK,
    VOTE,
)
from renders.composing import Outlook
from renders.composing.obstacles import Obstacle, full_budgets, tab_of
from renders.composing.outlook import outlook_of_set, parts_of_sets, with_outlook
from renders.models import Decision, Duel, Proposal, Shot, ShotSet, worklist
from renders.models.pictures import picture_of_shot
from renders.models.pilots import Pilot
from renders.views.access import PersonRequest
from renders.views.operations.budget import budgets_of
from renders.views.people.work_lists import MAX_ALL, lists_of
from renders.views.pictures import shown_of_shot
from renders.views.render_counts import RenderCounts, counts_of_sets
from renders.views.revisions import Revision, unchanged
from renders.views.versions.version_status import answerable_kinds

MAX_SETS = 8


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """The page, or for its poller the part that changes; 204 when nothing did."""
    work = work_of(request.user, request.GET.get("all", ""))
    if "revision" in work and work["revision"].is_seen_by(request):
        return unchanged()
    return TemplateResponse(request, f"renders/people/{'_' if request.htmx else ''}home.html", work)


def work_of(person: User, only: str = "") -> dict[str, Any]:
    """Everything the page shows this person. Each list is limited to its latest rows; `only` names one, shown whole."""
    if not person.has_perm(VIEW_WORK):
        return {}
    if only and (lists := lists_of(person, only)):
        return {"lists": lists, "only": lists[0], "running": []}
    work = {"running": running_sets(), "lists": lists_of(person), **waiting_for(person)}
    work["more_running"] = len(work["running"]) > MAX_SETS
    work["running"] = work["running"][:MAX_SETS]
    running = [(one.shot_set.pk, one.counts, one.outlook.content) for one in work["running"]]
    content = [str(work[name]) for name in sorted(work) if name != "running"]
    budgets = [one for one in budgets_of(person) if not one.is_over]
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
    # Its first product, and how many more shots there are.
    about: str = ""
    # The address of a small picture of its first shot.
    picture: str = ""


def running_sets() -> list[RunningSet]:
    """Sets with unfinished renders, the latest first; one more than the page shows where there are more."""
    sets = list(worklist.running()[: MAX_SETS + 1])
    if not sets:
        return []
    tallies = counts_of_sets([one.pk for one in sets])
    last = Shot.objects.filter(shot_set=OuterRef("shot_set")).order_by("-number").values("number")[:1]
    firsts = with_outlook(Shot.objects.filter(shot_set__in=sets, number=1)).defer("contract_json")
    firsts = firsts.select_related("account", "image_model", "colorway__product")
    firsts = firsts.annotate(last=Subquery(last), picture=picture_of_shot(OuterRef("pk")))
    first_of, parts = {shot.shot_set_id: shot for shot in firsts}, parts_of_sets(sets)
    return [
        RunningSet(
            one,
            counts,
            outlook_of_set(first, counts.waiting, counts.to_draw, parts.get(one.pk, [])),
            about_set(first),
            picture_of(first),
        )
        for one in sets
        if (counts := tallies.get(one.pk)) and (first := first_of.get(one.pk))
    ]


def about_set(first: Any) -> str:
    """ "Coffee mug, Beige and 4 more shots" of a set's first shot."""
    more = first.last - 1
    shown = f"{first.colorway.product}, {first.colorway.name}"
    if not more:
        return shown
    text = ngettext("%(shown)s and %(more)s more shot", "%(shown)s and %(more)s more shots", more)
    return text % {"shown": shown, "more": more}


def picture_of(first: Any) -> str:
    return shown_of_shot(first.picture, first.colorway.product_id, first.colorway_id)


def obstacles_on_the_way(running: Iterable[RunningSet]) -> list[tuple[Obstacle, str]]:
    """What keeps these sets waiting, each obstacle once, with the sets that wait for it."""
    waiting: dict[tuple[str, str], tuple[Obstacle, list[str]]] = {}
    for one in running:
        for obstacle in one.outlook.obstacles:
            waiting.setdefault((obstacle.cause.name, obstacle.title), (obstacle, []))[1].append(str(one.shot_set))
    return [
        (obstacle, _("Waiting for it: %(sets)s.") % {"sets": ", ".join(sets)}) for obstacle, sets in waiting.values()
    ]


def waiting_for(person: User) -> dict[str, Any]:
    """What this person is the next to do, by their permissions."""
    waiting: dict[str, Any] = {}
    if person.has_perm(VOTE):
        waiting["duels"] = list(Duel.objects.judgeable_by(person).with_versions()[:MAX_ALL])
    if kinds := answerable_kinds(person):
        waiting["proposals"] = list(Proposal.objects.open().filter(kind__in=kinds)[:MAX_ALL])
    if person.has_perm(OPEN_CAMPAIGNS):
        waiting["pilots"] = Pilot.ready_to_open(MAX_ALL)
    if person.has_perm(PUBLISH):
        waiting["to_publish"] = Decision.objects.count_unpublished()
    return waiting
