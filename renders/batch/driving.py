"""Working for a batch in its own process, where no worker does."""

import logging
import os
import threading
from datetime import timedelta

from django.db import connections
from django.utils import timezone

from config.queue import queue
from renders.models import Account, Render, ShotSet
from renders.models.renders import DUE_STATES
from renders.pipeline import clock

log = logging.getLogger(__name__)

OVERDUE = timedelta(seconds=2)
"""A living worker's clock rings what is due within a second."""
PAUSE = 0.03
THREADS_PER_CORE = 2
MAX_THREADS = 32


def is_unattended(shot_set: ShotSet) -> bool:
    """Whether something of this set has been due for a while and nobody saw to it."""
    late = timezone.now() - OVERDUE
    accounts = list(shot_set.renders.order_by().values_list("account", flat=True).distinct())
    renders = Render.fast.filter(shot_set=shot_set, state__in=DUE_STATES)
    return Account.fast.filter(pk__in=accounts).due(late).exists() or renders.due(late).exists()


class OwnWorker:
    """A clock and threads that run the steps it rings for. Other workers may join or leave at any time."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._clock = clock.Clock()
        self._threads = [threading.Thread(target=self._work, name=f"step-{n}") for n in range(threads_needed())]

    def start(self) -> None:
        """Free what dead workers of this host held, then begin."""
        clock.start_over()
        for thread in (self._clock, *self._threads):
            thread.start()

    def stop(self) -> None:
        """Finish the steps that run; a request that was sent is waited for."""
        self._clock.stop()
        self._stopped.set()
        for thread in (self._clock, *self._threads):
            thread.join()

    def _work(self) -> None:
        try:
            while not self._stopped.is_set():
                if not self._take_one():
                    self._stopped.wait(PAUSE)
        finally:
            connections.close_all()

    def _take_one(self) -> bool:
        """Run one step that was rung for; False when there is none, or the queue could not be read this time."""
        try:
            task = queue.dequeue()
        except Exception:  # each kind of queue has errors of its own, and the rows lose nothing by a later look
            log.exception("The queue could not be read")
            return False
        if task:
            queue.execute(task)
        return bool(task)


def threads_needed() -> int:
    """Enough for the cores and for the requests that the accounts may have open."""
    caps = Account.objects.filter(is_enabled=True).exclude(provider="lightbox").values_list("cap_in_flight", flat=True)
    return min(MAX_THREADS, THREADS_PER_CORE * (os.cpu_count() or 1) + sum(caps))
