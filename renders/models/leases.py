"""Leases: which step works on a row, and until when other steps leave the row alone."""

import os
import secrets
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Self

from django.db import models

from config.background.database_clock import database_now
from renders import schedule
from renders.models.fast_queries import FastManager, FastQuery, FastStatement, RawSql, db_value


class LeaseLost(Exception):
    """Another step has the row, or the row is no longer in the expected state. Nothing was changed."""


def process_start(pid: int) -> str:
    """The start time of a living process in clock ticks since boot; empty when there is none.

    The start time tells a process from a later one with the same pid. A zombie does not live: under a container's
    first process one may stay for ever.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]


def holder() -> str:
    """This process, as a lease names it: host/pid/start."""
    return _holder_of(os.getpid())


@cache
def _holder_of(pid: int) -> str:
    return f"{socket.gethostname()}/{pid}/{process_start(pid)}"


@dataclass
class Lease:
    """One step's claim on its rows. Every write of the step names it, so a step that lost its lease cannot write."""

    name: str = field(default_factory=lambda: f"{holder()}/{secrets.token_hex(6)}")
    until: datetime = field(default_factory=lambda: database_now() + schedule.LEASE_TIME)
    is_active: bool = True
    # As on the rows, this try included; 0 for one that went well.
    failed_tries: int = 0

    def __str__(self) -> str:
        return self.name

    def release_fields(self) -> dict[str, Any]:
        """The changes that release the rows; a step adds them to its last write."""
        self.is_active = False
        return {"lease": "", "lease_until": None, "failed_tries": self.failed_tries}


# Leases of the steps that run in this process; the clock thread renews them.
ACTIVE_LEASES: set[str] = set()


class LeasedQuery(FastQuery):
    """Leased rows, as the clock finds them and steps acquire and write them."""

    model: type["Leased"]

    def acquire(self, lease: Lease, *, postpones_due: bool = False) -> int:
        """Lease the free rows among these; the number acquired. `postpones_due` makes them due when the lease ends."""
        changes = {"due_at": lease.until} if postpones_due else {}
        return self.unleased(database_now()).update_unsynced(lease=lease.name, lease_until=lease.until, **changes)

    def leased_by(self, lease: Lease) -> Self:
        return self.filter(lease=lease.name)

    def count_failed_try(self, lease: Lease, *, is_store_away: bool = False) -> int:
        """One more try of the rows of this lease ended in an error that nobody foresaw; the count as on the rows.

        0 when the step had released them already. A count goes up to 999: a store may be away for days."""
        leased = self.leased_by(lease)
        none = schedule.TRIES_WITH_STORE_AWAY if is_store_away else 0
        last = none + 999
        one_more = "WHEN failed_tries BETWEEN %s AND %s THEN failed_tries + 1"
        counted = RawSql(
            f"CASE {one_more} WHEN failed_tries = %s THEN %s ELSE %s END", (none, last - 1, last, last, none + 1)
        )
        leased.update(failed_tries=counted)
        lease.is_active = True  # what released the rows may have been rolled back
        lease.failed_tries = max((tries for (tries,) in leased.values_list("failed_tries")), default=0)
        return lease.failed_tries

    def unleased(self, now: datetime) -> Self:
        return self.filter_sql(RawSql("(lease = '' OR lease_until < %s)", (db_value(self.model, "lease_until", now),)))

    def due(self, now: datetime) -> Self:
        """Rows that owe a step by now and that no step works on."""
        return self.unleased(now).filter(due_at__lte=now)

    def due_soon(self, now: datetime, limit: int) -> Self:
        """The first of those that are due, or were until the clock notified of them a moment ago."""
        return self.filter(pk__in=self.filter(due_at__lte=now + schedule.NOTIFY_INTERVAL).column("pk", limit))

    def mark_notified(self, now: datetime, *fields: str, limit: int) -> list[tuple[Any, ...]]:
        """These fields of the due rows, those due longest first. Each becomes due again a moment later, so that a busy
        queue is not flooded."""
        rows = self.due(now).values_list("pk", *fields, order_by="due_at", limit=limit)
        if rows:
            pks = [row[0] for row in rows]
            type(self)(self.model).filter(pk__in=pks).update_unsynced(due_at=now + schedule.NOTIFY_INTERVAL)
        return [row[1:] for row in rows]

    def advance_due_at(self, at: datetime, **changes: object) -> int:
        """Make the rows due at `at` unless they are due earlier, and write `changes` with it."""
        due_at = db_value(self.model, "due_at", at)
        earlier = RawSql("CASE WHEN due_at < %s THEN due_at ELSE %s END", (due_at, due_at))
        return self.update(due_at=earlier, **changes)


