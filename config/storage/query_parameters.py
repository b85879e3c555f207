"""How many values one statement may have on SQLite."""

import sqlite3
from typing import Any

from django.db.backends.signals import connection_created
from django.dispatch import receiver

# Beyond some thousands, a statement for all rows is no faster than a few.
ENOUGH = 20_000


@receiver(connection_created, dispatch_uid="query_parameters")
def as_many_as_sqlite_takes(connection: Any, **signal: Any) -> None:
    """Django writes rows in statements of 999 values, which was the limit before SQLite 3.32; Django 6 asks as well."""
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = min(limit, ENOUGH)
