"""The clock: the one thread that rings what is due, renews leases, and frees what the dead held."""

import logging
import threading
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from renders import schedule
from renders.models import Account, Leased, Publication, Render, publications
from renders.models.leases import free_the_dead, owed, renew
from renders.models.renders import OWES_A_STEP, State
from renders.schedule import Ring
from renders.tasks import ring

log = logging.getLogger(__name__)

KINDS: tuple[type[Leased], ...] = (Account, Render, Publication)
STEP_OF: dict[str, str] = {
    State.GRANTED: "submit",
    State.SUBMITTING: "resolve",
    State.IN_DOUBT: "resolve",
    State.FINISHED: "collect",
    State.STORED: "inspect",
}


def due(now: datetime, kinds: Sequence[type[Leased]] = KINDS) -> list[Ring]:
    """What is due of these kinds, stamped as rung for a moment so that a busy queue is not flooded."""
    rings = []
    if Account in kinds and (accounts := Account.rows().ring(now)):
        rings.append(Ring("drive", tuple(accounts)))
    if Render in kinds and (renders := Render.rows(state=OWES_A_STEP).ring(now)):
        rings += steps_of(renders)
    if Publication in kinds and (coming := Publication.rows(state=publications.OWES_A_STEP).ring(now)):
        rings.append(Ring("publish", tuple(coming)))
    return rings


def steps_of(render_ids: list[int]) -> list[Ring]:
    """The step each of these renders owes; requests are rung once for all their renders."""
    owed: dict[str, set[int]] = defaultdict(set)
    for pk, state, attempt in Render.objects.filter(pk__in=render_ids).values_list("pk", "state", "attempt"):
        if name := STEP_OF.get(state):
            owed[name].add(attempt if name in {"submit", "resolve"} else pk)
    return [Ring(name, tuple(sorted(ids))) for name, ids in owed.items()]


def start_over() -> int:
    """At a worker's start: free what dead processes of this host held, and forget what was rung.

    A ring is only a message, and the queue that held it may be gone with them.
    """
    freed, now = free_the_dead(KINDS), timezone.now()
    for kind in KINDS:
        kind._base_manager.filter(due_at__gt=now, due_at__lte=now + schedule.LEASE).update(due_at=now)
    return freed


class Clock(threading.Thread):
    """Ticks every 0.1 s while something is in flight, every second when all is quiet. Any number may run."""

    def __init__(self) -> None:
        super().__init__(name="clock", daemon=True)
        self._stopped = threading.Event()

    def run(self) -> None:
        try:
            self._tick_until_stopped()
        finally:
            connections.close_all()

    def _tick_until_stopped(self) -> None:
        renewed_at = timezone.now()
        while not self._stopped.is_set():
            try:
                if timezone.now() - renewed_at >= schedule.RENEW_EVERY:
                    renew(KINDS)
                    renewed_at = timezone.now()
                kinds, is_some = owed(KINDS, timezone.now())
                if kinds:
                    ring(due(timezone.now(), kinds))
                wait = schedule.TICK if is_some else schedule.IDLE_TICK
            except DatabaseError:
                log.exception("The clock could not reach the database")
                close_old_connections()
                wait = schedule.IDLE_TICK
            self._stopped.wait(wait.total_seconds())

    def stop(self) -> None:
        """Let the thread end after its current tick."""
        self._stopped.set()
