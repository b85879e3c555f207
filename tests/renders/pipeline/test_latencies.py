"""How long pictures take: learned from ends that were seen, without the time a task waited for its slot."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from renders import composing
from renders.composing.estimates import estimate
from renders.models import Account, Attempt
from renders.models.latencies import start_behind
from renders.pipeline import clock, dispatch, tasks
from renders.providers import Abilities, PollResult
from tests.fakes import RUNNING, delivered, work

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def at(seconds):
    return NOON + timedelta(seconds=seconds)


def test_a_task_starts_at_once_while_slots_are_free():
    assert start_behind(at(0), 3, [at(5), None]) == at(0)


def test_a_task_beyond_the_cap_starts_when_another_ends():
    assert start_behind(at(0), 2, [at(9), at(4)]) == at(4)
    assert start_behind(at(0), 2, [at(9), at(4), at(6)]) == at(6)


@pytest.fixture
def took(order, petra, fake):
    """Sixteen pictures are delivered in four rounds, each seen to have taken so many seconds."""

    def deliver(seconds):
        done = set()
        fake.abilities, fake.poll = (
            Abilities(),
            lambda task_ids, max_requests=4: PollResult(
                progress={one: delivered(4) if one in done else RUNNING for one in task_ids}, asked=task_ids
            ),
        )
        for _ in range(2):
            composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
        for _ in range(8):
            drive()
            Attempt.objects.exclude(ended_at=None).update(sent_at=at(0), ended_at=at(seconds))
            Attempt.objects.filter(ended_at=None).update(sent_at=timezone.now() - timedelta(seconds=seconds))
            # Not those that are ordered meanwhile: on a slow machine they would be polled in this very drive.
            done.update(Attempt.objects.values_list("task_id", flat=True))
            drive()

    def drive():
        Account.objects.update(due_at=timezone.now())
        tasks.enqueue(clock.due(timezone.now()))
        work()

    return deliver


@pytest.mark.django_db(transaction=True)
def test_the_quote_says_what_pictures_took_lately(order, petra, took):
    account = Account.objects.get()
    assert estimate(8, order["image_model"], account).min_seconds == 4
    took(40)
    assert estimate(8, order["image_model"], account).min_seconds in {80, 82}


@pytest.mark.django_db(transaction=True)
def test_the_first_poll_follows_what_was_learned(order, petra, took, fake):
    took(40)
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    account = Account.objects.get()
    oldest, *others = dispatch.open_tasks(account, fake).first_polls()
    assert (oldest[1] - oldest[0].sent_at).total_seconds() == pytest.approx(16, abs=0.1)
    assert {round((first - task.sent_at).total_seconds()) for task, first in others} == {32}
