"""A queue for each kind of work, on each kind of store."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from config.background.lean_huey import SqliteStorage
from config.background.messages import Messages
from config.background.work import EVERY_WORK, NAMES, Work
from config.queue import open_queue
from tests.faults.backing.redis import RedisQueue
from tests.needs import POSTGRES, REDIS_SERVER, needs
from tests.queues import own_schema

STORES = ("sqlite", "postgres", "redis")
NETWORK, IMAGES = EVERY_WORK
ONLY_IMAGES = (IMAGES,)


@pytest.fixture(params=STORES)
def address(request, tmp_path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'queue.sqlite3'}"
    elif request.param == "postgres":
        yield own_schema(needs(POSTGRES), "kinds_of_messages")
    else:
        with closing(RedisQueue(needs(REDIS_SERVER))) as server:
            yield server.url


@pytest.fixture
def messages(address) -> Iterator[Messages]:
    opened = open_queue(address)
    opened.storage.blocking = False
    opened.flush()
    yield opened
    opened.flush()
    opened.storage.close()


def send(messages: Messages, *works: Work) -> None:
    for number, work in enumerate(works):
        messages.storage.enqueue(f"{work} {number}".encode(), number, work)


def taken(messages: Messages, works: tuple[Work, ...] = EVERY_WORK) -> list[str]:
    """All that a worker of these kinds takes, in order."""
    return [bytes(data).decode() for data in iter(lambda: messages.storage.dequeue(works), None)]


def test_a_worker_for_one_kind_leaves_the_other_kind_in_its_queue(messages):
    send(messages, NETWORK, IMAGES, NETWORK)
    assert taken(messages, ONLY_IMAGES) == ["images 1"]
    assert messages.pending_count() == 2
    assert taken(messages, (NETWORK,)) == ["network 2", "network 0"]


def test_a_worker_for_both_takes_them_by_priority_as_from_one_queue(messages):
    send(messages, IMAGES, NETWORK, IMAGES, NETWORK)
    messages.storage.enqueue(b"images at last", -1, IMAGES)
    assert messages.pending_count() == 5
    assert taken(messages) == ["network 3", "images 2", "network 1", "images 0", "images at last"]
    assert messages.pending_count() == 0


def test_messages_of_one_priority_are_taken_in_the_order_they_came(messages):
    for number in range(4):
        messages.storage.enqueue(str(number).encode(), 5, NETWORK)
    assert taken(messages) == ["0", "1", "2", "3"]


def test_emptying_empties_both(messages):
    send(messages, IMAGES, NETWORK)
    messages.flush()
    assert (messages.pending_count(), taken(messages)) == (0, [])


def test_a_task_goes_to_the_queue_of_its_work(messages):
    done = []
    messages.task(name="cut", work=IMAGES)(done.append)(7)
    assert taken(messages, (NETWORK,)) == []
    messages.works = ONLY_IMAGES
    messages.execute(messages.dequeue())
    assert done == [7]


def test_who_waits_is_woken_by_its_own_kind_and_not_by_the_other(messages):
    messages.storage.blocking = True
    messages.storage.read_timeout = 20
    if isinstance(messages.storage, SqliteStorage):
        pytest.skip("Whoever waits for a file listens to a pipe.")
    threading.Timer(0.2, send, (messages, NETWORK)).start()
    threading.Timer(0.6, send, (messages, IMAGES)).start()
    began = time.monotonic()
    assert bytes(messages.storage.dequeue(ONLY_IMAGES)) == b"images 0"
    assert 0.5 < time.monotonic() - began < 15
    assert messages.pending_count() == 1


def test_messages_of_the_version_before_are_read_by_a_worker_for_the_network(tmp_path):
    """Whatever their steps are: every worker knows all of them."""
    before = SqliteStorage(name="packshot", filename=str(tmp_path / "queue.sqlite3"))
    before.enqueue(b"collect")
    with closing(before):
        assert taken(open_queue(f"sqlite:///{tmp_path / 'queue.sqlite3'}"), (NETWORK,)) == ["collect"]
    assert NAMES[0] == "packshot"
