"""Statements that Postgres reads once for each connection, and plans only a few times.

Django writes the values into a statement's text, so that each is new to Postgres: for the joins of a page, reading and
planning takes it longer than answering.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import NotSupportedError, connection


@contextmanager
def prepared() -> Iterator[None]:
    """Queries within send their values apart from their text; the text is prepared at its first use.

    Nothing changes on SQLite, nor while queries are logged: Django does not know the text of a prepared one.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 - its driver is an extra

    connection.ensure_connection()
    driver: Any = connection.connection
    usual = driver.cursor_factory, driver.prepare_threshold
    # Only within: the driver would remember the text of every other statement, with its values.
    driver.cursor_factory, driver.prepare_threshold = ServerBindingCursor, 0
    try:
        yield
    except NotSupportedError:  # a column has got another type since
        if not connection.in_atomic_block:
            connection.close()
        raise
    finally:
        driver.cursor_factory, driver.prepare_threshold = usual
