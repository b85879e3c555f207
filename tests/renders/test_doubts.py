"""Requests in doubt: what is held stays held until a person says what became of them."""

import uuid

import pytest
from django.urls import reverse

from renders import composing
from renders.models import Attempt, Event
from renders.models.money import reserved_micros_of, spent_micros_of
from renders.models.renders import State
from renders.providers import Unclear
from tests.fakes import work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shot_set(order, petra, fake):
    """Four renders are in doubt."""
    fake.answer = Unclear("The connection broke")
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    fake.answer = None
    return shot_set


def settle(client, attempt, **words):
    sent = {f"{attempt.pk}-{name}": value for name, value in words.items()}
    return client.post(reverse("doubt-settle", args=[attempt.pk]), sent)


def test_the_page_says_what_is_held_and_who_can_settle(shot_set, client_of, petra):
    page = client_of(petra).get(reverse("doubt-list")).content.decode()
    assert page.count("An admin looks into") == 4
    assert "$0.005" in page


def test_what_the_provider_never_took_waits_again(shot_set, client_of, ada):
    attempt = Attempt.objects.in_doubt().first()
    render = attempt.renders.get()
    settle(client_of(ada), attempt, status="not_accepted", reason="Not in the vendor's list")
    render.refresh_from_db()
    attempt.refresh_from_db()
    assert (render.state, render.attempt, attempt.outcome) == (State.QUEUED, None, "unsent")
    assert spent_micros_of(shot_set) == 0


def test_what_the_provider_took_and_lost_is_spent_micros_of(shot_set, client_of, ada):
    attempt = Attempt.objects.in_doubt().first()
    render = attempt.renders.get()
    before = reserved_micros_of(shot_set)
    settle(client_of(ada), attempt, status="accepted", reason="It stands on the bill")
    render.refresh_from_db()
    assert (render.state, render.was_charged) == (State.FAILED, True)
    assert (spent_micros_of(shot_set), reserved_micros_of(shot_set)) == (5_000, before - 5_000)


def test_the_trail_says_who_settled_it_and_how_they_knew(shot_set, client_of, ada):
    settle(client_of(ada), Attempt.objects.in_doubt().first(), status="accepted", reason="It stands on the bill")
    event = Event.objects.get(action="doubt settled")
    assert (event.by, event.note) == (ada, "It stands on the bill")


def test_settling_needs_a_reason(shot_set, client_of, ada):
    answer = settle(client_of(ada), Attempt.objects.in_doubt().first(), status="accepted", reason=" ")
    assert answer.status_code == 422
    assert "Say how you know" in answer.content.decode()
    assert Attempt.objects.in_doubt().count() == 4


def test_a_doubt_is_settled_once(shot_set, client_of, ada):
    attempt = Attempt.objects.in_doubt().first()
    settle(client_of(ada), attempt, status="accepted", reason="It stands on the bill")
    assert settle(client_of(ada), attempt, status="not_accepted", reason="It does not").status_code == 409
    assert attempt.ledger.count() == 1


@pytest.mark.parametrize("person", ["petra", "ruth", "sam"])
def test_only_admins_settle(shot_set, client_of, request, person):
    somebody = request.getfixturevalue(person)
    answer = settle(client_of(somebody), Attempt.objects.in_doubt().first(), status="accepted", reason="x")
    assert answer.status_code == 403
