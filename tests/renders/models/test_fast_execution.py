"""Statements that go to SQLite's driver directly, where the connection goes away meanwhile."""

import pytest
from django.db import OperationalError, connection

from renders.models.fast_execution import OWN, unsynced

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="on other databases nothing goes to the driver directly"),
]
# SQLite's number of the level.
FULL = 2


@pytest.fixture
def database(tmp_path, monkeypatch):
    """A connection to a file, outside any transaction: Django closes none to a database in memory."""
    opened = connection.copy()
    opened.settings_dict |= {"NAME": tmp_path / "db.sqlite3", "OPTIONS": {"init_command": "PRAGMA synchronous=FULL"}}
    opened.connect()
    opened.execute_wrappers.clear()  # where one listens, all are synced
    monkeypatch.setattr(OWN, "database", opened)
    yield opened
    opened.close()


def is_synced(database):
    """Whether SQLite waits for the disk."""
    return database.connection.execute("PRAGMA synchronous").fetchone() == (FULL,)


def fail(database, then=lambda: None):
    assert not is_synced(database)
    then()
    raise OperationalError("disk I/O error")


def test_the_disk_is_waited_for_again_after_an_error(database):
    with pytest.raises(OperationalError, match="disk I/O error"), unsynced():
        fail(database)
    assert is_synced(database)


def test_the_error_that_closed_the_connection_is_the_one_that_is_raised(database):
    """As where neither commit nor rollback goes through."""
    with pytest.raises(OperationalError, match="disk I/O error"), unsynced():
        fail(database, then=database.close)


def test_a_connection_that_was_opened_meanwhile_waits_for_the_disk(database):
    with unsynced():
        database.close()
        database.connect()
    assert is_synced(database)
