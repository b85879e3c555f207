"""Statements that Postgres reads and plans once a connection.

Django writes the values into a statement's text, so that each is new to Postgres: for the joins of a page, reading and
planning takes it longer than answering.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def prepared() -> Iterator[None]:
    """What is asked meanwhile goes to Postgres with its values beside it: a text that comes again is known there.

    On SQLite nothing changes, nor while somebody listens to statements: Django knows no text of a prepared one.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 - its driver is an extra

    connection.ensure_connection()
    driver: Any = connection.connection
    usual, driver.cursor_factory = driver.cursor_factory, ServerBindingCursor
    try:
        yield
    finally:
        driver.cursor_factory = usual
