"""Of the threads that wait, the one that began to wait last goes on: it worked last, and its connections are warm."""

import threading


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
            turn.wait(timeout)
        finally:
            self.acquire()
            if turn in self._waiting:
                self._waiting.remove(turn)
        return turn.is_set()

    def notify(self, n: int = 1) -> None:
        for _ in range(min(n, len(self._waiting))):
            self._waiting.pop().set()

    def notify_all(self) -> None:
        self.notify(len(self._waiting))
