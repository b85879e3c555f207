"""Steps whose work is done in child processes: the same result, and nothing lost when a child is stopped."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from catalog import processes
from catalog.processes import BACKGROUND, Limits, OutOfTime, Pool
from config.queue import queue
from renders import composing, quality
from renders.files import MASTERS, rendition
from renders.models import Event, Finding, Render, ShotSet
from renders.models.renders import State
from renders.pipeline import clock
from renders.pipeline.tasks import enqueue
from tests.fakes import a_worker_died_over_them, work
from tests.images import packshot
from tests.in_process import InProcess

pytestmark = pytest.mark.django_db(transaction=True)
# Nothing is done in no time: every piece of work is stopped at once.
NO_TIME = Limits(children=1, waiting=10, wait_seconds=10, work_seconds=0)


@pytest.fixture
def real_pool() -> Iterator[Callable[[Limits], None]]:
    """Work is done in real child processes with these limits."""
    yield lambda limits: processes.use(Pool(limits))
    processes.use(InProcess())


class StoppedOver(InProcess):
    """Whoever does this one function is stopped."""

    def __init__(self, function: Callable[..., object]) -> None:
        super().__init__()
        self.function = function

    def run(self, function: Callable[..., Any], *arguments: object) -> Any:
        if function is self.function:
            raise OutOfTime
        return super().run(function, *arguments)


def again() -> None:
    """Whatever waits for a later moment is due, and is worked on."""
    Render.objects.exclude(due_at=None).update(due_at=timezone.now())
    enqueue(clock.due(timezone.now()))
    work()


def measured(render: Render) -> list[tuple[object, ...]]:
    return list(render.findings.values_list("check_name", "message", "measure", "limit", "box"))


def test_a_child_stores_what_this_process_would(shot_set, order, petra, fake, real_pool):
    fake.picture = packshot(size=(700, 700))
    work()
    real_pool(BACKGROUND)
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    here, there = (one.renders.order_by("pk")[0] for one in ShotSet.objects.order_by("pk"))
    assert here.state == there.state == State.READY
    assert (there.sha256, there.width, there.perceptual_hash) == (here.sha256, here.width, here.perceptual_hash)
    assert measured(there) == measured(here)
    for spec in ("thumb-320", "view-1280", "zoom"):
        assert rendition(there, spec).sha256 == rendition(here, spec).sha256


def test_a_picture_whose_decoding_was_stopped_is_fetched_again_and_becomes_ready(shot_set, fake, real_pool):
    real_pool(NO_TIME)
    work()
    assert set(shot_set.renders.values_list("state", "fetch_count")) == {(State.FINISHED, 1)}
    processes.use(InProcess())
    again()
    assert set(shot_set.renders.values_list("state", flat=True)) == {State.READY}


def test_a_picture_that_stops_every_child_fails_with_the_reason_and_its_cause(shot_set, fake, real_pool):
    real_pool(NO_TIME)
    work()
    for _ in range(5):
        again()
    failed = shot_set.renders.filter(state=State.FAILED)
    assert set(failed.values_list("reason", flat=True)) == {"undecodable"}
    assert failed[0].explanation == "The picture takes too long to read. Save it anew or smaller, then try again."


def test_a_picture_that_stops_every_inspection_is_kept_uninspected_for_a_person(shot_set, fake, real_pool):
    fake.picture = packshot(size=(256, 256))
    while (task := queue.dequeue()).name != "inspect":
        a_worker_died_over_them()
        queue.execute(task)
    real_pool(NO_TIME)
    queue.execute(task)
    for _ in range(5):
        again()
    assert set(Finding.objects.values_list("check_name", flat=True)) == {"uninspected"}
    for render in shot_set.renders.filter(findings__check_name="uninspected"):
        assert render.state == State.READY
        assert MASTERS.has(render.sha256)


def test_a_picture_is_received_and_inspected_by_one_child_at_once(shot_set, fake, real_pool):
    real_pool(BACKGROUND)
    work()
    moves = Event.objects.filter(render=shot_set.renders.first(), before="finished").values_list("after", flat=True)
    assert list(moves) == [State.READY]


def test_where_both_at_once_are_too_much_the_picture_is_stored_and_inspected_apart(shot_set, fake):
    whole = packshot(size=(256, 256))
    processes.use(StoppedOver(quality.receive_and_inspect))
    fake.picture = whole
    work()
    processes.use(InProcess())
    render = shot_set.renders.first()
    assert (render.state, MASTERS.read(render.sha256)) == (State.READY, whole)
    assert list(Event.objects.filter(render=render, before="stored").values_list("after", flat=True)) == [State.READY]
    assert render.perceptual_hash
