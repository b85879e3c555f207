"""The time for rows that several machines write and compare: that of the database's clock.

A lease lasts 15 s, and what is due is due for every worker. Clocks of machines may be minutes apart, or be set while
somebody works. So each process asks the database now and then, and adds the time since its answer by a clock that
nobody sets. With SQLite there is one machine, whose own clock it is.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.utils import timezone

# Seconds between two questions: the database's own clock may be set too.
ASK_INTERVAL = 5.0


class ClockReading(NamedTuple):
    """What the database's clock showed, and this process's monotonic clock when the answer had come.

    The answer was on its way for a moment, so the time is a little late: no lease ends too early by that.
    """

    shown: datetime
    at: float

    def time_at(self, at: float) -> datetime:
        return self.shown + timedelta(seconds=at - self.at)


def ask_database() -> datetime | None:
    """What the database's clock shows at this moment; None in a transaction that failed, where nothing is answered.

    Asked past Django's cursor: whoever counts the queries of a page does not mean this one."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.needs_rollback:
        return None
    database.ensure_connection()
    with database.wrap_database_errors:
        # `now()` would be the moment at which the transaction began.
        [shown] = database.connection.execute("SELECT clock_timestamp()").fetchone()
    moment: datetime = shown.astimezone(UTC)
    return moment


class DatabaseClock:
    """One for the process; its threads share the last answer."""

    def __init__(
        self, ask: Callable[[], datetime | None] = ask_database, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask, self._ticks = ask, ticks
        self._answer: ClockReading | None = None
        self._ask_at = ticks()
        self._asking = threading.Lock()

    def now(self) -> datetime:
        """The time. While the database does not answer, the last answer counts; without one, its error is raised."""
        if self._ticks() >= self._ask_at and self._asking.acquire(blocking=self._answer is None):
            try:
                self._refresh()
            finally:
                self._asking.release()
        answer = self._answer
        return answer.time_at(self._ticks()) if answer else timezone.now()

    def _refresh(self) -> None:
        began = self._ticks()
        try:
            shown = self._ask()
        except Error:
            if self._answer is None:
                raise
            shown = None
        at = self._ticks()
        if shown and not self._agrees(shown, at, timedelta(seconds=at - began)):
            self._answer = ClockReading(shown, at)
        self._ask_at = at + ASK_INTERVAL

    def _agrees(self, shown: datetime, at: float, took: timedelta) -> bool:
        """Whether the last answer fits this one: the database showed `shown` at some moment of the `took` before `at`.

        Then the last one stays. A late answer would set the time back, and rows that were due would not be."""
        return self._answer is not None and shown <= self._answer.time_at(at) <= shown + took


CLOCK = DatabaseClock()
IS_ON_THIS_MACHINE = settings.DATABASES[DEFAULT_DB_ALIAS]["ENGINE"].endswith("sqlite3")


def database_now() -> datetime:
    return timezone.now() if IS_ON_THIS_MACHINE else CLOCK.now()
