"""A few child processes and the queue in front of them."""

import atexit
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar, TypeVarTuple, cast

from catalog import texts
from catalog.processes import messages
from catalog.processes.child import ChildProcess
from catalog.processes.refusals import ChildDied, TooManyWaiting

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

CORES = os.cpu_count() or 1


@dataclass(frozen=True)
class Limits:
    """`children` work at once, `waiting` callers queue for them for `wait_seconds` at most; more are refused.

    One piece of work has `work_seconds` and its child `megabytes`. A child that rests `rest_seconds` ends.
    """

    children: int
    waiting: int
    wait_seconds: float
    work_seconds: float
    megabytes: int = 560
    rest_seconds: float = 60.0


# A reviewer who leafs through six pictures while the first child starts waits for three files of each. The callers of
# the web must not all wait at once: /healthz needs a thread too (`manage.py up` gives it 32).
WEB = Limits(children=min(4, max(1, CORES // 2)), waiting=20, wait_seconds=60, work_seconds=30)
# Steps wait in the worker's own threads, which are bounded, and come back later when the wait was too long.
BACKGROUND = Limits(children=CORES, waiting=1000, wait_seconds=300, work_seconds=120)


class Pool:
    """Starts children when they are needed. Any number of threads may call `run`."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.forget()

    def forget(self) -> None:
        """Begin without children. A forked process must not speak through its parent's pipes."""
        self._changed = threading.Condition()
        self._resting: list[ChildProcess] = []
        self._working = 0
        self._waiting = 0
        self._keeper: threading.Thread | None = None

    def run(self, function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        """What the function returns or raises. Raises `TooManyWaiting`, and `WorkStopped` when its child ended."""
        request = messages.request(function, arguments, texts.language())
        with self._turn():
            child = self._child()
            was_used = child.is_used
            try:
                return cast("Result", self._asked(child, request))
            except ChildDied:
                if not was_used:
                    raise
            # It may have been ended while it rested, and our functions change nothing: a new one may try.
            return cast("Result", self._asked(self._new_child(), request))

    def close(self) -> None:
        """End the children that rest; those that work end when their caller is done."""
        with self._changed:
            ended, self._resting = self._resting, []
            self._changed.notify_all()
        for child in ended:
            child.end()

    @property
    def is_full(self) -> bool:
        """Whether whoever calls now is refused, unless somebody is done in this moment."""
        with self._changed:
            return self._working >= self.limits.children and self._waiting >= self.limits.waiting

    @property
    def resting(self) -> list[int]:
        """The process ids of the children that wait for work."""
        return [child.pid for child in self._resting]

    def _asked(self, child: ChildProcess, request: bytes) -> object:
        try:
            return child.ask(request)
        finally:
            if child.is_alive:
                self._rest(child)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for one of the places in which work is done."""
        with self._changed:
            if self._working >= self.limits.children or self._waiting:
                self._wait()
            self._working += 1
        try:
            yield
        finally:
            with self._changed:
                self._working -= 1
                if self._waiting:
                    self._changed.notify_all()

    def _wait(self) -> None:
        if self._waiting >= self.limits.waiting:
            raise TooManyWaiting
        self._waiting += 1
        try:
            is_free = self._changed.wait_for(
                lambda: self._working < self.limits.children, timeout=self.limits.wait_seconds
            )
        finally:
            self._waiting -= 1
        if not is_free:
            raise TooManyWaiting

    def _child(self) -> ChildProcess:
        """The child that worked last, or a new one."""
        with self._changed:
            while self._resting:
                child = self._resting.pop()
                if child.is_alive:
                    return child
                child.end()
        return self._new_child()

    def _new_child(self) -> ChildProcess:
        return ChildProcess(self.limits.megabytes, self.limits.work_seconds)

    def _rest(self, child: ChildProcess) -> None:
        child.resting_since = time.monotonic()
        with self._changed:
            self._resting.append(child)
            if self._keeper is None:
                self._keeper = threading.Thread(target=self._end_rested, name="child-processes", daemon=True)
                self._keeper.start()

    def _end_rested(self) -> None:
        """End each child when it has rested long enough; this thread ends with the last."""
        while True:
            with self._changed:
                long_ago = time.monotonic() - self.limits.rest_seconds
                ended = [child for child in self._resting if child.resting_since <= long_ago]
                self._resting = [child for child in self._resting if child.resting_since > long_ago]
                if not self._resting and not ended:
                    self._keeper = None
                    return
                wait = 0.0 if ended else self._resting[0].resting_since - long_ago
            for child in ended:
                child.end()
            time.sleep(wait)


_pool = Pool(WEB)


def run(function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
    """Call `function` in a child process of this process's pool."""
    return _pool.run(function, *arguments)


def use(pool: Pool) -> None:
    """Make this the process's pool."""
    global _pool
    _pool.close()
    _pool = pool


def use_limits(limits: Limits) -> None:
    """Bound this process's pool otherwise: a worker's differs from the web's."""
    _pool.limits = limits


os.register_at_fork(after_in_child=lambda: _pool.forget())
atexit.register(lambda: _pool.close())
