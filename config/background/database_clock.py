"""What time it is for rows that several machines write and compare: that of the database's clock.

A lease lasts 15 s, and what is due is due for every worker. Clocks of machines may be minutes apart, or be set while
somebody works. So each process asks the database now and then, and counts on from its answer by a clock that nobody
sets. With SQLite there is one machine, whose own clock it is.
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

    Counted from then on, the time is a little late: nobody's lease ends too early by it.
    """

    shown: datetime
    at: float

    def counted_on(self, at: float) -> datetime:
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
        """The time. While the database does not answer it is counted on; its error is raised if it never did."""
        if self._ticks() >= self._ask_at and self._asking.acquire(blocking=self._answer is None):
            try:
                self._refresh()
            finally:
                self._asking.release()
        answer = self._answer
        return answer.counted_on(self._ticks()) if answer else timezone.now()

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
        """Whether the time that is counted on may be the database's, which was `shown` at a moment of the question.

        It is kept then, or an answer that came late would set the time back, and what was due would not be."""
        return self._answer is not None and shown <= self._answer.counted_on(at) <= shown + took


CLOCK = DatabaseClock()
IS_ON_THIS_MACHINE = settings.DATABASES[DEFAULT_DB_ALIAS]["ENGINE"].endswith("sqlite3")


def database_now() -> datetime:
    return timezone.now() if IS_ON_THIS_MACHINE else CLOCK.now()
