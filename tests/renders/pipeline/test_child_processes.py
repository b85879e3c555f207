"""Steps whose work is done in child processes: the same result, and nothing lost when a child is stopped."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image, PngImagePlugin

from catalog import processes
from catalog.processes import BACKGROUND, Limits, OutOfTime, Pool
from config.queue import queue
from renders import composing, quality
from renders.files import MASTERS, rendition
from renders.models import Event, Finding, Render, ShotSet
from renders.models.renders import State
from renders.pipeline import clock, collect
from renders.pipeline.tasks import enqueue
from renders.providers import FetchFailed
from tests.fakes import a_worker_died_over_them, work
from tests.images import encoded, packshot, png
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


# Enough for a small picture, and not for one of 36 million pixels.
LITTLE_MEMORY = Limits(children=1, waiting=10, wait_seconds=10, work_seconds=30, megabytes=140)


def test_a_picture_that_ends_its_child_three_times_is_parked_and_the_rest_goes_on(shot_set, fake, petra, real_pool):
    small, heavy = packshot(size=(256, 256)), png("white", (6000, 6000))
    fetched = []

    def fetch(output, order):
        fetched.append(order().seeds[0])
        return heavy if fetched[-1] == fetched[0] else small

    real_pool(LITTLE_MEMORY)
    fake.fetch = fetch
    work()
    for _ in range(4):
        again()
    assert fetched.count(fetched[0]) == 3
    parked = shot_set.renders.get(state=State.FAILED)
    assert (parked.reason, parked.was_charged) == ("undecodable", True)
    assert list(parked.findings.values_list("check_name", "severity")) == [("unreadable", "blocking")]
    assert set(shot_set.renders.exclude(pk=parked.pk).values_list("state", flat=True)) == {State.READY}
    fake.fetch = lambda output, order: small
    assert collect.fetch_again(parked, by=petra)
    again()
    parked.refresh_from_db()
    assert parked.state == State.READY
    assert "unreadable" not in parked.findings.values_list("check_name", flat=True)


def test_workers_that_die_while_a_picture_comes_lose_nothing(shot_set, fake):
    fake.picture = FetchFailed("Not yet")
    work()
    Render.objects.filter(state=State.FINISHED).update(worker_deaths=5)
    fake.picture = packshot(size=(256, 256))
    again()
    assert set(shot_set.renders.values_list("state", flat=True)) == {State.READY}


def test_what_a_providers_file_says_is_kept_on_the_render_and_the_master_as_it_came(shot_set, fake, real_pool):
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Comment", "SynthID")
    fake.picture = encoded(Image.effect_noise((64, 64), 40).convert("RGB"), "PNG", pnginfo=chunks)
    real_pool(BACKGROUND)
    work()
    render = shot_set.renders.filter(state=State.READY)[0]
    assert render.provider_marks == [{"kind": "watermark", "detail": "SynthID"}]
    assert MASTERS.read(render.sha256) == fake.picture


def test_a_picture_that_stops_every_inspection_is_kept_uninspected_for_a_person(shot_set, fake, real_pool):
    fake.picture = packshot(size=(256, 256))
    while (task := queue.dequeue()).name != "inspect":
        a_worker_died_over_them()
        queue.execute(task)
    real_pool(NO_TIME)
    queue.execute(task)
    for _ in range(5):
        again()
    of_kept = Finding.objects.filter(render__state=State.READY)
    assert set(of_kept.values_list("check_name", flat=True)) == {"uninspected"}
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
