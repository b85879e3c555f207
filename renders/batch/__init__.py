"""A CSV file becomes an order and files on disk: read the rows, launch them once, see them home."""

from renders.batch.driving import OwnWorker, is_unattended
from renders.batch.outcomes import Arrivals, Outcome
from renders.batch.planning import Batch, launched, order_anew, prepare
from renders.batch.rows import BadRow, Row, Unreadable

__all__ = [
    "Arrivals",
    "BadRow",
    "Batch",
    "Outcome",
    "OwnWorker",
    "Row",
    "Unreadable",
    "is_unattended",
    "launched",
    "order_anew",
    "prepare",
]
