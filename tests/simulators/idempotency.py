"""Idempotency keys as the vendors document them: remembered for a day, compared by the raw bytes of the body."""

import hashlib
from dataclasses import dataclass
from enum import Enum

from tests.simulators.task_queue import SimulatedTask

DAY = 24 * 3600.0
LONGEST_KEY = 255


class KeyState(Enum):
    """What a key says about a create request."""

    NEW = "new"
    REPLAY = "replay"
    PROCESSING = "processing"
    MISMATCH = "mismatch"


@dataclass(frozen=True, slots=True)
class FirstRequest:
    """The request that used a key first. It is answered at provider instant `answered_at`."""

    body_hash: bytes
    task: SimulatedTask
    answered_at: float


class IdempotencyKeys:
    """The keys of all accounts."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], FirstRequest] = {}

    def state(self, account: str, key: str, body: bytes, now: float) -> tuple[KeyState, FirstRequest | None]:
        """Whether this key may be used, and the request that used it first."""
        first = self._first.get((account, key))
        if first is None or now >= first.answered_at + DAY:
            return KeyState.NEW, None
        if first.body_hash != hashlib.sha256(body).digest():
            return KeyState.MISMATCH, first
        return (KeyState.PROCESSING if now < first.answered_at else KeyState.REPLAY), first

    def add(self, account: str, key: str, body: bytes, task: SimulatedTask, answered_at: float) -> None:
        """This request used the key first."""
        self._first[account, key] = FirstRequest(hashlib.sha256(body).digest(), task, answered_at)
