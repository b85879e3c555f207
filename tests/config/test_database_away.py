"""A database that is away for good ends what starts with the error; any other error does at once."""

import pytest
from django.db import OperationalError, ProgrammingError

from config.supervision import database_away
from config.supervision.database_away import once_database_answers


class BrokenStep:
    """A step that always raises this error."""

    def __init__(self, error: Exception) -> None:
        self.error, self.times = error, 0

    def __call__(self) -> None:
        self.times += 1
        raise self.error


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_away, "SECONDS_OF_PATIENCE", 0.1)
    monkeypatch.setattr(database_away, "SECONDS_BETWEEN", 0.03)


@pytest.mark.django_db
def test_a_step_is_done_again_until_patience_is_over():
    step = BrokenStep(OperationalError("connection refused"))
    with pytest.raises(OperationalError, match="connection refused"):
        once_database_answers(step)
    assert step.times > 2


def test_an_error_of_the_step_itself_is_raised_at_once():
    step = BrokenStep(ProgrammingError("no such column"))
    with pytest.raises(ProgrammingError):
        once_database_answers(step)
    assert step.times == 1
