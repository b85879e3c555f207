"""What a process does at its start is tried again while its database is away."""

import logging
import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import InterfaceError, InternalError, OperationalError, connection

log = logging.getLogger(__name__)
Result = TypeVar("Result")
GIVE_UP_AFTER = 60.0
SECONDS_BETWEEN = 1.0
SQLITE_AWAY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# Classes of Postgres' errors: the connection broke, the server stops or starts, another transaction was in the way.
POSTGRES_AWAY = {"08", "57", "40"}
READ_ONLY = "25006"


def retry_while_database_is_away(step: Callable[[], Result]) -> Result:
    """What `step` returns. It may be broken off anywhere and begun again, for a minute; then its error is raised."""
    give_up_at = time.monotonic() + GIVE_UP_AFTER
    while True:
        try:
            return step()
        except (OperationalError, InterfaceError, InternalError) as error:
            if not is_away(error) or time.monotonic() > give_up_at:
                raise
            log.warning("The database cannot be used yet (%s). Trying again", error)
            connection.close()
            time.sleep(SECONDS_BETWEEN)


def is_away(error: Exception) -> bool:
    """Whether the same may go well a moment later."""
    cause: Any = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in SQLITE_AWAY
    state = getattr(cause, "sqlstate", None)  # None: no connection was made
    return state is None or state[:2] in POSTGRES_AWAY or state == READ_ONLY
