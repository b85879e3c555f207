"""Several queries that see the database as it was at one moment, whatever is written beside them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Queries within see what was committed when the first of them ran; a write within is an error.

    It adds nothing to a transaction that is open already: on Postgres each query of that sees what was committed
    before it.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _sqlite_snapshot():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _sqlite_snapshot() -> Iterator[None]:
    """Django's own transactions take the write lock, for which every worker would wait."""
    connection.ensure_connection()
    driver: Any = connection.connection
    if driver.in_transaction:  # a snapshot within a snapshot is the same one
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        cursor.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:
            if driver.in_transaction:
                cursor.execute("ROLLBACK")
            cursor.execute("PRAGMA query_only = OFF")
