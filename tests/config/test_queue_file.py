"""The queue's file may be deleted or spoilt at any time: another is begun, and the next message is carried."""

import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from config.background.messages import SqliteMessages
from config.background.sqlite_file import is_sound
from config.background.work import EVERY_WORK, Work

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "queue.sqlite3"


def opened(path):
    return SqliteMessages(name="packshot", filename=str(path))


IDLE = """
import sys
from config.background.messages import SqliteMessages
messages = SqliteMessages(name="packshot", filename=sys.argv[1])
for _ in range(50):
    messages.enqueue(b"of the idle process")
print("ready", flush=True)
sys.stdin.read()
"""


@contextmanager
def idle_process(path):
    """Another process that has the file open and does nothing more with it."""
    command = [sys.executable, "-c", IDLE, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stdout.readline() == "ready\n"
        yield
        process.stdin.close()


def changed_schema(path, statement, *values):
    """The row that a change of the schema's own table gives, if it gives one."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        row = connection.execute(statement, values).fetchone()
        connection.commit()
    return row


def spoil(path):
    size = path.stat().st_size
    path.write_bytes(random.Random(0).randbytes(size))
    path.with_name("queue.sqlite3-wal").unlink(missing_ok=True)


@contextmanager
def statements_of(messages):
    """What is executed on its connection meanwhile: the first word of each statement."""
    words = []
    messages.conn.set_trace_callback(lambda statement: words.append(statement.split()[0]))
    yield words
    messages.conn.set_trace_callback(None)


def test_a_message_costs_one_write_to_send_and_one_to_take(path):
    messages = opened(path)
    with statements_of(messages) as words:
        messages.enqueue(b"message")
        assert messages.dequeue() == b"message"
        assert messages.dequeue() is None
    assert words == ["INSERT", "SELECT", "DELETE", "SELECT"]


def test_who_takes_a_message_sees_whether_it_was_the_last(path):
    messages, seen = opened(path), []
    for work in EVERY_WORK:
        messages.enqueue(b"message", work=work)
    for _ in EVERY_WORK:
        messages.dequeue()
        seen.append(messages.gave_last)
    assert seen == [False, True]


def test_a_message_that_another_worker_takes_first_is_left_to_it(path, monkeypatch):
    messages, other = opened(path), opened(path)
    for data in (b"first", b"second"):
        messages.enqueue(data)
    sql, taken = messages.sql, []

    def taken_meanwhile(statement, *arguments, **options):
        if statement.startswith("DELETE") and not taken:
            taken.append(other.dequeue())
        return sql(statement, *arguments, **options)

    monkeypatch.setattr(messages, "sql", taken_meanwhile)
    assert (messages.dequeue(), messages.dequeue(), taken) == (b"second", None, [b"first"])


def test_a_message_of_another_kind_is_left_to_its_worker_though_it_got_the_same_id(path, monkeypatch):
    messages, other = opened(path), opened(path)
    messages.enqueue(b"image", work=Work.IMAGES)
    sql, taken = messages.sql, []

    def replaced_meanwhile(statement, *arguments, **options):
        if statement.startswith("DELETE") and not taken:
            taken.append(other.dequeue())
            other.enqueue(b"network", work=Work.NETWORK)
        return sql(statement, *arguments, **options)

    monkeypatch.setattr(messages, "sql", replaced_meanwhile)
    assert (messages.dequeue([Work.IMAGES]), taken) == (None, [b"image"])
    assert other.dequeue([Work.NETWORK]) == b"network"


def test_a_file_that_was_spoilt_before_the_start_is_begun_anew_and_put_aside(path):
    opened(path).close()
    spoil(path)
    messages = opened(path)
    messages.enqueue(b"message")
    assert messages.dequeue() == b"message"
    assert path.with_name("queue.sqlite3.spoilt").exists()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_deleted_meanwhile_is_begun_anew_by_all(path):
    web, worker = opened(path), opened(path)
    web.enqueue(b"lost")
    path.unlink()
    web.enqueue(b"message")
    assert worker.dequeue() == b"message"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: os.truncate(path, 0)], ids=["deleted", "emptied"])
def test_a_file_that_is_lost_stops_nobody_while_an_idle_process_has_it_open(path, lose):
    worker = opened(path)
    with idle_process(path):
        assert worker.queue_size() == 50
        lose(path)
        worker.enqueue(b"first")
        fresh = opened(path)
        fresh.enqueue(b"second")
        assert [fresh.dequeue(), worker.dequeue()] == [b"first", b"second"]


def test_an_index_that_lost_a_row_is_found_out(path):
    messages = opened(path)
    messages.enqueue(b"message")
    messages.close()
    index = changed_schema(path, "DELETE FROM sqlite_master WHERE name = 'task_queue_priority_id' RETURNING *")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO task (queue, data) VALUES ('q', 'of which the index knows nothing')")
        connection.commit()
    changed_schema(path, "INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", *index)
    assert not is_sound(path)


def test_damage_in_the_middle_of_a_file_costs_one_answer(path):
    messages = opened(path)
    for _ in range(500):
        messages.enqueue(b"message" * 100)
    messages.close()
    data = bytearray(path.read_bytes())
    data[4096:-4096] = random.Random(0).randbytes(len(data) - 8192)
    path.write_bytes(data)
    failures = 0
    for _ in range(3):
        try:
            messages.flush_queue()
            messages.enqueue(b"fresh")
        except Exception:
            failures += 1
    assert failures <= 1
    assert messages.dequeue() == b"fresh"


def test_a_sound_file_stays(path):
    messages = opened(path)
    messages.enqueue(b"message")
    assert opened(path).dequeue() == b"message"
    assert not path.with_name("queue.sqlite3.spoilt").exists()
