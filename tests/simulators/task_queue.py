"""The provider's queue: first in first out, so many slots an account, service times drawn from a seeded lognormal.

Nothing runs. When a task is accepted its start and end are already certain, and its phase is read off the clock.
"""

import heapq
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Parameters = dict[str, Any]
ARCHIVING_SHARE = 0.07  # how much of a task's service is spent on storing its picture


class Phase(StrEnum):
    """Where a task is, in our terms; every vendor has its own."""

    QUEUED = "queued"
    WORKING = "working"
    STORING = "storing"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        return self in (Phase.DONE, Phase.FAILED)


@dataclass(slots=True)
class PlacedOrder:
    """What was bought. `micros` is the price of all its pictures together in millionths of a dollar."""

    model: str
    input: dict[str, Any]
    size: tuple[int, int] = (1024, 1024)
    pictures: int = 1
    micros: int = 0
    callback_url: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class SimulatedTask:
    """One accepted order. Instants are provider seconds; `faults` are the faults that befall it, by name."""

    number: int
    id: str
    account: str
    order: PlacedOrder
    created: float
    started: float
    finished: float
    faults: dict[str, Parameters] = field(default_factory=dict)
    polls_when_final: int = 0
    seen: float | None = None
    fetched: dict[int, float] = field(default_factory=dict)
    generation: int = 0
    issued: float | None = None

    def phase(self, now: float) -> Phase:
        """Its true phase; what a client sees may differ (`task_flips`, `task_unknown_status`)."""
        if now < self.started:
            return Phase.QUEUED
        if "task_stuck" in self.faults or now < self.finished:
            storing_from = self.finished - (self.finished - self.started) * ARCHIVING_SHARE
            return Phase.STORING if storing_from <= now and "task_stuck" not in self.faults else Phase.WORKING
        return Phase.FAILED if "task_fails" in self.faults else Phase.DONE

    def shown_phase(self, now: float) -> Phase:
        """What a client that polls now sees; counts how often it saw an end."""
        phase = self.phase(now)
        if phase.is_final:
            self.polls_when_final += 1
            self.seen = now if self.seen is None else self.seen
            if "task_flips" in self.faults and self.polls_when_final > self.faults["task_flips"].get("after", 1):
                return Phase.FAILED
        return phase

    @property
    def pictures(self) -> int:
        """How many pictures it hands over, which a fault may raise above what was ordered and billed."""
        extra = int(self.faults["task_extra_outputs"].get("count", 2)) if "task_extra_outputs" in self.faults else 0
        return self.order.pictures + extra

    @property
    def never_ends(self) -> bool:
        return "task_stuck" in self.faults


class TaskQueue:
    """All tasks of a simulator, by account and by id."""

    def __init__(self, cap: int, mean: float, sigma: float, seed: int, new_id: Callable[[], str]) -> None:
        self.cap = cap
        self._location = math.log(mean) - sigma * sigma / 2
        self._sigma = sigma
        self._seed = seed
        self._new_id = new_id
        self._free_at: dict[str, list[float]] = {}
        self._ends: dict[str, list[float]] = {}
        self.by_id: dict[str, SimulatedTask] = {}
        self.by_account: dict[str, list[SimulatedTask]] = {}

    def add(self, account: str, order: PlacedOrder, now: float, faults: dict[str, Parameters]) -> SimulatedTask:
        """Put an order into the account's queue."""
        queue = self.by_account.setdefault(account, [])
        started, finished = self._slot(account, now, self._service(len(queue), faults))
        if "callback_early" in faults:
            started = finished = now
        previous = queue[-1] if queue and "task_same_id" in faults else None
        task_id = previous.id if previous else self._new_id()
        task = SimulatedTask(len(queue), task_id, account, order, now, started, finished, faults)
        queue.append(task)
        heapq.heappush(self._ends.setdefault(account, []), math.inf if task.never_ends else finished)
        self.by_id.setdefault(task_id, task)
        return task

    def everything(self) -> list[SimulatedTask]:
        """Every task in the order of acceptance, account by account."""
        return [task for queue in self.by_account.values() for task in queue]

    def in_flight(self, account: str, now: float) -> int:
        """How many of the account's tasks wait or run."""
        ends = self._ends.get(account, [])
        while ends and ends[0] <= now:
            heapq.heappop(ends)
        return len(ends)

    def _service(self, number: int, faults: dict[str, Parameters]) -> float:
        drawn = random.Random(f"{self._seed}:{number}").lognormvariate(self._location, self._sigma)
        return drawn * float(faults.get("task_slow", {"times": 1}).get("times", 10))

    def _slot(self, account: str, now: float, service: float) -> tuple[float, float]:
        free_at = self._free_at.setdefault(account, [0.0] * self.cap)
        started = max(now, free_at[0])
        heapq.heapreplace(free_at, started + service)
        return started, started + service
