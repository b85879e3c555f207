"""Huey's tasks: each leases the rows of one step, runs it, and enqueues what the step returns.

Also how many of them a worker runs at once.
"""

import logging
import os
import threading
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from catalog.pictures.storing.away import StoreAway
from config.background import waking
from config.queue import queue
from config.secrecy.log_lines import ABOUT
from renders import providers, schedule
from renders.models import Account, Lease, LeaseLost
from renders.models.leases import lease_on
from renders.pipeline.steps import STEPS, Step
from renders.schedule import Enqueue

log = logging.getLogger(__name__)

# Pillow and numpy release the interpreter lock while they work, and a request that waits needs no core.
THREADS_PER_CORE = 2
MAX_THREADS = 32
# The steps that fill slots.
URGENT = frozenset({"drive", "submit"})


class OwnNextStep(threading.local):
    """The urgent step that a worker's thread does itself after its present one: that spares a message.

    Losing it costs a moment, as with any message. It stays closed in threads that are no worker's, and in a worker that
    does only image work.
    """

    is_open = False
    _message: tuple[str, int] | None = None

    def take(self, messages: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
        """Keep the first urgent one of these; the others."""
        if not self.is_open or self._message:
            return messages
        self._message = next((one for one in messages if one[0] in URGENT), None)
        return [one for one in messages if one is not self._message]

    def pop(self, *, is_stopping: bool) -> Any:
        """The task to execute next, or None. A worker that stops leaves it to the queue."""
        message, self._message = self._message, None
        if message and is_stopping:
            TASKS[message[0]](message[1])
            return None
        return TASKS[message[0]].s(message[1]) if message else None


OWN_NEXT_STEP = OwnNextStep()


def enqueue(wanted: Iterable[Enqueue]) -> None:
    """Tell Huey that rows may owe a step. A duplicate message is harmless, a lost one costs a moment."""
    messages = [(one.step, key) for one in wanted for key in one.keys]
    others = OWN_NEXT_STEP.take(messages)
    for step, key in others:
        TASKS[step](key)
    waking.wake({TASKS[step].task_class.work for step, _key in others})


def enqueue_on_commit(*wanted: Enqueue) -> None:
    """Enqueue once what was written is durable.

    A queue that does not answer is logged and changes nothing: the rows are due, and the clock finds them.
    """
    transaction.on_commit(lambda: enqueue(wanted), robust=True)


def run(step: Step, key: int) -> None:
    """Do one step. A row that another step has, or that owes nothing any more, ends it quietly."""
    try:
        with lease_on(step.rows(key), postpones_due=step.postpones_due) as lease:
            wanted = run_or_give_up(step, key, lease)
    except LeaseLost:
        return
    enqueue(wanted)


def run_or_give_up(step: Step, key: int, lease: Lease) -> Iterable[Enqueue]:
    """Do the step. An error that nobody foresaw is raised, and counted on the rows; the last of a few is logged, and
    the step gives its rows up.

    A database that is away or locked is no fault of the row, and the count could not be written either. Nor is a store
    that is away: the step waits for it, longer each time, and those tries count for no other error.
    """
    try:
        return step.run(key, lease)
    except (LeaseLost, OperationalError, InterfaceError):
        raise
    except Exception as error:
        is_store_away = isinstance(error, StoreAway)
        tries = step.model.fast.count_failed_try(lease, is_store_away=is_store_away)
        if tries < schedule.MAX_FAILED_TRIES or is_store_away:
            raise
        log.error("%s %s failed %s times and is given up", step.name, key, tries, exc_info=error)
        return step.give_up(key, lease, error)


# What the lines of a step's log are about, by the step's name.
KIND_OF_ID = {step.name: str(step.model._meta.model_name) if step.key == "pk" else step.key for step in STEPS}


@queue.pre_execute()
def say_what_logs_are_about(task: Any) -> None:
    ids = {KIND_OF_ID[task.name]: task.args[0]} if task.name in KIND_OF_ID and task.args else {}
    ABOUT.set({"step": task.name, **ids})


@queue.post_execute()
def forget_what_logs_were_about(task: Any, value: Any, error: Any) -> None:
    ABOUT.set({})


TASKS: dict[str, Any] = {
    step.name: queue.task(name=step.name, priority=step.priority, work=step.work)(partial(run, step)) for step in STEPS
}


def threads_needed() -> int:
    """Threads for the cores and for the requests that the accounts of remote providers may have open."""
    remote = Account.objects.filter(is_enabled=True).exclude(provider__in=providers.local_providers())
    caps = remote.values_list("cap_in_flight", flat=True)
    return min(MAX_THREADS, THREADS_PER_CORE * (os.cpu_count() or 1) + sum(caps))
