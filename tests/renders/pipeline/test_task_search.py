"""Orders whose answer was lost so long ago that no replay is safe: looked for in the vendor's list of tasks."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from renders import composing
from renders.models import Account, Attempt, Render
from renders.models.renders import State
from renders.pipeline import clock, tasks
from renders.providers import Abilities, TaskSearch, Unclear
from tests.fakes import work

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = Abilities(replays_by_key=True, has_task_list=True)


@pytest.fixture
def doubts(order, petra, fake):
    """Three orders without an answer since yesterday."""
    fake.abilities, fake.answer = LISTS, Unclear("The connection broke")
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    fake.answer = None
    Account.objects.get().resume()
    Render.objects.filter(state=State.QUEUED).update(state=State.CANCELLED)
    for number, attempt in enumerate(Attempt.objects.in_doubt()):
        apart = timedelta(hours=21 + number)
        Attempt.objects.filter(pk=attempt.pk).update(sent_at=timezone.now() - apart, request=f"order {number}")
    return list(Attempt.objects.in_doubt())


def resolve(*attempts):
    """Only these are due."""
    Render.objects.filter(state=State.IN_DOUBT).update(due_at=None)
    Render.objects.filter(attempt__in=attempts).update(due_at=timezone.now())
    tasks.enqueue(clock.due(timezone.now()))
    work()


def state_of(attempt):
    return attempt.renders.get().state


def found(*task_ids, is_complete=True):
    return TaskSearch(task_ids=task_ids, is_complete=is_complete)


def test_the_one_task_that_can_be_the_order_is_adopted_and_nothing_is_sent_again(doubts, fake):
    fake.found, asked = found("task-of-the-list"), len(fake.sent)
    resolve(doubts[0])
    doubts[0].refresh_from_db()
    assert (doubts[0].task_id, len(fake.sent)) == ("task-of-the-list", asked)
    assert state_of(doubts[0]) in {State.SUBMITTED, State.READY}


@pytest.mark.parametrize("search", [found(), found("a", "b"), found("a", is_complete=False)], ids=str)
def test_none_several_or_half_a_list_leave_it_to_a_person(doubts, fake, search):
    fake.found = search
    resolve(doubts[0])
    render = doubts[0].renders.get()
    assert (render.state, render.due_at) == (State.IN_DOUBT, None)
    assert "The vendor's list shows" in render.explanation


def test_a_task_that_another_order_has_is_not_adopted(doubts, fake):
    fake.found = found("task-of-the-list")
    resolve(doubts[0])
    resolve(doubts[1])
    assert state_of(doubts[1]) == State.IN_DOUBT


def test_of_two_orders_of_one_time_neither_is_guessed(doubts, fake):
    Attempt.objects.filter(pk=doubts[1].pk).update(sent_at=doubts[0].sent_at)
    fake.found = found("a", "b")
    resolve(doubts[0], doubts[1])
    assert [state_of(one) for one in doubts] == [State.IN_DOUBT] * 3


def test_two_identical_orders_share_the_two_tasks_there_are(doubts, fake):
    same = Attempt.objects.filter(pk__in=[doubts[0].pk, doubts[1].pk])
    same.update(sent_at=doubts[0].sent_at, request="the same order")
    fake.found = found("a", "b")
    resolve(doubts[0], doubts[1])
    assert set(same.values_list("task_id", flat=True)) == {"a", "b"}


def test_a_doubt_whose_key_is_remembered_is_replayed_instead(doubts, fake, monkeypatch):
    monkeypatch.setattr(fake, "find", lambda *arguments: pytest.fail("The key is still good"))
    Attempt.objects.filter(pk=doubts[0].pk).update(sent_at=timezone.now() - timedelta(hours=19))
    resolve(doubts[0])
    assert fake.sent[-1] == doubts[0].key.hex


def test_a_list_that_cannot_be_read_is_read_later(doubts, fake, monkeypatch):
    def fails(*arguments):
        raise Unclear("No answer")

    monkeypatch.setattr(fake, "find", fails)
    resolve(doubts[0])
    assert doubts[0].renders.get().due_at is not None
