"""The queues on Postgres: rows of one table, and notices on one channel that name the queue."""

import time
from collections.abc import Sequence

from huey.storage import PostgresStorage

from config.background.work import EVERY_WORK, NAMES, QUEUES, Work


class PostgresMessages(PostgresStorage):  # type: ignore[misc]  # huey has no types
    def enqueue(self, data: bytes, priority: int | None = None, work: Work = Work.NETWORK) -> None:
        name = QUEUES[work]
        with self.db(commit=True) as cursor:
            statement = f"INSERT INTO {self.table_task} (queue, data, priority) VALUES (%s, %s, %s)"  # noqa: S608
            cursor.execute(statement, (name, data, priority or 0))
            cursor.execute("SELECT pg_notify(%s, %s)", (self.channel, name))

    def dequeue(self, works: Sequence[Work] = EVERY_WORK) -> bytes | None:
        """The next message of these kinds; where it may wait, it waits for a notice of any of them."""
        data = self._first_of(works)
        if data is not None or not self.blocking:
            return data
        listening, deadline = self._listen_conn(), time.monotonic() + self.read_timeout
        # Packshot before it had two queues named none.
        of_ours = {"", *(QUEUES[work] for work in works)}
        while data is None and (left := deadline - time.monotonic()) > 0:
            notices = list(listening.notifies(timeout=left, stop_after=1))
            if not of_ours.isdisjoint(notice.payload for notice in notices):
                data = self._first_of(works)  # another worker may have been faster
        return data

    def queue_size(self) -> int:
        query = f"SELECT count(*) FROM {self.table_task} WHERE queue = ANY(%s)"  # noqa: S608 - our name
        return int(self.sql(query, (NAMES,), results=True)[0][0])

    def flush_queue(self) -> None:
        self.sql(f"DELETE FROM {self.table_task} WHERE queue = ANY(%s)", (NAMES,))  # noqa: S608 - our name

    def _first_of(self, works: Sequence[Work]) -> bytes | None:
        """Take the first message of these kinds that no other worker takes at this moment."""
        names = [QUEUES[work] for work in works]
        of_one = (
            f"SELECT id, priority FROM {self.table_task} WHERE queue = %s "  # noqa: S608 - our name
            "ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED"
        )
        of_each = " UNION ALL ".join(f"SELECT * FROM ({of_one}) AS {work}" for work in works)  # noqa: S608
        first = f"SELECT id FROM ({of_each}) AS firsts ORDER BY priority DESC, id LIMIT 1"  # noqa: S608
        statement = f"DELETE FROM {self.table_task} WHERE id = ({first}) RETURNING data"  # noqa: S608
        rows = self.sql(statement, names, results=True)
        return bytes(rows[0][0]) if rows else None
