"""Huey with a queue for each kind of work, in a file or in memory. The kinds on servers are modules of their own."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from config.background.lean_huey import Huey, MemoryStorage, SqliteStorage
from config.background.sqlite_file import alone, begin_if_gone, identity, is_spoilt, renew_if_spoilt
from config.background.work import EVERY_WORK, NAMES, QUEUES, Work

# The first messages of one queue, as its index has them. One statement for all queues would sort them whole.
_FIRST = "SELECT id, priority FROM task WHERE queue = ? ORDER BY priority DESC, id LIMIT 2"


class Messages(Huey):  # type: ignore[misc]  # huey has no types
    """A message goes into the queue of its task's `work`; this process takes those of its `works`, by priority."""

    works: tuple[Work, ...] = EVERY_WORK
    # Whether the last read saw no other message. Sending the next one wakes a worker (`waking`).
    is_known_empty = False

    def enqueue(self, task: Any) -> None:
        self.storage.enqueue(self.serialize_task(task), task.priority, task.work)

    def dequeue(self) -> Any:
        """The next task, or None."""
        data = self.storage.dequeue(self.works)
        self.is_known_empty = data is None or getattr(self.storage, "gave_last", False)
        return None if data is None else self.deserialize_task(data)

    # No message is scheduled or revoked: the rows say which steps are due. Huey would ask the queue for scheduled
    # messages every second, and for revoked ones before and after each step.

    def read_schedule(self, timestamp: Any = None) -> list[Any]:
        return []

    def is_revoked(self, task: Any, timestamp: Any = None, peek: bool = True) -> bool:  # noqa: FBT001, FBT002 - as Huey
        return False

    def delete(self, key: str) -> bool:
        """Only messages are stored, so there is no result or lock to delete."""
        return False


class SqliteMessages(SqliteStorage):  # type: ignore[misc]
    """Messages in a file. A crash of the machine may lose the last ones, which costs a moment, and so does a file that
    is deleted or spoilt: another is begun."""

    # Whether the message taken last was the only one of its kinds.
    gave_last = False
    _conn: Any
    _opened: tuple[int, int] | None = None

    @property
    def conn(self) -> Any:
        """The connection, to the file that lies there now."""
        if self._conn is not None and identity(Path(self.filename)) != self._opened:
            self._forget_connection()
        return super().conn

    @contextmanager
    def db(self, commit: bool = False, close: bool = False) -> Iterator[Any]:  # noqa: FBT001, FBT002 - as Huey has it
        try:
            with super().db(commit, close) as cursor:
                yield cursor
        except sqlite3.DatabaseError as error:
            if is_spoilt(error):
                with self.lock:
                    self._forget_connection()
                renew_if_spoilt(Path(self.filename))
            raise

    def _create_connection(self) -> Any:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if not is_spoilt(error):
                raise
            renew_if_spoilt(Path(self.filename))
            return self._connect()

    def _connect(self) -> Any:
        """A new file is given its tables: whoever deleted the last one may not have started since."""
        path = Path(self.filename)
        with alone(path), ExitStack() as opened:
            begin_if_gone(path)
            connection = opened.enter_context(closing(super()._create_connection()))
            for statement in ("PRAGMA synchronous=NORMAL", *self.ddl):
                connection.execute(statement)
            self._opened = identity(path)
            opened.pop_all()
        return connection

    def _forget_connection(self) -> None:
        connection, self._conn = self._conn, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def enqueue(self, data: bytes, priority: int | None = None, work: Work = Work.NETWORK) -> None:
        self.sql("INSERT INTO task (queue, data, priority) VALUES (?, ?, ?)", (QUEUES[work], data, priority or 0))

    def dequeue(self, works: Sequence[Work] = EVERY_WORK) -> bytes | None:
        """Take the first message of these kinds. Empty queues are seen without a lock."""
        names = [QUEUES[work] for work in works]
        firsts = " UNION ALL ".join([f"SELECT * FROM ({_FIRST})"] * len(names))  # noqa: S608 - no input
        first = f"SELECT id FROM ({firsts}) ORDER BY priority DESC, id LIMIT 2"  # noqa: S608 - no input
        # The id of a message that another worker took may be that of a message of another kind by now.
        of_these_kinds = ", ".join("?" * len(names))
        take = f"DELETE FROM task WHERE id = ? AND queue IN ({of_these_kinds}) RETURNING data"  # noqa: S608 - no input
        while ids := self.sql(first, names, results=True):
            # Of several workers one takes it, and the others ask for the next.
            if taken := self.sql(take, [*ids[0], *names], results=True):
                self.gave_last = len(ids) == 1
                data: bytes = taken[0][0]
                return data
        return None

    def queue_size(self) -> int:
        return int(self.sql("SELECT count(*) FROM task WHERE queue IN (?, ?)", NAMES, results=True)[0][0])

    def flush_queue(self) -> None:
        self.sql("DELETE FROM task WHERE queue IN (?, ?)", NAMES, commit=True)


class MemoryMessages(MemoryStorage):  # type: ignore[misc]
    """Messages of this process alone, which does all work itself: all kinds are in one queue."""

    def enqueue(self, data: bytes, priority: int | None = None, work: Work = Work.NETWORK) -> None:
        super().enqueue(data, priority)

    def dequeue(self, works: Sequence[Work] = EVERY_WORK) -> Any:
        return super().dequeue()
