"""A CSV file becomes an order and files on disk: read the rows, launch them once, follow them to their end."""

from renders.batch.driving import OwnWorker, is_unattended
from renders.batch.planning import (
    Batch,
    fetch_lost_again,
    launch_or_resume,
    launched_as,
    lost_pictures,
    order_failed_again,
    prepare,
    token_of,
)
from renders.batch.results import ResultStream, RowResult
from renders.batch.rows import BadRow, BatchRow, UnreadableRows
from renders.batch.waiting import BatchMonitor

__all__ = [
    "ResultStream",
    "BadRow",
    "Batch",
    "RowResult",
    "OwnWorker",
    "BatchRow",
    "UnreadableRows",
    "BatchMonitor",
    "fetch_lost_again",
    "is_unattended",
    "launch_or_resume",
    "launched_as",
    "lost_pictures",
    "order_failed_again",
    "prepare",
    "token_of",
]
