"""`manage.py worker`: Huey's consumer and one clock thread."""

import gc
import logging
import os
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from huey.consumer import Consumer
from huey.consumer import Worker as Thread

from config.preflight import refuse_unapplied_migrations
from config.queue import ENQUEUED_HERE, queue
from renders.models import ACTIVE_LEASES, Account, Render
from renders.models.money import release_finished_sets
from renders.models.renders import State
from renders.pipeline import clock

log = logging.getLogger(__name__)

THREADS_PER_CORE = 2
"""Pillow and numpy let other threads run while they work, and a request that waits needs no core."""


LISTEN = 0.02
"""Seconds between looks into the queue; what this process rings itself is heard at once."""


class Turns:
    """Whose turn it is to listen: of those that wait, the one that worked last, whose connection is warm."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[threading.Event] = []
        self._is_taken = False

    def take(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def hand_on(self) -> None:
        """Let the next one listen."""
        with self._lock:
            self._is_taken = bool(self._waiting)
            if self._waiting:
                self._waiting.pop().set()


TURNS = Turns()


class Listener(Thread):  # type: ignore[misc]  # huey has no types
    """One thread at a time listens to the queue, and hands the listening on before it works: many threads that wait
    for vendors cost nothing while there is nothing to do."""

    def loop(self, now: Any = None) -> None:
        """Hear of one task and run it."""
        TURNS.take()
        while (task := self.heard()) is None and not self.stop_flag.is_set():
            ENQUEUED_HERE.wait(LISTEN)
            ENQUEUED_HERE.clear()
        TURNS.hand_on()
        if task:
            self.huey.execute(task, now)

    def heard(self) -> Any:
        """The next task, if there is one."""
        try:
            return self.huey.dequeue()
        except Exception:  # each kind of queue has errors of its own, and the rows lose nothing by a later look
            log.exception("The queue could not be read")
            return None


class Worker(Consumer):  # type: ignore[misc]  # huey has no types
    """The consumer, saying what it waits for when it is asked to stop."""

    worker_class = Listener

    def stop(self, graceful: bool = False) -> None:
        """Finish the steps that run; what was sent and not answered is waited for."""
        open_requests = Render.objects.filter(state=State.SUBMITTING, lease__in=list(ACTIVE_LEASES)).count() if graceful else 0
        if open_requests:
            sentence = f"Waiting for {open_requests} open requests. Ctrl-C again forces it: they will be in doubt.\n"
            sys.stdout.write(sentence)
            sys.stdout.flush()
        super().stop(graceful)


def threads_needed() -> int:
    """Enough for the cores and for the requests the accounts may have open, at most 32."""
    caps = Account.objects.filter(is_enabled=True).exclude(provider="lightbox").values_list("cap_in_flight", flat=True)
    return min(32, THREADS_PER_CORE * (os.cpu_count() or 1) + sum(caps))


class Command(BaseCommand):
    help = "Run the steps that renders and publications owe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, help="How many steps run at once; the default fits the accounts.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Free what the dead held, then run until TERM or INT; both finish the steps that run."""
        refuse_unapplied_migrations()
        freed = clock.start_over()
        release_finished_sets()
        connection.close()
        if freed:
            log.warning("Freed %s rows that a stopped worker held", freed)
        gc.freeze()  # what was loaded stays, and no collection need walk it again
        ticking = clock.Clock()
        ticking.start()
        self.consumer(options["threads"] or threads_needed()).run()
        ticking.stop()

    def consumer(self, threads: int) -> Worker:
        """As many threads as steps may wait for vendors at once."""
        return Worker(queue, workers=threads, periodic=False, graceful_signal="TERM")
