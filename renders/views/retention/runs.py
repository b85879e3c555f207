"""Retention: what is older than its time, what went in the last runs, and a run that somebody starts."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.permissions import RUN_RETENTION, needs
from renders.models import RetentionCount, RetentionRun
from renders.pipeline.retention import RULES, RetentionRule
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue
from renders.views.access import PersonRequest
from renders.views.revisions import Revision, unchanged

State = RetentionRun.State
SHOWN = 20


@dataclass(frozen=True)
class RuleRow:
    """A rule with what the last dry run counted, if there is one."""

    rule: RetentionRule
    counts: RetentionCount | None


@require_safe
@needs(RUN_RETENTION)
def runs(request: PersonRequest) -> HttpResponse:
    """What a dry run counted is shown until something is removed."""
    removals = list(RetentionRun.objects.filter(is_dry_run=False).select_related("asked_by")[:SHOWN])
    looks = RetentionRun.objects.filter(is_dry_run=True, pk__gt=removals[0].pk if removals else 0)
    latest = looks.first()
    revision = Revision([(run.pk, run.state, run.rows, run.bytes) for run in [latest, *removals] if run])
    if revision.is_seen_by(request):
        return unchanged()
    look = looks.filter(state=State.DONE).prefetch_related("counts").first()
    context = {
        "look": look,
        "rows": rule_rows(look),
        "runs": removals,
        "running": {"look": is_in(State.RUNNING, latest), "run": is_in(State.RUNNING, *removals)},
        "has_failed": is_in(State.FAILED, latest),
        "nightly": settings.RETENTION.nightly,
        "revision": revision,
    }
    return TemplateResponse(request, "renders/retention/runs.html", context)


@require_POST
@needs(RUN_RETENTION)
def look(request: PersonRequest) -> HttpResponse:
    """Count in the background what would go."""
    return begin(request, is_dry_run=True)


@require_POST
@needs(RUN_RETENTION)
def start(request: PersonRequest) -> HttpResponse:
    """Remove it in the background."""
    return begin(request, is_dry_run=False)


def begin(request: PersonRequest, *, is_dry_run: bool) -> HttpResponse:
    run, is_new = RetentionRun.objects.begin_or_join(by=request.user, is_dry_run=is_dry_run)
    if is_new:
        enqueue_on_commit(Enqueue("retain", (run.pk,)))
    else:
        messages.info(request, _("That is going on already. Nothing was changed."))
    return redirect("retention.runs")


def is_in(state: State, *runs: RetentionRun | None) -> bool:
    """Whether any of these runs is in this state."""
    return any(run and run.state == state for run in runs)


def rule_rows(look: RetentionRun | None) -> list[RuleRow]:
    counted = {counts.rule: counts for counts in look.counts.all()} if look else {}
    return [RuleRow(rule, counted.get(rule.name)) for rule in RULES]
