"""Steps that fail over and over with an error nobody foresaw: a few tries, then a sentence; what is paid stays paid."""

import errno
import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from catalog.pictures.storing.away import StoreAway
from config.queue import queue
from renders import composing, schedule
from renders.files import MASTERS
from renders.models import Account, Attempt, Finding, Lease, Publication, Render
from renders.models.money import reserved_micros_of, spent_micros_of
from renders.models.renders import State
from renders.pipeline.publishing import requests
from renders.providers import Abilities, PollResult, TaskProgress, TaskStatus
from tests.factories import make_channel, make_decision, make_render, make_review
from tests.fakes import RUNNING, a_worker_died_over_them, delivered, due_now, states, work, work_once
from tests.images import packshot

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "https://user:password@internal.example/path"


class Bug(Exception):
    """What no code foresees."""


def broken(*_, **__):
    raise Bug(SECRET)


def raising(error):
    """A function that raises this error whatever it is given."""

    def function(*_, **__):
        raise error

    return function


def go_on(expected=Bug):
    """Run what is enqueued, past steps that raise this error; how often it was raised."""
    raised = 0
    while True:
        try:
            if not work_once():
                return raised
        except expected:
            raised += 1


def try_to_the_end(expected=Bug, kind=Render):
    """Let rows that wait be due and run, more often than they are tried."""
    raised = go_on(expected)
    for _ in range(schedule.MAX_FAILED_TRIES + 2):
        due_now(kind)
        raised += go_on(expected)
    return raised


def test_a_picture_that_cannot_be_stored_fails_after_a_few_tries_and_stays_paid(shot_set, fake):
    fake.fetch = broken
    raised = try_to_the_end()
    assert states(shot_set) == [State.FAILED] * 8
    assert raised == 8 * (schedule.MAX_FAILED_TRIES - 1)
    render = shot_set.renders.first()
    assert (render.reason, render.was_charged, render.lease, render.due_at) == ("given_up", True, "", None)
    assert render.explanation.startswith("Packshot broke over this several times")
    assert "The picture is paid for: fetch it again, free, once an admin has put that right." in render.explanation
    assert "internal.example" not in render.explanation
    assert (spent_micros_of(shot_set), reserved_micros_of(shot_set)) == (8 * 5_000, 0)


def test_once_it_is_put_right_one_click_fetches_it_and_buys_nothing(shot_set, fake, client_of, petra):
    whole, fake.fetch = fake.fetch, broken
    try_to_the_end()
    fake.fetch = whole
    render = shot_set.renders.first()
    client_of(petra).post(reverse("shots.candidate.fetch_again", args=[render.shot.code, render.number]))
    work()
    render.refresh_from_db()
    assert (render.state, render.failed_tries) == (State.READY, 0)
    assert len(fake.sent) == 8
    assert spent_micros_of(shot_set) == 8 * 5_000


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, "The disk with Packshot's files is full."),
        (errno.EROFS, "Packshot may not use its own files."),
        (errno.EIO, "The disk with Packshot's files reports errors."),
        (errno.ENOENT, "A file is missing on Packshot's disk."),
        (errno.ECONNRESET, "Packshot broke over this several times"),
    ],
)
def test_an_error_of_the_disk_is_named_in_plain_words(shot_set, fake, number, cause):
    fake.fetch = raising(OSError(number, "As the system says it", "/srv/packshot/secret"))
    try_to_the_end(OSError)
    render = shot_set.renders.first()
    assert render.explanation.startswith(cause)
    assert "/srv" not in render.explanation


def test_tries_are_counted_anew_after_one_that_went_well(shot_set, fake):
    whole, fake.fetch = fake.fetch, broken
    go_on()
    due_now()
    go_on()
    assert set(shot_set.renders.filter(state=State.FINISHED).values_list("failed_tries", flat=True)) == {2}
    fake.fetch = whole
    due_now()
    work()
    assert set(shot_set.renders.values_list("state", "failed_tries")) == {(State.READY, 0)}


