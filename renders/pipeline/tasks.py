"""Huey's tasks: each leases the rows of one step, runs it, and enqueues what the step returns.

Also how many of them a worker runs at once.
"""

import os
from collections.abc import Callable, Iterable
from functools import partial

from django.db import transaction

from config.queue import ENQUEUED_HERE, queue
from renders import providers
from renders.models import Account, LeaseLost
from renders.models.leases import lease_on
from renders.pipeline.steps import STEPS, Step
from renders.schedule import Enqueue

# Pillow and numpy release the interpreter lock while they work, and a request that waits needs no core.
THREADS_PER_CORE = 2
MAX_THREADS = 32


def enqueue(wanted: Iterable[Enqueue]) -> None:
    """Tell Huey that rows may owe a step. A duplicate message is harmless, a lost one costs a moment."""
    for one in wanted:
        for key in one.keys:
            TASKS[one.step](key)
            ENQUEUED_HERE.set()


def enqueue_on_commit(*wanted: Enqueue) -> None:
    """Enqueue once what was written is durable.

    A queue that does not answer is logged and changes nothing: the rows are due, and the clock finds them.
    """
    transaction.on_commit(lambda: enqueue(wanted), robust=True)


def run(step: Step, key: int) -> None:
    """Do one step. A row that another step has, or that owes nothing any more, ends it quietly."""
    try:
        with lease_on(step.rows(key), postpones_due=step.postpones_due) as lease:
            wanted = step.run(key, lease)
    except LeaseLost:
        return
    enqueue(wanted)


TASKS: dict[str, Callable[[int], object]] = {
    step.name: queue.task(name=step.name, priority=step.priority)(partial(run, step)) for step in STEPS
}


def threads_needed() -> int:
    """Threads for the cores and for the requests that the accounts of remote providers may have open."""
    remote = Account.objects.filter(is_enabled=True).exclude(provider__in=providers.local_providers())
    caps = remote.values_list("cap_in_flight", flat=True)
    return min(MAX_THREADS, THREADS_PER_CORE * (os.cpu_count() or 1) + sum(caps))
