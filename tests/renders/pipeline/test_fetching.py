"""Fetching a finished picture: what is tried again, until when, and what remains of one that cannot be had."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from renders import composing
from renders.models import Account, Attempt, Finding, Render
from renders.models.renders import State
from renders.providers import Abilities, FetchFailed, Output, OutputGone, TaskProgress, TaskStatus, Unclear
from tests.fakes import due_now, states, work, work_once
from tests.images import damaged_jpeg, packshot, png

pytestmark = pytest.mark.django_db(transaction=True)


def test_bytes_that_are_no_picture_fail_the_render_and_say_so(shot_set, fake):
    fake.picture = b"<html>Not found</html>"
    work()
    assert set(shot_set.renders.values_list("reason", flat=True)) == {"undecodable"}


def test_a_picture_that_is_gone_fails_its_render(shot_set, fake):
    fake.picture = OutputGone("Its address expired.")
    work()
    assert set(shot_set.renders.values_list("explanation", flat=True)) == {"Its address expired."}


def test_a_picture_that_is_given_up_lets_the_next_order_out_at_once(order, petra, fake):
    Account.objects.update(cap_in_flight=1)
    fake.abilities, fake.picture = Abilities(), FetchFailed("The connection broke")
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    for _ in range(3):
        work()
        Attempt.objects.update(sent_at=timezone.now() - timedelta(minutes=1))
        due_now(Account)
    work()
    assert len(fake.sent) == 6, "as many wait to be fetched as hold every further order back"
    fake.picture = OutputGone("It is at another host.")
    due_now(Render)
    work()
    assert len(fake.sent) == 8


def test_a_download_that_breaks_is_tried_again(shot_set, fake):
    fake.picture = FetchFailed("The connection broke")
    work()
    assert State.FAILED not in states(shot_set)
    fake.picture = png("white", (64, 64))
    due_now()
    work()
    assert states(shot_set) == [State.READY] * 8


def test_a_download_that_always_breaks_ends(shot_set, fake):
    fake.picture = FetchFailed("The connection broke")
    for _ in range(20):
        work()
        due_now()
    assert states(shot_set) == [State.FAILED] * 8


def test_a_picture_that_is_paid_for_is_fetched_as_long_as_its_address_is_good(shot_set, fake):
    good_until = timezone.now() + timedelta(minutes=30)
    fake.progress = TaskProgress(status=TaskStatus.FINISHED, outputs=[Output("fake:0", 0, good_until)])
    fake.picture = FetchFailed("The connection broke")
    for _ in range(8):
        work()
        due_now()
    assert State.FAILED not in states(shot_set)
    Render.objects.update(output={"address": "fake:0", "index": 0, "expires_at": timezone.now().isoformat()})
    for _ in range(3):
        due_now()
        work()
    assert State.FAILED in states(shot_set)


@pytest.fixture
def expired(shot_set, fake):
    """Six pictures are finished at an address that no longer serves them; the vendor has a fresh one."""

    def at(address):
        return TaskProgress(status=TaskStatus.FINISHED, outputs=[Output(address, 0, timezone.now())])

    def fetch(output, order):
        if output.address == "old":
            raise FetchFailed("The store is down.")
        return png("white", (64, 64))

    fake.abilities, fake.progress, fake.fetch = Abilities(), at("old"), fetch
    work()
    Attempt.objects.update(sent_at=timezone.now() - timedelta(seconds=10))
    due_now(Account)
    work_once()
    fake.progress = at("fresh")
    return shot_set


def test_a_fetch_that_fails_at_an_expired_address_asks_for_a_fresh_one(expired):
    work()
    assert expired.renders.filter(state=State.READY).count() == 6
    assert not expired.renders.filter(state=State.FAILED).exists()


def test_a_paid_picture_waits_while_nobody_answers_for_its_fresh_address(expired, fake):
    fake.poll_error = Unclear("The vendor's error page")
    work()
    assert State.READY not in states(expired)
    assert State.FAILED not in states(expired)
    fake.poll_error = None
    Account.objects.update(probe_at=timezone.now())
    due_now()
    work()
    assert expired.renders.filter(state=State.READY).count() == 6


def test_a_picture_whose_fresh_address_nobody_gives_for_hours_is_given_up(expired, fake):
    fake.poll_error = Unclear("The vendor's error page")
    Render.objects.filter(state=State.FINISHED).update(state_changed_at=timezone.now() - timedelta(hours=2))
    work()
    assert "The store is down." in expired.renders.values_list("explanation", flat=True)


@pytest.fixture
def fetched(shot_set, fake):
    """Every render was drawn at a vendor that lets us fetch, and its picture was fetched once."""

    def fetch(picture):
        fake.abilities, fake.picture = Abilities(), picture
        work()
        Attempt.objects.update(sent_at=timezone.now() - timedelta(minutes=1))
        due_now(Account)
        work()
        return shot_set.renders.exclude(state__in=[State.QUEUED, State.SUBMITTED])

    return fetch


def test_a_damaged_picture_is_fetched_again(fetched, fake):
    renders = fetched(damaged_jpeg())
    assert set(renders.values_list("state", "fetch_count")) == {(State.FINISHED, 1)}
    fake.picture = packshot(size=(256, 256))
    due_now()
    work()
    assert State.READY in renders.values_list("state", flat=True)
    assert not Finding.objects.filter(check_name="damaged").exists()


def test_a_picture_that_is_damaged_each_time_is_kept_and_marked(fetched):
    renders = fetched(damaged_jpeg())
    for _ in range(2):
        due_now()
        work()
    ready = renders.filter(state=State.READY)
    assert ready
    findings = Finding.objects.filter(check_name="damaged", severity=Finding.Severity.BLOCKING)
    assert set(findings.values_list("render", flat=True)) == set(ready.values_list("pk", flat=True))
