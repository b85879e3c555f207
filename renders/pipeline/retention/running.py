"""Looks what would go, or takes it away: both by the same rules and the same questions."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.template.defaultfilters import filesizeformat

from renders.models.actions import Action
from renders.models.events import record
from renders.pipeline.retention.counts import Counts, Report, RetentionBatch
from renders.pipeline.retention.files import delete_files
from renders.pipeline.retention.rules import LIMIT, RULES, RetentionRule


def look(now: datetime, limit: int = LIMIT, rules: Iterable[RetentionRule] = RULES) -> list[Report]:
    """What each rule would remove now. Nothing is changed."""
    return [look_by(rule, now, limit) for rule in rules]


def look_by(rule: RetentionRule, now: datetime, limit: int) -> Report:
    report = Report(rule.name, rule.label, rule.days)
    for batch in batches(rule, now, limit):
        report.add(batch)
    return report


def apply(
    now: datetime, *, by: User | None = None, limit: int = LIMIT, rules: Iterable[RetentionRule] = RULES
) -> list[Report]:
    """Remove it, batch by batch; what was removed. Whoever stops it half-way starts it again."""
    reports = []
    for rule in rules:
        report = Report(rule.name, rule.label, rule.days)
        for batch in batches(rule, now, limit):
            batch.counts = remove(rule, batch, now, by)
            report.add(batch)
        reports.append(report)
    at: int | None = 0
    while at is not None:
        at = delete_files(at)
    return reports


def batches(rule: RetentionRule, now: datetime, limit: int) -> Iterator[RetentionBatch]:
    """What the rule finds, a batch after the other; nothing where it is switched off."""
    after: int | None = 0 if rule.days else None
    while after is not None:
        batch = rule.find(now, after, limit)
        yield batch
        after = batch.after


def remove(rule: RetentionRule, batch: RetentionBatch, now: datetime, by: User | None) -> Counts:
    """Remove one batch, with its event."""
    if not batch.going:
        return Counts()
    with transaction.atomic():
        counts = rule.remove(batch, now)
        if counts:
            record(Action.RETENTION_APPLIED, by=by, after=rule.name, note=sentence(rule, counts))
    return counts


def sentence(rule: RetentionRule, counts: Counts) -> str:
    """As the audit log has it: "Pictures that nobody chose: 12 rows, 30 files, 48 MB"."""
    return f"{rule.label}: {counts.rows} rows, {counts.files} files, {filesizeformat(counts.bytes)}"
