"""Fetching a finished picture: what is tried again, until when, and what remains of one that cannot be had."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from config.queue import queue
from renders import composing
from renders.models import Account, Attempt, Event, Finding, Render
from renders.models.actions import Action
from renders.models.money import spent_micros_of
from renders.models.renders import State
from renders.pipeline import collect
from renders.providers import (
    Abilities,
    FetchFailed,
    Output,
    OutputGone,
    OutputRefused,
    TaskProgress,
    TaskStatus,
    Unclear,
)
from tests.fakes import RUNNING, delivered, due_now, states, work, work_once
from tests.images import damaged_jpeg, packshot, png

pytestmark = pytest.mark.django_db(transaction=True)


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
    fake.picture = OutputRefused("It is at another host.")
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


FAULTS = [
    OutputGone("There is nothing at the address (HTTP 404)."),
    FetchFailed("The store answered HTTP 503."),
    b"<!doctype html><title>Sign in</title>",
    b'{"error": "try later"}',
    b"",
]


@pytest.fixture
def finished(shot_set, fake):
    """Every picture is finished at a vendor, and fetching brings `fault` until a test says otherwise."""

    def at_vendor(fault, address="address", ends_in=timedelta(minutes=30)):
        expires_at = timezone.now() + ends_in if ends_in else None
        fake.abilities, fake.picture = Abilities(), fault
        fake.progress = TaskProgress(status=TaskStatus.FINISHED, outputs=[Output(address, 0, expires_at)])
        work()
        Attempt.objects.update(sent_at=timezone.now() - timedelta(minutes=1))
        due_now(Account)
        work_once()
        queue.flush()
        Account.objects.update(due_at=None)
        return shot_set.renders.filter(state=State.FINISHED)

    return at_vendor


def collect_again(times=1):
    """So many more fetches; the account itself is not driven."""
    for _ in range(times):
        Account.objects.update(due_at=None)
        due_now()
        work()


@pytest.fixture
def later(fake):
    """Everything that was finished, said or asked about lies so much further back."""

    def shift(**time):
        for render in Render.objects.exclude(output={}):
            moments = {
                name: (datetime.fromisoformat(render.output[name]) - timedelta(**time)).isoformat()
                for name in ("expires_at", "asked_at")
                if render.output.get(name)
            }
            changes = {
                "output": render.output | moments,
                "state_changed_at": render.state_changed_at - timedelta(**time),
            }
            Render.objects.filter(pk=render.pk).update(**changes)
        outputs = [
            replace(output, expires_at=output.expires_at - timedelta(**time)) if output.expires_at else output
            for output in fake.progress.outputs
        ]
        fake.progress = replace(fake.progress, outputs=outputs)

    return shift


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_paid_picture_is_fetched_until_its_address_ends(finished, fake, fault):
    count = finished(fault).count()
    collect_again(times=9)
    assert Render.objects.filter(state=State.FINISHED, fetch_count=9).count() == count
    fake.picture = png("white", (64, 64))
    collect_again()
    assert Render.objects.filter(state=State.READY).count() == count


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_picture_whose_address_ended_is_lost_and_stays_paid(finished, fault, later):
    count = finished(fault).count()
    collect_again()
    later(minutes=31)
    collect_again(times=2)
    lost = Render.objects.filter(state=State.FAILED, reason="lost", was_charged=True)
    assert lost.count() == count
    assert all(render.may_be_fetched_again for render in lost)


def test_packshot_fetches_by_itself_for_an_hour_at_most(finished, later):
    finished(FAULTS[1], ends_in=timedelta(hours=24))
    later(minutes=59)
    collect_again()
    assert not Render.objects.filter(state=State.FAILED).exists()
    later(minutes=2)
    collect_again(times=2)
    assert set(Render.objects.filter(state=State.FAILED).values_list("reason", flat=True)) == {"lost"}


def test_the_wait_between_fetches_grows(finished):
    finished(FAULTS[1])
    waits = []
    for _ in range(7):
        collect_again()
        waits.append((Render.objects.get(state=State.FINISHED, number=1).due_at - timezone.now()).total_seconds())
    assert waits[:5] == sorted(waits[:5])
    assert (waits[0] < 5, min(waits[5:]) > 55, max(waits) < 76) == (True, True, True)


def test_what_leads_elsewhere_is_refused_at_once(finished):
    count = finished(OutputRefused("The address leads elsewhere.")).count()
    collect_again()
    refused = Render.objects.filter(state=State.FAILED, reason="unobtainable", fetch_count=0)
    assert refused.count() == count
    assert refused.first().may_be_fetched_again, "an admin may allow the host"


@pytest.fixture
def polls(fake, monkeypatch):
    """The tasks that were asked about, one entry a question."""
    asked = []
    answer = fake.poll
    monkeypatch.setattr(fake, "poll", lambda ids, most=4: asked.extend(ids) or answer(ids, most), raising=False)
    return asked


def test_an_address_that_seems_dead_is_renewed_once(finished, polls):
    count = finished(FAULTS[0]).count()
    polls.clear()
    collect_again(times=5)
    assert sorted(polls) == sorted(set(polls))
    assert len(polls) == count


def test_an_outage_asks_for_no_fresh_address(finished, polls):
    finished(FAULTS[1])
    polls.clear()
    collect_again(times=5)
    assert polls == []


def test_an_address_without_a_known_end_is_renewed_after_three_fetches(finished, polls):
    count = finished(FAULTS[1], ends_in=None).count()
    polls.clear()
    collect_again(times=2)
    assert polls == []
    collect_again(times=4)
    assert len(polls) == count


def test_another_address_is_taken_at_once_and_renewed_again_a_minute_later(finished, fake, polls, later):
    count = finished(FAULTS[0], address="first").count()
    fake.progress = TaskProgress(status=TaskStatus.FINISHED, outputs=[Output("second", 0, None)])
    polls.clear()
    collect_again(times=4)
    assert {one["address"] for one in Render.objects.exclude(output={}).values_list("output", flat=True)} == {"second"}
    assert len(polls) == count, "a fresh address is asked for once a minute at most"
    later(minutes=2)
    collect_again()
    assert len(polls) == 2 * count


def test_what_the_provider_says_it_no_longer_has_is_gone_for_good(finished, fake):
    finished(FAULTS[0])
    fake.progress = TaskProgress(status=TaskStatus.FINISHED)
    collect_again()
    gone = Render.objects.get(state=State.FAILED, number=1)
    assert (gone.reason, gone.may_be_fetched_again) == ("gone", False)


def test_a_picture_that_could_not_be_fetched_three_times_holds_back_no_order(order, petra, fake):
    Account.objects.update(cap_in_flight=1)
    fake.abilities, fake.picture = Abilities(), FAULTS[1]
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    for _ in range(3):
        work()
        Attempt.objects.update(sent_at=timezone.now() - timedelta(minutes=1))
        due_now(Account)
    work()
    collect_again()
    assert len(fake.sent) == 6
    collect_again()
    assert len(fake.sent) == 8


@pytest.fixture
def lost(finished, later):
    """A picture that is lost."""
    finished(FAULTS[1])
    later(hours=2)
    collect_again(times=2)
    return Render.objects.filter(reason="lost").select_related("shot_set", "shot").first()


def test_a_lost_picture_can_be_fetched_again_for_nothing(lost, fake, petra, shot_set):
    spent = spent_micros_of(shot_set)
    fake.picture = png("white", (64, 64))
    assert collect.fetch_again(lost, by=petra)
    collect_again()
    lost.refresh_from_db()
    assert (lost.state, lost.reason, lost.explanation) == (State.READY, "", "")
    assert spent_micros_of(shot_set) == spent
    assert Event.objects.filter(action=Action.RENDER_FETCHED_AGAIN, render=lost, by=petra).count() == 1


def test_a_second_click_fetches_nothing_twice(lost, petra):
    first = collect.fetch_again(lost, by=petra)
    assert (first, collect.fetch_again(lost, by=petra)) == (True, False)


def test_a_picture_that_is_not_paid_for_is_not_fetched_again(shot_set, fake, petra):
    fake.progress = TaskProgress(status=TaskStatus.FAILED, reason="timeout", explanation="The model failed.")
    work()
    assert not collect.fetch_again(shot_set.renders.first(), by=petra)


def test_a_picture_that_came_after_its_deadline_can_be_fetched(shot_set, fake, petra):
    fake.progress, fake.abilities = RUNNING, Abilities()
    work()
    Attempt.objects.update(sent_at="2020-01-01T00:00Z")
    due_now(Account)
    work_once()
    queue.flush()
    late = shot_set.renders.filter(reason="timeout").select_related("shot_set", "shot").first()
    fake.progress = delivered(1)
    assert collect.fetch_again(late, by=petra)
    collect_again()
    late.refresh_from_db()
    assert late.state == State.READY


def test_an_outage_before_it_does_not_count_as_damage(finished, fake):
    finished(FAULTS[1])
    collect_again(times=4)
    fake.picture = png("white", (64, 64))[:60]
    collect_again()
    assert not Render.objects.filter(state=State.FAILED).exists()
    collect_again(times=2)
    assert set(Render.objects.filter(state=State.FAILED).values_list("reason", flat=True)) == {"undecodable"}


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
