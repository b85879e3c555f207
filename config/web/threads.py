"""The threads that answer requests: of those that wait, the one that worked last gets the next request."""

import threading

from waitress.task import ThreadedTaskDispatcher


class LatestFirst(threading.Condition):
    """Wakes whoever began to wait last, where Python's wakes the one that has waited longest."""

    def __init__(self, lock: threading.Lock) -> None:
        super().__init__(lock)
        self._waiting: list[threading.Event] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Until it is woken, or so many seconds are over; whether it was woken."""
        turn = threading.Event()
        self._waiting.append(turn)
        self.release()
        try:
            return turn.wait(timeout)
        finally:
            self.acquire()
            if turn in self._waiting:
                self._waiting.remove(turn)

    def notify(self, n: int = 1) -> None:
        for _ in range(min(n, len(self._waiting))):
            self._waiting.pop().set()

    def notify_all(self) -> None:
        self.notify(len(self._waiting))


class RequestThreads(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress has no types
    """Each thread has a database connection with what it read and prepared. While requests went round all of them, a
    web on SQLite that one person used held 390 MiB after twenty minutes. Few people need few threads now, whose
    connections are warm."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.queue_cv = LatestFirst(self.lock)
        self.set_thread_count(count)
