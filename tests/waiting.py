"""Waiting for what another process or thread does."""

import threading
import time
from collections.abc import Callable

from django.db import connection

# Seconds. A wait that comes true ends at once, so a long limit costs nothing where all is well; it only bounds a hang.
# A short one would measure how busy the machine is that runs the tests.
PATIENCE = 120.0
# The same for a whole command: it may set itself up, which is many seconds of computing and minutes on a busy machine.
COMMAND_TIMEOUT = 600.0


def until(condition: Callable[[], object], seconds: float = PATIENCE, pause: float = 0.01) -> bool:
    """Whether the condition comes true in time."""
    ends_at = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends_at:
            return False
        time.sleep(pause)
    return True


def begin(act: Callable[[], object], outcomes: list[object]) -> threading.Thread:
    """Run it beside this test; `outcomes` gets what it answers or raises."""

    def run() -> None:
        try:
            outcomes.append(act())
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def is_anybody_waiting() -> bool:
    """Whether a transaction of this database waits for another one; on SQLite it waits before it begins."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        waiting = "wait_event_type = 'Lock' AND datname = current_database()"
        cursor.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {waiting}")  # noqa: S608 - our own words
        return bool(cursor.fetchone()[0] > 0)
