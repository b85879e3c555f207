"""A database that is away for good ends what starts with its error; an error of another kind does so at once."""

import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError

from config.supervision import database_away
from config.supervision.database_away import retry_while_database_is_away


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_away, "GIVE_UP_AFTER", 0.1)
    monkeypatch.setattr(database_away, "SECONDS_BETWEEN", 0.03)


@pytest.fixture
def tries(tmp_path):
    """What a statement does to a file of SQLite that somebody has locked; one entry for each try."""
    path, tried = tmp_path / "rows.sqlite3", []

    def run(statement):
        with closing(sqlite3.connect(path, timeout=0)) as other, closing(sqlite3.connect(path, timeout=0)) as ours:
            other.execute("BEGIN EXCLUSIVE")

            def step():
                tried.append(statement)
                try:
                    (ours if "locked" in statement else other).execute(statement)
                except sqlite3.Error as error:
                    raise OperationalError from error

            with pytest.raises(OperationalError):
                retry_while_database_is_away(step)
        return len(tried)

    return run


def test_a_locked_database_is_tried_again_until_it_is_given_up(tries):
    assert tries("CREATE TABLE locked (id)") > 2


def test_a_table_that_is_missing_is_an_error_at_once(tries):
    assert tries("SELECT 1 FROM missing") == 1
