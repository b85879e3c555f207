"""Callbacks: stored, answered, and never more than a hint unless the vendor signed them."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from renders import composing
from renders.models import Account, Attempt, Callback, Render
from renders.models.renders import State
from renders.providers import Abilities, CallbackReport, PollResult, Unclear
from tests.fakes import RUNNING, delivered, work, work_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shot_set(order, petra, fake):
    """Four renders are at the provider, which does not say that they ended."""
    fake.abilities = Abilities(has_callbacks=True, tasks_per_poll=100)
    fake.progress = RUNNING
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    return shot_set


def attempt_in(state):
    """An attempt whose render is in that state."""
    return Attempt.objects.get(pk=Render.objects.filter(state=state).values("attempt")[:1])


def report(client, attempt, body=None, provider="fake", token=None):
    address = reverse("operations.callbacks", args=[provider, token or attempt.token])
    return client.post(address, (body or attempt.task_id).encode(), content_type="application/json")


def test_a_callback_makes_the_account_poll_now(client, shot_set, fake):
    fake.progress = None
    answer = report(client, attempt_in(State.SUBMITTED))
    assert answer.status_code == 202
    work()
    assert shot_set.renders.filter(state=State.READY).count() >= 4


def test_a_callback_alone_moves_nothing(client, shot_set):
    report(client, attempt_in(State.SUBMITTED), body="it is done, fetch https://evil.example/x.png")
    work()
    assert not shot_set.renders.filter(state__in=[State.FINISHED, State.READY, State.FAILED]).exists()


def test_five_copies_of_a_callback_have_one_effect(client, shot_set, fake):
    attempt = attempt_in(State.SUBMITTED)
    fake.progress = None
    for _ in range(5):
        assert report(client, attempt).status_code == 202
    work()
    assert Callback.objects.filter(attempt=attempt).count() == 5
    assert attempt.ledger.filter(kind="settle").count() == 1


def test_callbacks_that_name_no_task_are_counted_and_not_stored(client, shot_set, fake, monkeypatch):
    attempt = attempt_in(State.SUBMITTED)
    monkeypatch.setattr(fake, "read_callback", lambda body, headers: CallbackReport())
    for _ in range(3):
        assert report(client, attempt).status_code == 202
    attempt.refresh_from_db()
    assert (attempt.callbacks_ignored, attempt.callbacks.count()) == (3, 0)
    assert "packshot_callbacks_ignored 3.0\n" in client.get(reverse("monitoring.metrics")).content.decode()


def test_one_attempt_has_at_most_twenty_callbacks_stored(client, shot_set):
    attempt = attempt_in(State.SUBMITTED)
    for _ in range(22):
        assert report(client, attempt).status_code == 202
    attempt.refresh_from_db()
    assert (attempt.callbacks_ignored, attempt.callbacks.count()) == (2, 20)


@pytest.mark.parametrize("token", ["x", "00000000-0", f"{'1' * 32}-{'0' * 32}"])
def test_an_address_that_is_none_of_ours_is_unknown(client, shot_set, token):
    assert report(client, attempt_in(State.SUBMITTED), token=token).status_code == 404
    assert not Callback.objects.exists()


def test_an_attempts_address_with_a_forged_end_is_unknown(client, shot_set):
    attempt = attempt_in(State.SUBMITTED)
    assert report(client, attempt, token=attempt.token[:-1] + "x").status_code == 404


def test_an_attempt_is_addressed_under_its_own_provider_only(client, shot_set):
    assert report(client, attempt_in(State.SUBMITTED), provider="lightbox").status_code == 404


def test_more_than_64_kilobytes_are_refused(client, shot_set):
    assert report(client, attempt_in(State.SUBMITTED), body="x" * (64 * 1024 + 1)).status_code == 413
    assert not Callback.objects.exists()


def test_reading_the_address_does_nothing(client, shot_set):
    attempt = attempt_in(State.SUBMITTED)
    assert client.get(reverse("operations.callbacks", args=["fake", attempt.token])).status_code == 405


def test_a_signed_callback_settles_without_asking(client, shot_set, fake, monkeypatch):
    attempt = attempt_in(State.SUBMITTED)
    asked = []
    monkeypatch.setattr(
        fake, "read_callback", lambda body, headers: CallbackReport(task_id=attempt.task_id, proven=delivered(1))
    )
    monkeypatch.setattr(fake, "poll", lambda task_ids, _: asked.extend(task_ids) or PollResult(progress={}))
    report(client, attempt)
    work_once()
    assert attempt.renders.get().state == State.FINISHED
    assert attempt.task_id not in asked


def test_a_callback_resolves_a_doubt_once_the_provider_confirms_the_task(client, order, petra, fake):
    fake.abilities = Abilities(has_callbacks=True)
    fake.answer = Unclear("The connection broke")
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    attempt = attempt_in(State.IN_DOUBT)
    sent = len(fake.sent)
    fake.answer, fake.progress = None, None
    Account.objects.update(paused_reason="still paused", probe_at=timezone.now() + timedelta(hours=1))
    report(client, attempt, body="task-of-the-vendor")
    work()
    attempt.refresh_from_db()
    assert attempt.task_id == "task-of-the-vendor"
    assert attempt.renders.get().state == State.READY
    assert fake.sent.count(attempt.key.hex) == 1
    assert len(fake.sent) == sent
