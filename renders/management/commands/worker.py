"""`manage.py worker`: Huey's consumer and one clock thread."""

import gc
import logging
import os
import select
import signal
import sys
import threading
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from catalog import processes
from config.background import waking
from config.background.lean_huey import Consumer
from config.background.lean_huey import Worker as WorkerThread
from config.background.work import EVERY_WORK, Work
from config.queue import queue
from config.supervision.database_away import retry_while_database_is_away
from config.supervision.heaps import share_heaps
from config.supervision.latest_first import LatestFirst
from config.supervision.preflight import refuse_unapplied_migrations
from renders.models import ACTIVE_LEASES, Reinspection, Render
from renders.models.money import release_finished_sets
from renders.models.renders import State
from renders.pipeline import clock
from renders.pipeline.tasks import OWN_NEXT_STEP, threads_needed
from renders.quality import RULES_VERSION

log = logging.getLogger(__name__)
# How long the main thread waits when no signal comes. After a wait Huey may replace threads that died; it checks them
# every ten seconds at most.
SECONDS_WITHOUT_SIGNAL = 5.0
WORKS = {"all": EVERY_WORK, **{work.value: (work,) for work in Work}}


class ListenerTurns:
    """Which thread reads the queue: of those that wait, the one that worked last, whose connection is warm."""

    def __init__(self) -> None:
        self._turn = LatestFirst(threading.Lock())
        self._is_taken = False

    def take(self) -> None:
        """Wait for the turn to read."""
        with self._turn:
            self._turn.wait_for(lambda: not self._is_taken)
            self._is_taken = True

    def pass_on(self) -> None:
        """Let the next thread read."""
        with self._turn:
            self._is_taken = False
            self._turn.notify()


TURNS = ListenerTurns()


class Listener(WorkerThread):  # type: ignore[misc]  # huey has no types
    """A worker thread. One at a time reads the queue and passes the turn on before it works, so that many threads
    that wait for vendors cost nothing."""

    def loop(self, now: Any = None) -> None:
        """Read one task and run it."""
        TURNS.take()
        task = None
        while task is None and not self.stop_flag.is_set():
            if self.huey.is_known_empty:
                waking.calls(self.huey.works).wait()
            task = self.next_task()
        TURNS.pass_on()
        OWN_NEXT_STEP.is_open = Work.NETWORK in self.huey.works
        while task:
            self.huey.execute(task, now)
            task = OWN_NEXT_STEP.pop(is_stopping=self.stop_flag.is_set())

    def next_task(self) -> Any:
        """The next task, or None."""
        try:
            return self.huey.dequeue()
        except Exception:  # each kind of queue has errors of its own, and the rows lose nothing by a later read
            log.exception("The queue could not be read")
            self.huey.is_known_empty = True  # so far as anybody knows
            return None


class Worker(Consumer):  # type: ignore[misc]  # huey has no types
    """The consumer, which says what it waits for when it is asked to stop."""

    worker_class = Listener

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._signals, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing)
        self._stop_flag_timeout = 0.0  # `loop` waits

    def loop(self, health_check_ts: Any = None) -> Any:
        """Huey asks ten times a second whether a signal came. A signal ends this wait."""
        with suppress(KeyboardInterrupt):  # of a second signal: the first one stops Huey's loop
            came, _, _ = select.select([self._signals], [], [], SECONDS_WITHOUT_SIGNAL)
            if came:
                os.read(self._signals, 4096)
        return super().loop(health_check_ts)

    def stop(self, graceful: bool = False) -> None:
        """Finish the steps that run, and wait for open requests."""
        open_requests = (
            Render.objects.filter(state=State.SUBMITTING, lease__in=list(ACTIVE_LEASES)).count() if graceful else 0
        )
        if open_requests:
            sentence = f"Waiting for {open_requests} open requests. Ctrl-C again forces it: they will be in doubt.\n"
            sys.stdout.write(sentence)
            sys.stdout.flush()
        super().stop(graceful)


def prepare_start() -> tuple[int, int]:
    """Begin where dead workers ended. How many rows they had leased, and how many threads the accounts need."""
    refuse_unapplied_migrations()
    released = clock.start_over()
    release_finished_sets()
    Reinspection.objects.begin_for(str(RULES_VERSION))
    return released, threads_needed()


class Command(BaseCommand):
    help = "Run the background steps of renders, accounts and publications."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, help="How many steps run at once; the default fits the accounts.")
        parser.add_argument(
            "--work",
            choices=WORKS,
            default="all",
            help="network: talk to vendors, shops, mail and webhooks; images: draw, fetch, inspect, cut out and read.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Release what dead workers had leased, then run until TERM or INT; both finish the steps that run."""
        share_heaps()
        released, threads = retry_while_database_is_away(prepare_start)
        connection.close()
        if released:
            log.warning("Released %s rows that a dead worker had leased", released)
        processes.use_limits(processes.BACKGROUND)
        queue.works = WORKS[options["work"]]
        gc.freeze()  # what was loaded stays, so no collection need visit it again
        ticking = clock.Clock(works=queue.works)
        ticking.start()
        self.consumer(options["threads"] or threads).run()
        ticking.stop()

    def consumer(self, threads: int) -> Worker:
        nothing_is_scheduled = {"periodic": False, "scheduler_interval": 60}
        return Worker(queue, workers=threads, graceful_signal="TERM", **nothing_is_scheduled)
