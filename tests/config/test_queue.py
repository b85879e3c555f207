"""Where the queue is, by its address."""

import socket
import sqlite3
import time
from contextlib import closing

import pytest

from config.background.messages import MemoryMessages, SqliteMessages
from config.background.work import Work
from config.queue import NAME, TIMEOUT, open_queue


def test_memory_is_a_queue_of_this_process():
    assert isinstance(open_queue("memory://").storage, MemoryMessages)


@pytest.mark.parametrize("names_a_file", [True, False])
def test_a_file_is_the_named_one_or_lies_in_the_data_folder(names_a_file, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    path = tmp_path / ("elsewhere.sqlite3" if names_a_file else "queue.sqlite3")
    opened = open_queue(f"sqlite:///{path}" if names_a_file else "")
    assert isinstance(opened.storage, SqliteMessages)
    assert [each.name for each in tmp_path.glob("*.sqlite3")] == [path.name]
    with closing(sqlite3.connect(path)) as database:
        assert "task" in {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    opened.storage.close()


def test_a_step_is_enqueued_runs_later_and_leaves_no_result(settings, tmp_path):
    opened = open_queue("memory://")
    done = []
    step = opened.task(work=Work.NETWORK)(done.append)
    step(7)
    assert (opened.name, opened.immediate, opened.results, done, len(opened)) == (NAME, False, False, [], 1)
    opened.execute(opened.dequeue())
    assert (done, opened.result_count()) == ([7], 0)


def test_a_step_asks_the_queue_for_nothing_but_its_message(settings, tmp_path):
    opened = open_queue(f"sqlite:///{tmp_path / 'queue.sqlite3'}")
    opened.task(work=Work.NETWORK)(str)(7)
    task, statements = opened.dequeue(), []
    opened.storage.conn.set_trace_callback(statements.append)
    opened.execute(task)
    assert (opened.read_schedule(), statements) == ([], [])
    opened.storage.close()


def test_what_was_enqueued_under_another_key_is_not_run(settings):
    first = open_queue("memory://")
    message = first.serializer.serialize({"any": "step"})
    settings.SECRET_KEY = "another" * 8
    with pytest.raises(ValueError, match="mismatch"):
        open_queue("memory://").serializer.deserialize(message)
    assert first.serializer.deserialize(message) == {"any": "step"}


@pytest.mark.parametrize(("scheme", "client"), [("redis", "redis"), ("postgresql", "psycopg")])
def test_a_queue_that_never_answers_is_given_up_after_seconds(scheme, client):
    pytest.importorskip(client)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address, began = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/0", time.monotonic()
        with pytest.raises(Exception, match="(?i)timeout"):
            open_queue(address).storage.enqueue(b"message", 1)
    assert time.monotonic() - began < 5 * TIMEOUT
