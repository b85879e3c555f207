"""What a picture costs a worker, in counts, which are the same on every machine."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from renders.models.renders import State
from tests.fakes import states, work

pytestmark = pytest.mark.django_db(transaction=True)
# From queued to ready, through assigned, submitting, submitted and finished.
KINDS_OF_MOVES = 5


@contextmanager
def compiled_updates() -> Iterator[Counter[str]]:
    """How often SQLite compiled an update of which column: it asks the authorizer of a connection then."""
    counts: Counter[str] = Counter()

    def authorize(action: int, table: str | None, column: str | None, *_: str | None) -> int:
        counts.update([f"{table}.{column}"] if action == sqlite3.SQLITE_UPDATE else [])
        return sqlite3.SQLITE_OK

    connection.connection.set_authorizer(authorize)
    try:
        yield counts
    finally:
        connection.connection.set_authorizer(None)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone can be asked what it compiles")
def test_the_moves_of_eight_pictures_are_compiled_once(shot_set, fake):
    with compiled_updates() as updates:
        work()
    assert states(shot_set) == [State.READY] * 8
    assert updates["renders_render.state"] <= KINDS_OF_MOVES
    assert updates["renders_shot.revision"] <= KINDS_OF_MOVES
