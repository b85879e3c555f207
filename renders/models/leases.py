"""Leases: who works on a row right now, and until when others keep off."""

import os
import secrets
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from renders import schedule

Row = TypeVar("Row", bound="Leased")


class MovedOn(Exception):
    """Somebody else has the row, or it is no longer where this step expected it. Nothing was changed."""


def process_start(pid: int) -> str:
    """The start time of a living process in clock ticks since boot, empty when there is none: pids are reused."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def holder() -> str:
    """This process, as a lease names it: host/pid/start."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{process_start(pid)}"


@dataclass
class Lease:
    """One claim of one step. Every write of the step names it, so a step that lost its row cannot write."""

    name: str = field(default_factory=lambda: f"{holder()}/{secrets.token_hex(6)}")

    def __str__(self) -> str:
        return self.name


HELD: set[str] = set()
"""Leases of the steps that run in this process; the clock thread renews them."""


class LeasedQuerySet(models.QuerySet[Row]):
    """What may be claimed, and by whom it is held."""

    def unheld(self, now: datetime | None = None) -> Self:
        """Rows that nobody works on."""
        return self.filter(models.Q(lease="") | models.Q(lease_until__lt=now or timezone.now()))

    def due(self, now: datetime) -> Self:
        """Rows that owe a step by now and that nobody works on."""
        return self.unheld(now).filter(due_at__lte=now).order_by("due_at")

    def held_by(self, lease: Lease) -> Self:
        """Only rows this step still holds."""
        return self.filter(lease=lease.name)

    def claim(self, lease: Lease) -> int:
        """Take what is free; the number of rows won."""
        now = timezone.now()
        return self.unheld(now).update(lease=lease.name, lease_until=now + schedule.LEASE)

    def ring(self, now: datetime, most: int = 200) -> list[int]:
        """The ids of what is due, each stamped so that it is not rung again for a moment."""
        ids = list(self.due(now).values_list("pk", flat=True)[:most])
        if ids:
            self.model._base_manager.filter(pk__in=ids).update(due_at=now + schedule.GRACE)
        return ids

    def sooner(self, at: datetime) -> int:
        """Make rows due at `at` unless they are due before."""
        return self.update(due_at=Least(Coalesce("due_at", models.Value(at)), models.Value(at)))


class Leased(models.Model):
    """A row that owes steps: when the next is due, and who works on it."""

    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease = models.CharField(max_length=160, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


@contextmanager
def holding(rows: LeasedQuerySet[Any]) -> Iterator[Lease]:
    """Hold the given rows while the body runs. Raises `MovedOn` when none could be claimed.

    A body that fails leaves the rows due a little later, so that the fault neither loses nor hammers them.
    """
    lease = Lease()
    HELD.add(lease.name)
    try:
        if not rows.claim(lease):
            raise MovedOn(f"{rows.model.__name__} is held by another step or needs none")
        mine = rows.model._base_manager.filter(lease=lease.name)
        try:
            yield lease
        except MovedOn:
            raise
        except BaseException:
            mine.update(due_at=timezone.now() + schedule.GRACE)
            raise
        finally:
            mine.update(lease="", lease_until=None)
    finally:
        HELD.discard(lease.name)


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
        freed += held.filter(lease__in=dead).update(lease="", lease_until=None, due_at=now)
    return freed


def is_alive(lease_name: str) -> bool:
    """Whether the process of this host that took the lease still runs."""
    _, pid, start, _ = lease_name.rsplit("/", 3)
    return process_start(int(pid)) == start != ""


def in_a_moment(seconds: float) -> datetime:
    """Now plus `seconds`."""
    return timezone.now() + timedelta(seconds=seconds)
