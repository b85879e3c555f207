"""The time of rows is that of the database's clock, whatever the machine's own clock says."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import renders
from config.background.database_clock import ASK_INTERVAL, DatabaseClock, ask_database, database_now

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
RENDERS = Path(renders.__file__).parent
# Where rows are written and compared.
OF_ROWS = ("models", "pipeline", "composing", "batch", "backups")


class ClockOfTest:
    """A database's clock, and the ticks of this process; both go on only when a test says so."""

    def __init__(self) -> None:
        self.shows, self.ticks, self.questions = NOON, 100.0, 0
        self.takes = 0.0
        self.error: Exception | None = None

    def ask(self) -> datetime:
        self.questions += 1
        if self.error:
            raise self.error
        shown = self.shows
        self.go_on(self.takes)
        return shown

    def go_on(self, seconds: float) -> None:
        self.ticks += seconds
        self.shows += timedelta(seconds=seconds)


@pytest.fixture
def other() -> ClockOfTest:
    return ClockOfTest()


@pytest.fixture
def clock(other: ClockOfTest) -> DatabaseClock:
    return DatabaseClock(other.ask, lambda: other.ticks)


def test_the_time_goes_on_between_two_questions(clock, other):
    assert clock.now() == NOON
    other.go_on(ASK_INTERVAL / 2)
    assert (clock.now(), other.questions) == (NOON + timedelta(seconds=ASK_INTERVAL / 2), 1)


def test_a_database_whose_clock_was_set_is_followed_with_the_next_question(clock, other):
    clock.now()
    other.shows += timedelta(hours=1)
    assert clock.now() == NOON
    other.go_on(ASK_INTERVAL)
    assert clock.now() == NOON + timedelta(hours=1, seconds=ASK_INTERVAL)


@pytest.mark.parametrize("takes", [0.2, 3.0])
def test_an_answer_that_came_late_does_not_set_the_time_back(clock, other, takes):
    clock.now()
    other.go_on(ASK_INTERVAL)
    other.takes = takes
    assert clock.now() == NOON + timedelta(seconds=ASK_INTERVAL + takes)


def test_a_first_answer_that_came_late_is_made_good_by_the_next(clock, other):
    other.takes = 0.5
    assert clock.now() == NOON
    other.takes = 0.0
    other.go_on(ASK_INTERVAL)
    assert clock.now() == NOON + timedelta(seconds=ASK_INTERVAL + 0.5)


@pytest.mark.parametrize("set_by", [-60, 60])
def test_a_clock_that_was_set_counts_also_when_its_answer_came_late(clock, other, set_by):
    clock.now()
    other.go_on(ASK_INTERVAL)
    other.shows += timedelta(seconds=set_by)
    other.takes = 0.5
    assert clock.now() == NOON + timedelta(seconds=ASK_INTERVAL + set_by)


def test_while_the_database_is_away_the_time_goes_on(clock, other):
    clock.now()
    other.error = OperationalError("The server closed the connection")
    other.go_on(2 * ASK_INTERVAL)
    assert clock.now() == NOON + timedelta(seconds=2 * ASK_INTERVAL)
    assert (clock.now(), other.questions) == (NOON + timedelta(seconds=2 * ASK_INTERVAL), 2)


def test_a_database_that_never_answered_says_why(clock, other):
    other.error = OperationalError("No route to host")
    with pytest.raises(OperationalError, match="No route"):
        clock.now()


@pytest.mark.django_db
def test_rows_have_the_time_of_the_database():
    if connection.vendor == "sqlite":
        before = timezone.now()
        assert before <= database_now() <= timezone.now()
        return
    with CaptureQueriesContext(connection) as queries:
        asked = DatabaseClock().now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [shown] = cursor.fetchone()
    assert timedelta(0) <= shown - asked < timedelta(seconds=1)
    assert len(queries) == 0, "it is not among the queries of a page"


@pytest.mark.django_db
def test_a_transaction_that_failed_is_not_asked():
    with transaction.atomic():
        transaction.set_rollback(True)
        assert ask_database() is None


def test_nobody_asks_the_machines_own_clock_about_rows():
    """`database_now()` of `config/background/database_clock.py` is what several machines agree on."""
    own = {
        f"{path.relative_to(RENDERS)}:{node.lineno}"
        for package in OF_ROWS
        for path in (RENDERS / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "timezone.now"
    }
    assert not own
