"""A worker's thread does an urgent next step itself; everybody else leaves it to the queue."""

import pytest

from config.queue import queue
from renders.models.renders import State
from renders.pipeline.tasks import OWN_NEXT_STEP, enqueue
from renders.schedule import Enqueue
from tests.fakes import states, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def as_worker_thread(quiet_queue):
    OWN_NEXT_STEP.is_open = True
    yield
    OWN_NEXT_STEP.pop(is_stopping=False)
    OWN_NEXT_STEP.is_open = False


def enqueued() -> list[str]:
    """The names of the messages in the queue, which is empty afterwards."""
    return [task.name for task in iter(queue.dequeue, None)]


def test_the_first_urgent_step_is_done_by_the_thread_itself_and_the_others_are_enqueued(quiet_queue):
    enqueue([Enqueue("collect", (1,)), Enqueue("submit", (2, 3))])
    assert enqueued() == ["submit", "collect"]
    own = OWN_NEXT_STEP.pop(is_stopping=False)
    assert (own.name, own.args) == ("submit", (2,))
    assert OWN_NEXT_STEP.pop(is_stopping=False) is None


def test_a_worker_that_stops_leaves_its_next_step_to_the_queue(quiet_queue):
    enqueue([Enqueue("drive", (1,))])
    assert OWN_NEXT_STEP.pop(is_stopping=True) is None
    assert enqueued() == ["drive"]


def test_a_step_that_the_thread_has_as_its_own_does_what_its_message_would_do(shot_set, fake):
    while own := OWN_NEXT_STEP.pop(is_stopping=False) or queue.dequeue():
        queue.execute(own)
    assert states(shot_set) == [State.READY] * 8
    assert len(fake.sent) == 8
    assert work() == 0
