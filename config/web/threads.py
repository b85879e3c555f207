"""The threads that answer requests: of those that wait, the one that worked last gets the next request."""

from waitress.task import ThreadedTaskDispatcher

from config.supervision.latest_first import LatestFirst


class RequestThreads(ThreadedTaskDispatcher):  # type: ignore[misc]  # waitress has no types
    """Each thread has a database connection with what it read and prepared. While requests went round all of them, a
    web on SQLite that one person used held 390 MiB after twenty minutes. Few people need few threads now, whose
    connections are warm."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.queue_cv = LatestFirst(self.lock)
        self.set_thread_count(count)
