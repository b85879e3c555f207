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
    """Three renders are in doubt: after the third the account sends no further order."""
    fake.answer = Unclear("The connection broke")
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    fake.answer = None
    return shot_set


def resolve(client, attempt, **fields):
    sent = {f"{attempt.pk}-{name}": value for name, value in fields.items()}
    return client.post(reverse("operations.doubts.resolve", args=[attempt.pk]), sent)


def test_the_page_says_what_is_reserved_and_who_can_resolve(shot_set, client_of, petra):
    page = client_of(petra).get(reverse("operations.doubts")).content.decode()
    assert page.count("An admin looks into") == 3
    assert "$0.005" in page


def test_what_the_provider_never_accepted_is_queued_again(shot_set, client_of, ada):
    attempt = Attempt.objects.in_doubt().first()
    render = attempt.renders.get()
    resolve(client_of(ada), attempt, outcome="not_accepted", reason="Not in the vendor's list")
    render.refresh_from_db()
    attempt.refresh_from_db()
    assert (render.state, render.attempt, attempt.outcome) == (State.QUEUED, None, "unsent")
    assert spent_micros_of(shot_set) == 0


def test_what_the_provider_accepted_and_lost_is_spent(shot_set, client_of, ada):
    attempt = Attempt.objects.in_doubt().first()
    render = attempt.renders.get()
    before = reserved_micros_of(shot_set)
    resolve(client_of(ada), attempt, outcome="accepted", reason="It stands on the bill")
    render.refresh_from_db()
    assert (render.state, render.was_charged) == (State.FAILED, True)
    assert (spent_micros_of(shot_set), reserved_micros_of(shot_set)) == (5_000, before - 5_000)


def test_the_audit_log_says_who_resolved_it_and_how_they_knew(shot_set, client_of, ada):
    resolve(client_of(ada), Attempt.objects.in_doubt().first(), outcome="accepted", reason="It stands on the bill")
    event = Event.objects.get(action="doubt_resolved")
    assert (event.by, event.note) == (ada, "It stands on the bill")


def test_resolving_needs_a_reason(shot_set, client_of, ada):
    answer = resolve(client_of(ada), Attempt.objects.in_doubt().first(), outcome="accepted", reason=" ")
    assert answer.status_code == 422
    assert "Say how you know" in answer.content.decode()
    assert Attempt.objects.in_doubt().count() == 3


def test_a_doubt_is_resolved_once(shot_set, client_of, ada):
    attempt = Attempt.objects.in_doubt().first()
    resolve(client_of(ada), attempt, outcome="accepted", reason="It stands on the bill")
    assert resolve(client_of(ada), attempt, outcome="not_accepted", reason="It does not").status_code == 409
    assert attempt.ledger.count() == 1


@pytest.mark.parametrize("person", ["petra", "ruth", "sam"])
def test_only_admins_resolve(shot_set, client_of, request, person):
    somebody = request.getfixturevalue(person)
    answer = resolve(client_of(somebody), Attempt.objects.in_doubt().first(), outcome="accepted", reason="x")
    assert answer.status_code == 403