def test_waits_between_tries_grow(shot_set, fake):
    fake.fetch, waits = broken, []
    go_on()
    for _ in range(schedule.MAX_FAILED_TRIES - 2):
        due_now()
        Render.objects.exclude(pk=shot_set.renders.first().pk).update(due_at=None)
        queue.flush()
        due_now()
        go_on()
        waits.append((shot_set.renders.first().due_at - timezone.now()).total_seconds())
    assert waits == sorted(waits)
    assert waits[-1] > 10


def test_a_database_that_is_away_is_no_fault_of_the_row(shot_set, fake):
    fake.fetch = raising(OperationalError("database is locked"))
    try_to_the_end(OperationalError)
    assert set(shot_set.renders.exclude(state=State.QUEUED).values_list("state", "failed_tries")) == {
        (State.FINISHED, 0)
    }


def test_tries_for_which_the_store_was_away_do_not_count_when_another_error_comes(shot_set, fake):
    fake.fetch = raising(StoreAway())
    try_to_the_end(StoreAway)
    fake.fetch = broken
    due_now()
    go_on()
    assert State.FAILED not in states(shot_set)
    try_to_the_end()
    assert states(shot_set) == [State.FAILED] * 8


@pytest.mark.parametrize(
    ("is_store_away", "before", "after"),
    [(False, 4, 5), (False, 999, 999), (False, 1007, 1), (True, 3, 1001), (True, 1001, 1002), (True, 1999, 1999)],
)
def test_tries_are_counted_by_their_kind_and_to_an_end(is_store_away, before, after):
    lease = Lease()
    render = make_render(failed_tries=before, lease=lease.name)
    tries = Render.fast.filter(pk=render.pk).count_failed_try(lease, is_store_away=is_store_away)
    render.refresh_from_db()
    assert (tries, render.failed_tries) == (after, after)


def test_the_log_says_where_it_broke_each_time_a_row_is_given_up(shot_set, fake, caplog):
    fake.poll = broken
    try_to_the_end(kind=Account)
    given_up = [record for record in caplog.records if record.getMessage().endswith("is given up")]
    assert len(given_up) > 1
    assert all(record.exc_info for record in given_up)


def test_an_order_that_cannot_be_written_is_never_sent_and_costs_nothing(shot_set, fake):
    fake.draft = broken
    try_to_the_end()
    due_now(Account)
    try_to_the_end()
    assert states(shot_set) == [State.FAILED] * 8
    assert "Nothing was ordered: render it again once" in shot_set.renders.first().explanation
    assert fake.sent == []
    assert (spent_micros_of(shot_set), reserved_micros_of(shot_set)) == (0, 0)
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {Attempt.Outcome.REFUSED}


def test_artwork_that_a_vendor_is_to_draw_from_and_that_is_missing_is_named(shot_set, fake):
    def draft(order):
        return order.file_of(order.contract.artwork[0]).hex()

    fake.draft = draft
    try_to_the_end(Exception)
    due_now(Account)
    try_to_the_end(Exception)
    assert states(shot_set) == [State.FAILED] * 8
    explanation = shot_set.renders.first().explanation
    assert (
        "is missing. Upload it on the product's page, then order again. Nothing was ordered: render it again"
        in explanation
    )
    assert fake.sent == []


def test_an_order_that_was_sent_when_the_step_broke_waits_for_a_person(shot_set, fake):
    fake.abilities, fake.send = Abilities(replays_by_key=True), broken
    try_to_the_end()
    doubt = shot_set.renders.filter(state=State.IN_DOUBT).first()
    assert doubt.due_at is None
    assert "So Packshot could not find out what became of this order." in doubt.explanation
    assert State.FAILED not in states(shot_set)
    assert reserved_micros_of(shot_set) > 0


def test_a_picture_whose_inspection_breaks_is_kept_and_marked_for_a_person(shot_set, fake):
    fake.remarks = broken
    try_to_the_end()
    assert states(shot_set) == [State.READY] * 8
    finding = Finding.objects.first()
    assert (finding.check_name, finding.severity) == ("uninspected", "blocking")
    assert finding.message.endswith("Nothing on this picture was measured.")