class Leased(models.Model):
    """A row that owes steps: when the next one is due, and which step works on it."""

    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease = models.CharField(max_length=160, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    # Tries in a row that ended in an error nobody foresaw. They are counted from `TRIES_WITH_STORE_AWAY` on where the
    # store was away at the last one.
    failed_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    fast: ClassVar[FastManager[LeasedQuery]] = FastManager(LeasedQuery)

    class Meta:
        abstract = True

    @classmethod
    def changes_of_dead_lease(cls) -> dict[str, Any]:
        """What changes on a row, besides its lease, when the process that leased it died."""
        return {}


@contextmanager
def lease_on(rows: LeasedQuery, *, postpones_due: bool = False) -> Iterator[Lease]:
    """Lease the rows while the body runs. Raises `LeaseLost` when none could be acquired.

    A body that fails leaves the rows due a little later, so that the fault neither loses nor hammers them.
    """
    lease = Lease()
    ACTIVE_LEASES.add(lease.name)
    try:
        if not rows.acquire(lease, postpones_due=postpones_due):
            raise LeaseLost(f"{rows.model.__name__} is leased by another step or owes none")
        leased = LeasedQuery(rows.model).leased_by(lease)
        try:
            yield lease
        except LeaseLost:
            lease.is_active = True
            raise
        except BaseException:
            lease.is_active = True
            wait = schedule.NOTIFY_INTERVAL
            if lease.failed_tries:
                tries = lease.failed_tries % schedule.TRIES_WITH_STORE_AWAY
                wait = max(wait, schedule.back_off(tries - 1, lease.name))
            leased.update(due_at=database_now() + wait)
            raise
        finally:
            if lease.is_active:
                leased.update_unsynced(**lease.release_fields())
    finally:
        ACTIVE_LEASES.discard(lease.name)


def models_due(kinds: Sequence[type[Leased]], now: datetime) -> tuple[list[type[Leased]], bool]:
    """Which of these models have a row due by now, and whether any row will ever be due: one cheap query a tick."""
    moment = db_value(kinds[0], "due_at", now)
    [(*are_due, is_any_due_ever)] = _due(tuple(kinds)).rows([moment] * len(kinds))
    return [kind for kind, is_due in zip(kinds, are_due, strict=True) if is_due], bool(is_any_due_ever)


@cache
def _due(kinds: Sequence[type[Leased]]) -> FastStatement:
    tables = [kind._meta.db_table for kind in kinds]
    due_now = ", ".join(f"EXISTS (SELECT 1 FROM {table} WHERE due_at <= %s)" for table in tables)  # noqa: S608 - our names
    due_ever = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE due_at IS NOT NULL)" for table in tables)  # noqa: S608
    return FastStatement(f"SELECT {due_now}, {due_ever}", (None,) * len(kinds))


def renew_leases(kinds: Iterable[type[Leased]]) -> None:
    """Extend every lease of a step that runs in this process."""
    names, until = list(ACTIVE_LEASES), database_now() + schedule.LEASE_TIME
    for kind in kinds if names else []:
        kind._base_manager.filter(lease__in=names).update(lease_until=until)


def release_dead_leases(kinds: Iterable[type[Leased]]) -> int:
    """Release what dead processes of this host had leased; the number of rows released."""
    released, now = 0, database_now()
    for kind in kinds:
        leased = kind._base_manager.filter(lease__startswith=f"{socket.gethostname()}/")
        dead = [name for name in leased.values_list("lease", flat=True).distinct() if not is_alive(name)]
        changes = {"lease": "", "lease_until": None, "due_at": now, **kind.changes_of_dead_lease()}
        released += leased.filter(lease__in=dead).update(**changes)
    return released


def is_alive(lease_name: str) -> bool:
    """Whether the process of this host that acquired the lease still runs."""
    _, pid, start, _ = lease_name.rsplit("/", 3)
    return process_start(int(pid)) == start != ""
