"""How a page tells the workers about publications that are due."""

from collections.abc import Iterable

from django.db import transaction

from renders.pipeline import tasks
from renders.schedule import Enqueue


def enqueue_on_commit(ids: Iterable[int]) -> None:
    """Enqueue once the rows are durable. When the queue does not answer, the clock finds them a moment later."""
    step = Enqueue("publish", tuple(ids))
    transaction.on_commit(lambda: tasks.enqueue([step]), robust=True)
