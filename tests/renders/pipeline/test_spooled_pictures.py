"""Pictures that were fetched while the private bucket was away outlast their vendor's patience."""

import os
import time
import uuid
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from catalog.pictures import sha256
from catalog.pictures.storing import spool as spool_module
from catalog.pictures.storing.away import StoreAway
from renders import composing, invariants
from renders.files import MASTERS
from renders.models import Account, Attempt, Render
from renders.models.renders import GIVEN_UP, MASTER_LOST, State
from renders.pipeline import collect
from renders.pipeline.fetching import spooled
from renders.providers import Abilities, Output, OutputGone, OutputRefused, TaskProgress, TaskStatus
from renders.views.monitoring.health import RECENT
from tests.fakes import due_now, states, work_once
from tests.images import damaged_jpeg, packshot
from tests.s3_stores import let_nobody_write

pytestmark = pytest.mark.django_db(transaction=True)
FINISHED = TaskProgress(
    status=TaskStatus.FINISHED, outputs=[Output("address", 0, timezone.now() + timedelta(minutes=30))]
)


def try_all():
    """Let everything be due and run, past steps that the store fails."""
    Attempt.objects.update(sent_at=timezone.now() - timedelta(minutes=1))
    due_now(Account)
    due_now()
    while True:
        with suppress(StoreAway):
            if not work_once():
                return


def use_another_machine(private_bucket, tmp_path):
    """The worker that has the pictures is away; the bucket is back."""
    private_bucket.copies = tmp_path / "another machine"
    private_bucket.use()


def age_spool(seconds=7200):
    for path in MASTERS.files.spool._folder.iterdir():
        os.utime(path, (time.time() - seconds, time.time() - seconds))


def digests():
    return [render.output.get("spooled") for render in Render.objects.filter(state=State.FINISHED)]


@pytest.fixture
def away(private_bucket, order, petra, fake):
    """Pictures were fetched for a bucket that takes nothing. Their vendor has none of them any more."""
    order["count"] = 8
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    Account.objects.update(cap_in_flight=8)
    fake.abilities, fake.progress, fake.picture = Abilities(), FINISHED, packshot()
    private_bucket.lose_store()
    for _ in range(4):
        try_all()
    assert set(states(shot_set)) == {State.FINISHED}
    fake.picture, fake.progress = OutputGone("It is gone (HTTP 404)."), TaskProgress(status=TaskStatus.FAILED)
    return shot_set


def test_a_paid_picture_that_its_vendor_has_no_more_is_taken_from_the_spool(away, private_bucket, fake):
    for _ in range(2):
        try_all()
    private_bucket.use()
    try_all()
    try_all()
    assert states(away) == [State.READY] * 8
    assert len(fake.sent) == 8
    assert MASTERS.files.spool.bytes() == 0
    checks = (invariants.nothing_is_bought_twice, invariants.files_are_what_rows_say, invariants.money_adds_up)
    assert [list(check()) for check in checks] == [[], [], []]


def test_another_machine_waits_for_the_one_that_has_the_picture(away, private_bucket, tmp_path):
    [digest] = set(digests())
    use_another_machine(private_bucket, tmp_path)
    try_all()
    assert set(states(away)) == {State.FINISHED}
    private_bucket.copies = tmp_path / "machine"
    private_bucket.use()
    MASTERS.store(MASTERS.files.spool.read(digest))
    use_another_machine(private_bucket, tmp_path)
    try_all()
    try_all()
    assert states(away) == [State.READY] * 8


def test_a_picture_whose_worker_never_comes_back_is_lost_in_the_end(away, private_bucket, tmp_path):
    Render.objects.update(state_changed_at=timezone.now() - timedelta(days=8))
    use_another_machine(private_bucket, tmp_path)
    try_all()
    assert set(states(away)) == {State.FAILED}


def test_what_no_render_waits_for_leaves_the_spool_after_a_while(away):
    spool = MASTERS.files.spool
    [digest] = set(digests())
    spool.put("0" * 64, b"another")
    age_spool()
    spooled.clean_up(timezone.now())
    assert [path.name for path in spool._folder.iterdir()] == [digest]


def test_pictures_that_wait_for_another_worker_hold_back_no_order(away, private_bucket, tmp_path, order, petra, fake):
    Account.objects.update(cap_in_flight=2)
    use_another_machine(private_bucket, tmp_path)
    composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    try_all()
    assert len(fake.sent) == 8
    for _ in range(3):
        try_all()
    assert len(fake.sent) > 8
    assert set(states(away)) == {State.FINISHED}


@pytest.mark.parametrize(("fetch_count", "seconds"), [(0, 60), (10, 900)])
def test_a_vendor_is_asked_seldom_about_a_picture_that_waits_for_another_worker(
    away, private_bucket, tmp_path, fake, fetch_count, seconds
):
    Render.objects.update(fetch_count=fetch_count)
    use_another_machine(private_bucket, tmp_path)
    try_all()
    for render in away.renders.all():
        assert (render.due_at - timezone.now()).total_seconds() == pytest.approx(seconds, abs=10)
        assert datetime.fromisoformat(render.output["asked_at"]) > timezone.now() - timedelta(seconds=10)
        assert render.fetch_count == fetch_count + 1


