"""The queue's file may be deleted or spoilt at any time: another is begun, and the next message is carried."""

import random

import pytest

from config.background.messages import SqliteMessages


@pytest.fixture
def path(tmp_path):
    return tmp_path / "queue.sqlite3"


def opened(path):
    return SqliteMessages(name="packshot", filename=str(path))


def spoil(path):
    size = path.stat().st_size
    path.write_bytes(random.Random(0).randbytes(size))
    path.with_name("queue.sqlite3-wal").unlink(missing_ok=True)


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
