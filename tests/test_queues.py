"""Each process of the tests has a queue of its own."""

import pytest

from tests.needs import POSTGRES, needs
from tests.queues import own_queue


@pytest.mark.parametrize(
    ("url", "process", "own"),
    [
        ("memory://", "gw1", "memory://"),
        ("redis://127.0.0.1:6379/0", "", "redis://127.0.0.1:6379/0"),
        ("redis://127.0.0.1:6379/0", "gw0", "redis://127.0.0.1:6379/1"),
    ],
)
def test_a_queue_is_shared_with_no_other_process(url, process, own):
    assert own_queue(url, process) == own


def test_a_queue_on_postgres_is_in_a_schema_of_its_own():
    """Also where a process inherits the address of the one that started it."""
    first = own_queue(needs(POSTGRES), "")
    assert len({first, own_queue(first, "gw0"), own_queue(first, "gw1")}) == 3
