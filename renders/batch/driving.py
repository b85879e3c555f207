"""A worker inside the batch command's own process, for when no other worker runs."""

import logging
import threading
from datetime import timedelta

from django.db import connections

from catalog import processes
from config.background.database_clock import database_now
from config.queue import queue
from renders.models import Account, Render, ShotSet
from renders.models.renders import DUE_STATES
from renders.pipeline import clock
from renders.pipeline.tasks import threads_needed

log = logging.getLogger(__name__)

# A running worker's clock enqueues what is due within a second.
OVERDUE = timedelta(seconds=2)
QUEUE_POLL_SECONDS = 0.03


def is_unattended(shot_set: ShotSet) -> bool:
    """Whether a step of this set has been due for a while, so no worker runs."""
    late = database_now() - OVERDUE
    accounts = list(shot_set.renders.order_by().values_list("account", flat=True).distinct())
    renders = Render.fast.filter(shot_set=shot_set, state__in=DUE_STATES)
    return Account.fast.filter(pk__in=accounts).due(late).exists() or renders.due(late).exists()


class OwnWorker:
    """A clock and threads that run the steps it enqueues. Other workers may join or leave at any time."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._clock = clock.Clock()
        self._threads = [threading.Thread(target=self._work, name=f"step-{n}") for n in range(threads_needed())]

    def start(self) -> None:
        """Release what dead workers of this host had leased, then begin."""
        processes.use_limits(processes.BACKGROUND)
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
                if not self._run_one():
                    self._stopped.wait(QUEUE_POLL_SECONDS)
        finally:
            connections.close_all()

    def _run_one(self) -> bool:
        """Run one enqueued step; False when there is none, or the queue could not be read this time."""
        try:
            task = queue.dequeue()
        except Exception:  # each kind of queue has errors of its own, and the rows lose nothing by a later read
            log.exception("The queue could not be read")
            return False
        if task:
            queue.execute(task)
        return bool(task)
