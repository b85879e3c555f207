"""How fast statements reach the database.

Django's cursor costs ten times what SQLite needs for a small statement. Where nobody listens to statements and the
connection is sound, they go to SQLite's driver directly; their errors are Django's all the same.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from types import TracebackType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

STATEMENTS_REMEMBERED = 1000


class OwnConnection(threading.local):
    """The connection of each thread: finding it takes Django as long as a small statement."""

    def __init__(self) -> None:
        self.database: Any = connections[DEFAULT_DB_ALIAS]


OWN = OwnConnection()


def rows_of(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows that a statement gives."""
    database = OWN.database
    if takes_detour(database):
        with database.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    with database.wrap_database_errors:
        return list(database.connection.execute(with_question_marks(sql), values))


def rows_changed_by(sql: str, values: Sequence[object]) -> int:
    """How many rows a statement changed."""
    database = OWN.database
    if takes_detour(database):
        with database.cursor() as cursor:
            cursor.execute(sql, values)
            return int(cursor.rowcount)
    with database.wrap_database_errors:
        return int(database.connection.execute(with_question_marks(sql), values).rowcount)


def takes_detour(database: Any) -> bool:
    """Whether a statement needs Django's own cursor: another database, a connection to be opened, a transaction that
    failed, or somebody who listens."""
    return bool(
        database.vendor != "sqlite"
        or database.connection is None
        or database.needs_rollback
        or database.execute_wrappers
        or database.queries_logged
    )


@contextmanager
def unsynced() -> Iterator[None]:
    """SQLite does not wait for the disk when these statements are committed: the next transaction does, for all before
    it. Within a transaction nothing changes, nor on other databases."""
    database = OWN.database
    if takes_detour(database) or database.in_atomic_block:
        yield
        return
    connection = database.connection
    connection.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        with suppress(sqlite3.ProgrammingError):  # Django closed it, because neither commit nor rollback went through
            connection.execute("PRAGMA synchronous=FULL")


@lru_cache(STATEMENTS_REMEMBERED)
def with_question_marks(sql: str) -> str:
    """A statement as SQLite's driver takes it."""
    return sql.replace("%s", "?")


class Joined:
    """A block within a transaction: after an error the whole transaction is rolled back, whoever catches it."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error:
            transaction.set_rollback(True)


JOINED = Joined()


def in_transaction() -> AbstractContextManager[None]:
    """A transaction, or the one that is open: `atomic(savepoint=False)` without its bookkeeping."""
    return JOINED if OWN.database.in_atomic_block else transaction.atomic()