def lose_masters():
    """Run to the end while every stored master goes away before it is inspected."""
    for _ in range(schedule.MAX_FAILED_TRIES + 3):
        while True:
            a_worker_died_over_them()
            for render in Render.objects.filter(state=State.STORED):
                MASTERS.storage.delete(f"{render.sha256[:2]}/{render.sha256}")
            try:
                if not work_once():
                    break
            except FileNotFoundError:
                pass
        due_now()


@pytest.mark.parametrize("comes", ["the same", "another"])
def test_stored_bytes_that_got_lost_are_fetched_again_for_nothing(shot_set, fake, client_of, petra, comes):
    fake.picture = packshot(size=(256, 256))
    lose_masters()
    render = shot_set.renders.first()
    assert (render.state, render.reason) == (State.FAILED, "master_lost")
    assert "The stored picture can no longer be read." in render.explanation
    if comes == "another":
        fake.picture = packshot(size=(320, 320))
    client_of(petra).post(reverse("shots.candidate.fetch_again", args=[render.shot.code, render.number]))
    work()
    render.refresh_from_db()
    assert render.state == State.READY
    assert MASTERS.read(render.sha256) == fake.picture
    assert render.renditions.count() == 2
    assert spent_micros_of(shot_set) == 8 * 5_000


def test_a_publication_whose_file_is_missing_fails_and_goes_out_after_one_click(client_of, petra):
    data = packshot(size=(128, 128))
    decision = make_decision(make_review(make_render(sha256=MASTERS.store(data), bytes=len(data))))
    publication = requests.request(decision, channel=make_channel(), by=petra)
    MASTERS.storage.delete(f"{decision.sha256[:2]}/{decision.sha256}")
    try_to_the_end(FileNotFoundError, Publication)
    publication.refresh_from_db()
    assert publication.state == Publication.State.FAILED
    assert "A file is missing on Packshot's disk. Nothing was published: try again once" in publication.explanation
    MASTERS.store(data)
    client_of(petra).post(reverse("publications.detail.retry", args=[publication.pk]))
    work()
    publication.refresh_from_db()
    assert publication.state == Publication.State.PUBLISHED


def test_an_account_over_which_packshot_fails_pauses_says_so_and_goes_on_by_itself(shot_set, fake):
    whole, fake.poll = fake.poll, broken
    raised = try_to_the_end(kind=Account)
    account = Account.objects.get()
    assert raised == schedule.MAX_FAILED_TRIES - 1
    assert account.paused_code == Account.Pause.BROKEN
    assert account.paused_reason.startswith("Packshot broke over this several times")
    assert (account.due_at - timezone.now()).total_seconds() > 20
    fake.poll = whole
    due_now(Account)
    work()
    account.refresh_from_db()
    assert (account.paused_reason, account.failed_tries) == ("", 0)
    assert states(shot_set) == [State.READY] * 8


def test_a_task_whose_end_cannot_be_written_holds_up_no_other(order, petra, fake):
    """Its adapter hands on something that is no text."""
    fake.abilities, fake.progress = Abilities(tasks_per_poll=100), RUNNING
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    bad = Attempt.objects.order_by("pk").first()
    unwritable = TaskProgress(status=TaskStatus.FAILED, reason="failed", explanation=7)

    def poll(task_ids, max_requests=4):
        return PollResult(progress={one: unwritable if one == bad.task_id else delivered(1) for one in task_ids})

    fake.poll = poll
    for _ in range(schedule.MAX_FAILED_TRIES + 2):
        Account.objects.update(polled_at=None)
        Attempt.objects.update(sent_at=timezone.now() - timedelta(minutes=1))
        due_now(Account)
        work()
    assert states(shot_set) == [State.FAILED, *[State.READY] * 7]
    failed = bad.renders.get()
    assert (failed.reason, failed.was_charged, failed.may_be_fetched_again) == ("given_up", True, True)
    assert (spent_micros_of(shot_set), reserved_micros_of(shot_set)) == (8 * 5_000, 0)
