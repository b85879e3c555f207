"""The background step: one batch of a run, until all rules are done."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from config.background.database_clock import database_now
from renders.models import Lease, LeaseLost, RetentionCount, RetentionRun
from renders.models.fast_queries import RawSql
from renders.pipeline.retention.counts import Counts, RetentionBatch
from renders.pipeline.retention.files import delete_files
from renders.pipeline.retention.rules import LIMIT, RULES, RetentionRule
from renders.pipeline.retention.running import remove
from renders.schedule import Enqueue

State = RetentionRun.State


def retain(run_id: int, lease: Lease) -> list[Enqueue]:
    """The next batch; after the last one the files that nothing needs any more."""
    run = RetentionRun.objects.select_related("asked_by").get(pk=run_id)
    rules = rules_left(run)
    if not rules:
        at = None if run.is_dry_run else delete_files(run.after)
        return write(run_id, lease, is_done=True) if at is None else write(run_id, lease, rule=FILES, after=at)
    rule = rules[0]
    # A rule may have been switched off since the last batch: how far it had come says nothing of the next one.
    after = run.after if rule.name == run.rule else 0
    batch = rule.find(run.began_at, after, LIMIT)
    if not run.is_dry_run:
        batch.counts = remove(rule, batch, run.began_at, run.asked_by)
    following = rules[1].name if len(rules) > 1 else FILES
    with transaction.atomic():
        add_counts(run, rule, batch)
        if batch.after is None:
            return write(run_id, lease, batch.counts, rule=following, after=0)
        return write(run_id, lease, batch.counts, rule=rule.name, after=batch.after)


def add_counts(run: RetentionRun, rule: RetentionRule, batch: RetentionBatch) -> None:
    """One step of a run at a time: its lease sees to that."""
    counts, _is_new = RetentionCount.objects.get_or_create(run=run, rule=rule.name)
    more = {**vars(batch.counts), "stays": sum(batch.left_out.values())}
    RetentionCount.objects.filter(pk=counts.pk).update(**{name: F(name) + value for name, value in more.items()})


# What a run is at once its rules are done.
FILES = "files"


def rules_left(run: RetentionRun) -> list[RetentionRule]:
    """The rules from the one that the run has come to, without those that are switched off."""
    names = [rule.name for rule in RULES]
    if run.rule == FILES:
        return []
    start = names.index(run.rule) if run.rule in names else 0
    return [rule for rule in RULES[start:] if rule.days]


def write(
    run_id: int, lease: Lease, counts: Counts | None = None, *, is_done: bool = False, **position: object
) -> list[Enqueue]:
    """Write how far it has come; the next batch is due at once."""
    counts, now = counts or Counts(), database_now()
    changes: dict[str, object] = {name: RawSql(f"{name} + {value}") for name, value in vars(counts).items() if value}
    changes |= {"state": State.DONE, "ended_at": now, "due_at": None} if is_done else {"due_at": now}
    leased = RetentionRun.fast.filter(pk=run_id, state=State.RUNNING).leased_by(lease)
    if not leased.update(**changes, **position, **lease.release_fields()):
        raise LeaseLost("No longer running under this lease")
    return []


def give_up(run_id: int, lease: Lease, error: Exception) -> Iterable[Enqueue]:
    """The run ends; what was removed until then stays removed, and the next run goes on."""
    leased = RetentionRun.fast.filter(pk=run_id, state=State.RUNNING).leased_by(lease)
    leased.update(state=State.FAILED, ended_at=database_now(), due_at=None, **lease.release_fields())
    return []