def test_pictures_whose_worker_has_not_come_back_are_named_on_the_status_page(
    away, private_bucket, tmp_path, client, client_of, petra
):
    use_another_machine(private_bucket, tmp_path)
    try_all()
    assert spooled.waiting_pictures() == spooled.WaitingPictures(0, 0, 8)
    page = client_of(petra).get(reverse("operations.status")).content.decode()
    assert "8 pictures are on the disk of a worker that has not put them into the store" in page
    assert parts_at_fault(client) == {"spool": "ok"}


def test_a_full_spool_does_not_forget_what_another_worker_has(
    away, private_bucket, tmp_path, radosgw, fake, monkeypatch
):
    before = set(digests())
    use_another_machine(private_bucket, tmp_path)
    let_nobody_write(radosgw, private_bucket.name)
    monkeypatch.setattr(spool_module, "MAX_BYTES", 10)
    fake.picture = packshot(size=(320, 320))
    try_all()
    assert set(Render.objects.values_list("failed_tries", flat=True)) != {0}
    assert set(digests()) == before


@pytest.mark.parametrize(
    "served", [OutputRefused("It is at another host."), packshot()[:60], damaged_jpeg()], ids=["refused", "cut", "half"]
)
def test_a_whole_picture_on_a_disk_is_waited_for_whatever_the_vendor_serves_now(
    away, private_bucket, tmp_path, fake, served
):
    [digest] = set(digests())
    fake.picture = served
    use_another_machine(private_bucket, tmp_path)
    for _ in range(4):
        try_all()
    assert set(states(away)) == {State.FINISHED}
    assert set(digests()) == {digest}


def test_a_damaged_picture_that_is_all_there_ever_was_is_stored(away, private_bucket, tmp_path, fake):
    fake.picture = damaged_jpeg()
    for render in away.renders.all():
        render.output["spooled"] = sha256(fake.picture)
        Render.objects.filter(pk=render.pk).update(output=render.output)
    use_another_machine(private_bucket, tmp_path)
    for _ in range(4):
        try_all()
    assert set(states(away)) == {State.READY}


def give_up_all(reason):
    changes = {"reason": reason, "explanation": "It broke.", "due_at": None}
    Render.objects.update(state=State.FAILED, state_changed_at=timezone.now(), **changes)


def test_a_render_that_was_given_up_is_fetched_again_from_the_spool(away, private_bucket, petra):
    private_bucket.use()
    give_up_all(GIVEN_UP)
    age_spool()
    spooled.clean_up(timezone.now())
    for render in away.renders.all():
        assert collect.fetch_again(render, by=petra)
    try_all()
    try_all()
    assert states(away) == [State.READY] * 8


def test_a_master_that_got_lost_is_not_looked_for_in_a_spool_again(away, petra):
    give_up_all(MASTER_LOST)
    assert collect.fetch_again(away.renders.first(), by=petra)
    assert "spooled" not in away.renders.first().output


def test_the_picture_of_a_render_that_failed_long_ago_leaves_the_spool(away):
    give_up_all(GIVEN_UP)
    Render.objects.update(state_changed_at=timezone.now() - timedelta(days=8))
    age_spool()
    spooled.clean_up(timezone.now())
    assert MASTERS.files.spool.bytes() == 0


def test_spooled_renders_are_looked_for_among_what_is_unfinished():
    plan = spooled.spooled_renders().explain()
    # Postgres decides by what it counted in the tables, SQLite by the statement alone.
    assert connection.vendor == "postgresql" or "render_unfinished" in plan


def test_where_pictures_lie_in_a_folder_no_render_is_asked_about_its_spool(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert spooled.waiting_pictures() == spooled.WaitingPictures(0, 0, 0)


def parts_at_fault(client):
    RECENT.forget()
    parts = client.get(reverse("monitoring.health.readyz")).json()["parts"]
    return {name: result for name, result in parts.items() if name == "spool"}


def test_a_spool_without_room_is_said_and_the_picture_fetched_again(
    private_bucket, order, petra, fake, monkeypatch, client, client_of
):
    monkeypatch.setattr(spool_module, "MAX_BYTES", 10)
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    fake.abilities, fake.progress, fake.picture = Abilities(), FINISHED, packshot()
    assert parts_at_fault(client) == {"spool": "ok"}
    private_bucket.lose_store()
    for _ in range(4):
        try_all()
    assert set(digests()) == {""}
    assert parts_at_fault(client) == {"spool": "SpoolFull"}
    assert "have no room there" in client_of(petra).get(reverse("operations.status")).content.decode()
    private_bucket.use()
    for _ in range(4):
        try_all()
    assert states(shot_set) == [State.READY] * len(states(shot_set))
    assert parts_at_fault(client) == {"spool": "ok"}


def test_pictures_that_wait_for_the_store_are_said_on_the_status_page(away, client_of, petra):
    assert "8 pictures wait on a worker" in client_of(petra).get(reverse("operations.status")).content.decode()
