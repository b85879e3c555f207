"""Leases: who works on a row right now, and until when others keep off."""

import os
import secrets
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self

from django.db import connection, models
from django.utils import timezone

from renders import schedule
from renders.models.rows import Rows, Sql, adapted


class MovedOn(Exception):
    """Somebody else has the row, or it is no longer where this step expected it. Nothing was changed."""


def process_start(pid: int) -> str:
    """The start time of a living process in clock ticks since boot, empty when there is none: pids are reused. One
    that died and that nobody has buried yet (as under a container's first process) does not live."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]


def holder() -> str:
    """This process, as a lease names it: host/pid/start."""
    return _named(os.getpid())


@cache
def _named(pid: int) -> str:
    return f"{socket.gethostname()}/{pid}/{process_start(pid)}"


@dataclass
class Lease:
    """One claim of one step. Every write of the step names it, so a step that lost its row cannot write."""

    name: str = field(default_factory=lambda: f"{holder()}/{secrets.token_hex(6)}")
    until: datetime = field(default_factory=lambda: timezone.now() + schedule.LEASE)
    is_held: bool = True

    def __str__(self) -> str:
        return self.name

    def let_go(self) -> dict[str, Any]:
        """What the last write of a step changes besides, to free all rows it held with it."""
        self.is_held = False
        return {"lease": "", "lease_until": None}


HELD: set[str] = set()
"""Leases of the steps that run in this process; the clock thread renews them."""


class LeasedRows(Rows):
    """Rows as the clock finds them and the steps claim, write and let go of them."""

    model: type["Leased"]

    def claim(self, lease: Lease, *, puts_off: bool = False) -> int:
        """Take what is free; the number of rows won. `puts_off` moves what they owe to the end of the lease."""
        off = {"due_at": lease.until} if puts_off else {}
        return self.unheld(timezone.now()).update(lease=lease.name, lease_until=lease.until, **off)

    def held_by(self, lease: Lease) -> Self:
        """Only rows this step still holds."""
        return self.where(lease=lease.name)

    def unheld(self, now: datetime) -> Self:
        """Only rows that nobody works on."""
        return self.that(Sql("(lease = '' OR lease_until < %s)", (adapted(self.model, "lease_until", now),)))

    def due(self, now: datetime) -> Self:
        """Only rows that owe a step by now and that nobody works on."""
        return self.unheld(now).whose("due_at", "<=", now)

    def ring(self, now: datetime, most: int = 200) -> list[int]:
        """The ids of what is due, the longest waiting first, each stamped so that it is not rung again for a moment."""
        ids = [pk for (pk,) in self.due(now).select("pk", order="due_at", most=most)]
        if ids:
            self.model.rows(pk=ids).update(due_at=now + schedule.GRACE)
        return ids

    def sooner(self, at: datetime, **changes: object) -> int:
        """Make rows due at `at` unless they are due before, and write `changes` with it."""
        due_at = adapted(self.model, "due_at", at)
        earlier = Sql("CASE WHEN due_at < %s THEN due_at ELSE %s END", (due_at, due_at))
        return self.update(due_at=earlier, **changes)


class Leased(models.Model):
    """A row that owes steps: when the next is due, and who works on it."""

    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease = models.CharField(max_length=160, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def rows(cls, **given: object) -> LeasedRows:
        """Its rows whose fields are as given."""
        return LeasedRows(cls).where(**given)

    @classmethod
    def orphaned(cls) -> dict[str, Any]:
        """What else changes on a row whose holder died."""
        return {}


@contextmanager
def holding(rows: LeasedRows, *, puts_off: bool = False) -> Iterator[Lease]:
    """Hold the given rows while the body runs. Raises `MovedOn` when none could be claimed.

    A body that fails leaves the rows due a little later, so that the fault neither loses nor hammers them.
    """
    lease = Lease()
    HELD.add(lease.name)
    try:
        if not rows.claim(lease, puts_off=puts_off):
            raise MovedOn(f"{rows.model.__name__} is held by another step or needs none")
        mine = LeasedRows(rows.model).held_by(lease)
        try:
            yield lease
        except MovedOn:
            lease.is_held = True
            raise
        except BaseException:
            lease.is_held = True
            mine.update(due_at=timezone.now() + schedule.GRACE)
            raise
        finally:
            if lease.is_held:
                mine.update(lease="", lease_until=None)
    finally:
        HELD.discard(lease.name)


def owed(kinds: Sequence[type[Leased]], now: datetime) -> tuple[list[type[Leased]], bool]:
    """The kinds of which something is due by now, and whether anything will ever be: one cheap question a tick."""
    tables = [kind._meta.db_table for kind in kinds]
    due = ", ".join(f"EXISTS (SELECT 1 FROM {table} WHERE due_at <= %s)" for table in tables)  # noqa: S608 - our names
    some = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE due_at IS NOT NULL)" for table in tables)  # noqa: S608
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {due}, {some}", [moment] * len(tables))  # noqa: S608
        *are_due, is_some = cursor.fetchone()
    return [kind for kind, is_due in zip(kinds, are_due, strict=True) if is_due], bool(is_some)


def renew(kinds: Iterable[type[Leased]]) -> None:
    """Push the end of every lease that a step of this process holds."""
    names, until = list(HELD), timezone.now() + schedule.LEASE
    for kind in kinds if names else []:
        kind._base_manager.filter(lease__in=names).update(lease_until=until)


def free_the_dead(kinds: Iterable[type[Leased]]) -> int:
    """Free what processes of this host held when they died; the number of rows freed."""
    freed, now = 0, timezone.now()
    for kind in kinds:
        held = kind._base_manager.filter(lease__startswith=f"{socket.gethostname()}/")
        dead = [name for name in held.values_list("lease", flat=True).distinct() if not is_alive(name)]
        freed += held.filter(lease__in=dead).update(lease="", lease_until=None, due_at=now, **kind.orphaned())
    return freed


def is_alive(lease_name: str) -> bool:
    """Whether the process of this host that took the lease still runs."""
    _, pid, start, _ = lease_name.rsplit("/", 3)
    return process_start(int(pid)) == start != ""


def in_a_moment(seconds: float) -> datetime:
    """Now plus `seconds`."""
    return timezone.now() + timedelta(seconds=seconds)
