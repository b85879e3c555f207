"""The rules, in the order in which they are applied."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from renders.pipeline.retention import pictures, rows
from renders.pipeline.retention.counts import Counts, RetentionBatch
from renders.pipeline.retention.periods import days_of

# Rows of one batch: what one transaction locks.
LIMIT = 500


@dataclass(frozen=True)
class RetentionRule:
    """`find(now, after, limit)` reads only; `remove(batch, now)` runs in a transaction, and judges the batch once
    more. Periods are counted back from `now`."""

    name: str
    label: str | Promise
    find: Callable[[datetime, int, int], RetentionBatch]
    remove: Callable[[RetentionBatch, datetime], Counts]

    @property
    def days(self) -> int:
        """How long things are kept; 0 where the rule is switched off."""
        return days_of(self.name)

    @property
    def variable(self) -> str:
        """The environment variable of its days."""
        return f"RETENTION_{self.name}_days".upper()


RULES = (
    RetentionRule(
        "rejected",
        gettext_lazy("Pictures rejected, or left over beside an approved one"),
        pictures.finder("rejected"),
        pictures.remove,
    ),
    RetentionRule("dropped", gettext_lazy("Pictures dropped"), pictures.finder("dropped"), pictures.remove),
    RetentionRule(
        "drafts",
        gettext_lazy("Drafts of shot sets"),
        rows.finder("drafts", rows.drafts, "saved_at"),
        rows.delete("drafts", rows.drafts),
    ),
    RetentionRule(
        "requests",
        gettext_lazy("Texts of closed requests to providers"),
        rows.finder("requests", rows.requests, "ended_at", length="request"),
        rows.empty_requests,
    ),
    RetentionRule(
        "callbacks",
        gettext_lazy("Callbacks of providers"),
        rows.finder("callbacks", rows.callbacks, "received_at", length="body"),
        rows.delete("callbacks", rows.callbacks),
    ),
    RetentionRule("sessions", gettext_lazy("Sessions that ended"), rows.find_sessions, rows.delete_sessions),
    RetentionRule("spool", gettext_lazy("Unfinished files"), rows.find_parts, rows.delete_parts),
)
BY_NAME = {rule.name: rule for rule in RULES}
