"""The queue does not answer: pages and callbacks answer as usual, and the clock finds what is due."""

import ast
import threading
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import renders
from config.background.messages import MemoryMessages
from config.queue import open_queue, queue
from renders import composing, schedule
from renders.management.commands.worker import Listener
from renders.models import Account, Attempt, Publication, Render, ShotSet
from renders.models.renders import State
from renders.pipeline import clock
from renders.pipeline.publishing import requests
from renders.pipeline.tasks import OWN_NEXT_STEP, enqueue
from renders.providers import Abilities, Unclear
from renders.schedule import Enqueue
from tests.factories import (
    make_account,
    make_attempt,
    make_channel,
    make_decision,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
)
from tests.fakes import RUNNING, work
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(renders.__file__).parents[1]
QUEUES = ROOT / "config" / "background"
ENQUEUES = {"renders/pipeline/tasks.py", "renders/pipeline/clock.py"}


def unreachable():
    """Redis, at a port of loopback that nobody listens on."""
    return open_queue("redis://127.0.0.1:1/0").storage


@pytest.fixture
def queue_away(quiet_queue):
    """The queue is away until the function that this gives is called."""
    pytest.importorskip("redis")
    present, queue.storage = queue.storage, unreachable()

    def comes_back():
        queue.storage = present

    yield comes_back
    comes_back()


def test_a_launch_is_answered_as_usual_and_the_clock_finds_it(order, client_of, petra, queue_away):
    fields = {name: order[name].pk for name in ("placement", "version", "image_model")}
    fields |= {"colorways": [order["colorways"][0].pk], "kind": "preview", "count": 8, "quoted": 40_000}
    answer = client_of(petra).post(reverse("sets.compose"), {**fields, "token": uuid.uuid4()})
    shot_set = ShotSet.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, shot_set.shots.get().get_absolute_url())
    queue_away()
    enqueue(clock.due(timezone.now()))
    work()
    assert set(shot_set.renders.values_list("state", flat=True)) == {State.READY}


def test_rendering_again_answers_as_usual(client_of, petra, queue_away):
    failed = make_render(make_shot(make_shot_set(launched_by=petra)), state=State.FAILED)
    answer = client_of(petra).post(reverse("shots.candidate.retry", args=[failed.shot.code, 1]))
    assert answer.status_code == 302
    assert Render.objects.filter(retry_of=failed).exists()


def test_fetching_again_answers_as_usual(client_of, petra, queue_away):
    lost = {"state": State.FAILED, "reason": "lost", "was_charged": True}
    shot = make_shot(make_shot_set(launched_by=petra), price_micros=40_000)
    failed = make_render(shot, attempt=make_attempt(shot), **lost)
    answer = client_of(petra).post(reverse("shots.candidate.fetch_again", args=[failed.shot.code, 1]))
    assert answer.status_code == 302
    failed.refresh_from_db()
    assert failed.due_at <= timezone.now()


def test_a_callback_is_stored_and_makes_its_account_due(order, petra, fake, queue_away):
    queue_away()
    fake.abilities, fake.progress = Abilities(has_callbacks=True), RUNNING
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    queue.storage = unreachable()
    attempt = Attempt.objects.first()
    Account.objects.update(due_at=None)
    assert call_back(attempt, attempt.task_id) == 202
    assert Account.objects.get().due_at <= timezone.now()


def test_a_callback_for_an_order_in_doubt_is_stored_and_the_clock_resolves_it(order, petra, fake, queue_away):
    queue_away()
    fake.abilities, fake.answer = Abilities(has_callbacks=True), Unclear("The connection broke")
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    queue.storage = unreachable()
    doubt = shot_set.renders.filter(state=State.IN_DOUBT).first()
    Render.objects.update(due_at=None)
    Account.objects.update(paused_reason="", probe_at=None, due_at=None)
    assert call_back(doubt.attempt, "task-of-the-lost-answer") == 202
    queue_away()
    enqueue(clock.due(timezone.now()))
    work()
    doubt.refresh_from_db()
    assert (doubt.state, doubt.attempt.task_id) == (State.READY, "task-of-the-lost-answer")


class AwayAroundSteps(MemoryMessages):
    """It gives its messages, and nothing else."""

    def has_data_for_key(self, key):
        raise ConnectionError("Redis is being started again")

    delete_data = peek_data = pop_data = has_data_for_key


def test_a_thread_of_the_worker_outlives_a_queue_that_goes_away_around_its_steps(queue_away):
    queue.storage = AwayAroundSteps()
    enqueue([Enqueue("drive", (0, 0))])
    listener = Listener(queue, threading.Event(), default_delay=0.1, max_delay=1, backoff=1)
    listener.loop()
    listener.loop()
    OWN_NEXT_STEP.is_open = False
    assert queue.pending_count() == 0


def test_a_thread_that_is_asked_to_stop_reads_no_more(quiet_queue):
    """On a server a read waits for a second, and the threads of a worker read one after the other."""
    enqueue([Enqueue("drive", (0,))])
    stopping = threading.Event()
    stopping.set()
    Listener(queue, stopping, default_delay=0.1, max_delay=1, backoff=1).loop()
    OWN_NEXT_STEP.is_open = False
    assert queue.pending_count() == 1


def call_back(attempt, body):
    """What a vendor does at an attempt's own address; the status it gets."""
    address = reverse("operations.callbacks", args=["fake", attempt.token])
    return Client().post(address, body, content_type="application/json").status_code


def test_publishing_answers_as_usual(client_of, petra, queue_away):
    decision = make_decision(make_review(make_render()))
    publication = requests.request(decision, channel=make_channel(), by=petra)
    Publication.objects.update(state=Publication.State.FAILED)
    answer = client_of(petra).post(reverse("publications.detail.retry", args=[publication.pk]))
    assert answer.status_code == 302
    publication.refresh_from_db()
    assert publication.state == Publication.State.PLANNED
    assert publication.due_at <= timezone.now()


def test_the_clock_goes_on_when_the_queue_comes_back(order, petra, queue_away):
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    ticking = clock.Clock()
    ticking.start()
    try:
        assert until(lambda: Account.objects.filter(due_at__gt=timezone.now()).exists()), "it tried to enqueue"
        queue_away()
        Account.objects.update(due_at=timezone.now())
        assert until(lambda: queue.pending_count() > 0)
    finally:
        ticking.stop()
        ticking.join()


def test_the_clock_goes_on_when_a_chore_of_it_fails(monkeypatch):
    monkeypatch.setattr(schedule, "CHORE_INTERVAL", timedelta(0))
    done = []

    def break_over_a_row(now):
        raise ValueError("No such row")

    make_account(due_at=timezone.now())
    ticking = clock.Clock([break_over_a_row, done.append])
    ticking.start()
    try:
        assert until(lambda: done and Account.objects.filter(due_at__gt=timezone.now()).exists())
    finally:
        ticking.stop()
        ticking.join()


def test_whoever_enqueues_after_a_commit_does_it_by_the_one_function_that_may_fail():
    """So a new caller is robust too. The clock and the end of a step enqueue what a row says anyway."""
    careless = {
        path.relative_to(ROOT).as_posix()
        for package in ("catalog", "config", "renders")
        for path in (ROOT / package).rglob("*.py")
        if path.parent != QUEUES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and name_of(node.func) in {"on_commit", "enqueue"}
    }
    assert careless == ENQUEUES


def name_of(function):
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
