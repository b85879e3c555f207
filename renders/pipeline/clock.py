"""The clock: the one thread that enqueues what is due, renews leases, and releases those of dead processes."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections

from config.background.database_clock import database_now
from config.background.work import EVERY_WORK, Work
from renders import schedule
from renders.models import Attempt, BannerPicture, Leased, MailDigest, Notification, RetentionRun, Tally
from renders.models.leases import models_due, release_dead_leases, renew_leases
from renders.models.money import end_finished_sets
from renders.pipeline import webhooks
from renders.pipeline.fetching import spooled
from renders.pipeline.steps import MODELS, steps_of
from renders.pipeline.tasks import enqueue
from renders.schedule import Enqueue

log = logging.getLogger(__name__)


def due(now: datetime, models: Sequence[type[Leased]] = MODELS, works: Sequence[Work] = EVERY_WORK) -> list[Enqueue]:
    """The steps of these kinds that rows of these models owe by now; the rows are marked as notified for a moment."""
    return [wanted for model in models for wanted in due_of(model, now, works)]


def due_of(model: type[Leased], now: datetime, works: Sequence[Work] = EVERY_WORK) -> list[Enqueue]:
    """The steps that rows of one model owe. Renders of one attempt owe theirs once, together."""
    steps = [step for step in steps_of(model) if step.work in works]
    if not steps:
        return []
    states = frozenset[str]().union(*(step.states for step in steps))
    limit = min(step.notified_at_once for step in steps)
    if not states:
        [step] = steps
        keys = tuple(key for (key,) in model.fast.mark_notified(now, step.key, limit=limit))
        return [Enqueue(step.name, keys)] if keys else []
    fields = tuple(dict.fromkeys(step.key for step in steps))
    keys_of_step: dict[str, set[int]] = defaultdict(set)
    for state, *values in model.fast.filter(state__in=states).mark_notified(now, "state", *fields, limit=limit):
        step = next(step for step in steps if state in step.states)
        keys_of_step[step.name].add(values[fields.index(step.key)])
    return [Enqueue(name, tuple(sorted(keys))) for name, keys in keys_of_step.items()]


def start_over() -> int:
    """At a worker's start: release what dead processes of this host had leased, and forget what was notified.

    A notification is only a message, and the queue that carried it may be gone. Returns the number of rows released.
    """
    released, now = release_dead_leases(MODELS), database_now()
    for model in MODELS:
        model._base_manager.filter(due_at__gt=now, due_at__lte=now + schedule.LEASE_TIME).update(due_at=now)
    return released


def begin_nightly_retention(now: datetime) -> None:
    if settings.RETENTION.nightly:
        RetentionRun.objects.begin_nightly(now)


Chore = Callable[[datetime], object]
# Done every `CHORE_INTERVAL`.
CHORES: tuple[Chore, ...] = (
    lambda _: Tally.objects.fold(),
    BannerPicture.objects.mark_over,
    Attempt.objects.erase_old_requests,
    begin_nightly_retention,
    lambda _: end_finished_sets(),
    webhooks.clean_up,
    MailDigest.objects.mark_due,
    Notification.objects.prune,
    spooled.clean_up,
)


class Clock(threading.Thread):
    """Ticks every 0.1 s while something is in flight, every second when nothing is. Any number may run.

    It enqueues the kinds of work that its process does. Messages of a kind that nobody does would pile up, and a row
    that stays due says on the status page that nobody does it.
    """

    def __init__(self, chores: Sequence[Chore] = CHORES, works: Sequence[Work] = EVERY_WORK) -> None:
        super().__init__(name="clock", daemon=True)
        self._chores, self._works = chores, works
        self._models = [model for model in MODELS if any(step.work in works for step in steps_of(model))]
        self._stopped = threading.Event()

    def run(self) -> None:
        try:
            self._tick_until_stopped()
        finally:
            connections.close_all()

    def _tick_until_stopped(self) -> None:
        renewed_at = chores_at = time.monotonic()
        while not self._stopped.is_set():
            try:
                if time.monotonic() - renewed_at >= schedule.RENEW_INTERVAL.total_seconds():
                    renew_leases(MODELS)
                    renewed_at = time.monotonic()
                if time.monotonic() - chores_at >= schedule.CHORE_INTERVAL.total_seconds():
                    chores_at = time.monotonic()
                    self._do_chores()
                models, is_any_due_ever = models_due(self._models, database_now())
                if models:
                    enqueue(due(database_now(), models, self._works))
                wait = schedule.TICK if is_any_due_ever else schedule.IDLE_TICK
            except DatabaseError:
                log.exception("The clock could not reach the database")
                close_old_connections()
                wait = schedule.IDLE_TICK
            except Exception:  # each kind of queue has errors of its own; the rows are due again a moment later
                log.exception("The clock could not enqueue")
                wait = schedule.IDLE_TICK
            self._stopped.wait(wait.total_seconds())

    def _do_chores(self) -> None:
        """One that fails is tried again the next time, and keeps neither the others nor the steps from their turn."""
        for chore in self._chores:
            try:
                chore(database_now())
            except Exception as error:
                log.exception("The clock could not do a chore")
                if isinstance(error, DatabaseError):
                    close_old_connections()

    def stop(self) -> None:
        """Let the thread end after its current tick."""
        self._stopped.set()
