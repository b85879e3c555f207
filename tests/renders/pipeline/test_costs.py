"""What a picture costs a worker, in counts, which are the same on every machine."""

import os
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from types import SimpleNamespace

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

from config.background import waking
from config.background.work import Work
from config.queue import open_queue, queue
from renders.contracts import GenerationContract
from renders.management.commands.worker import SECONDS_WITHOUT_SIGNAL, Listener, Worker
from renders.models.renders import State
from renders.pipeline.tasks import OWN_NEXT_STEP
from tests.fakes import states, work

pytestmark = pytest.mark.django_db(transaction=True)
# From queued to ready, through assigned, submitting, submitted and finished.
KINDS_OF_MOVES = 5
SQLITE_ALONE = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite says what it compiles and syncs")


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


@SQLITE_ALONE
def test_the_moves_of_eight_pictures_are_compiled_once(shot_set, fake):
    with compiled_updates() as updates:
        work()
    assert states(shot_set) == [State.READY] * 8
    assert updates["renders_render.state"] <= KINDS_OF_MOVES
    assert updates["renders_shot.revision"] <= KINDS_OF_MOVES


@contextmanager
def synced_transactions(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The transactions at whose end the disk is waited for: the first statement of each."""
    monkeypatch.setattr(connections[DEFAULT_DB_ALIAS], "execute_wrappers", [])  # where one listens, all are synced
    executed: list[str] = []
    begun: list[str] = []
    connection.connection.set_trace_callback(executed.append)
    try:
        yield begun
    finally:
        connection.connection.set_trace_callback(None)
    levels = accumulate(executed, lambda level, one: one if one.startswith("PRAGMA synchronous") else level)
    for level, statement, following in zip(levels, executed, executed[1:], strict=False):
        if statement.startswith("BEGIN") and not level.endswith("NORMAL"):
            begun.append(" ".join(following.split()[:2]))


@SQLITE_ALONE
def test_the_disk_is_waited_for_where_a_picture_is_sent_accepted_finished_and_stored(shot_set, fake, monkeypatch):
    with synced_transactions(monkeypatch) as begun:
        work()
    assert len(begun) == 4 * 8 + 1  # and once more for the money that is left


def test_what_was_ordered_is_validated_once_when_it_is_sent_and_once_when_it_is_fetched(shot_set, fake, monkeypatch):
    validated, from_payload = [], GenerationContract.from_payload
    monkeypatch.setattr(
        GenerationContract, "from_payload", lambda payload: validated.append(payload) or from_payload(payload)
    )
    work()
    assert len(validated) == 2 * 8


def test_a_worker_asks_its_queue_once_for_each_message(tmp_path, monkeypatch):
    messages, done, statements = open_queue(f"sqlite:///{tmp_path / 'queue.sqlite3'}"), [], []
    send = messages.task(work=Work.NETWORK)(done.append)
    listener = Listener(messages, threading.Event(), default_delay=0.1, max_delay=1, backoff=1)
    messages.storage.conn.set_trace_callback(lambda statement: statements.append(statement.split()[0]))
    send(1)
    send(2)
    monkeypatch.setattr(waking, "calls", lambda works: SimpleNamespace(wait=lambda: send(3)))
    for _ in range(3):
        listener.loop()
    OWN_NEXT_STEP.is_open = False
    assert done == [1, 2, 3]
    assert Counter(statements) == {"INSERT": 3, "SELECT": 3, "DELETE": 3}
    messages.storage.close()


@pytest.fixture
def signals():
    """SIGUSR1 does nothing but end a wait, and signals go where they went when the test is over."""
    handler, descriptor = signal.signal(signal.SIGUSR1, lambda *_: None), signal.set_wakeup_fd(-1)
    yield
    signal.signal(signal.SIGUSR1, handler)
    signal.set_wakeup_fd(descriptor)


def test_the_main_thread_of_a_worker_sleeps_until_a_signal_comes(signals):
    worker, later = Worker(queue, workers=1), threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGUSR1))
    later.start()
    began = time.monotonic()
    worker.loop()
    seconds = time.monotonic() - began
    later.join()
    assert 0.2 < seconds < SECONDS_WITHOUT_SIGNAL
