"""Idempotency keys as the vendors document them: remembered for a day, compared by the raw bytes of the body."""

import hashlib
from dataclasses import dataclass
from enum import Enum

from tests.simulators.tasks import Task

DAY = 24 * 3600.0
LONGEST_KEY = 255


class Known(Enum):
    """What a key says about a create request."""

    NEW = "new"
    REPLAY = "replay"
    PROCESSING = "processing"
    MISMATCH = "mismatch"


@dataclass(frozen=True, slots=True)
class First:
    """The request that used a key first. It is answered at provider instant `answered_at`."""

    body_hash: bytes
    task: Task
    answered_at: float


class Keys:
    """The keys of all accounts."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], First] = {}

    def ask(self, account: str, key: str, body: bytes, now: float) -> tuple[Known, First | None]:
        """What is known of this key, and the request that used it first."""
        first = self._first.get((account, key))
        if first is None or now >= first.answered_at + DAY:
            return Known.NEW, None
        if first.body_hash != hashlib.sha256(body).digest():
            return Known.MISMATCH, first
        return (Known.PROCESSING if now < first.answered_at else Known.REPLAY), first

    def remember(self, account: str, key: str, body: bytes, task: Task, answered_at: float) -> None:
        """This request used the key first."""
        self._first[account, key] = First(hashlib.sha256(body).digest(), task, answered_at)
