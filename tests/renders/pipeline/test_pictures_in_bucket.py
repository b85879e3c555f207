"""From launch to published with every private picture in a bucket, and what a store that is away does meanwhile."""

import uuid
from functools import cache

import pytest

from catalog.pictures.storing.away import StoreAway
from catalog.processes import run
from renders import composing, invariants, schedule
from renders.files import MASTERS
from renders.finishing import receive
from renders.models import Publication, Render
from renders.models.renders import State
from renders.pipeline import collect
from renders.pipeline.publishing import requests
from renders.pipeline.tasks import enqueue
from renders.schedule import Enqueue
from tests.factories import make_channel, make_decision, make_review
from tests.fakes import due_now, states, work, work_once
from tests.images import packshot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shot_set(private_bucket, order, petra):
    """Launched a moment ago, with the product's artwork in the bucket."""
    return composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())


def try_all():
    """Let everything be due and run, past steps that the store fails; how often it did."""
    due_now()
    for step, state in (("collect", State.FINISHED), ("inspect", State.STORED)):
        enqueue([Enqueue(step, tuple(Render.objects.filter(state=state).values_list("pk", flat=True)))])
    failed = 0
    while True:
        try:
            if not work_once():
                return failed
        except StoreAway:
            failed += 1


def test_a_launched_set_becomes_pictures_in_the_bucket(shot_set, private_bucket, fake):
    fake.picture = packshot(size=(256, 256))
    work()
    assert states(shot_set) == [State.READY] * 8
    assert MASTERS.read(Render.objects.first().sha256) == fake.picture
    assert {key.partition("/")[0] for key in private_bucket.list_keys()} >= {"masters", "renditions"}
    assert list(invariants.files_are_what_rows_say()) == []


def test_an_approved_picture_is_published_from_the_bucket(shot_set, fake, petra):
    fake.picture = packshot(size=(256, 256))
    work()
    decision = make_decision(make_review(Render.objects.first()))
    publication = requests.request(decision, channel=make_channel(), by=petra)
    enqueue([Enqueue("publish", (publication.pk,))])
    work()
    publication.refresh_from_db()
    assert (publication.state, publication.explanation) == (Publication.State.PUBLISHED, "")
    assert list(invariants.only_the_approved_is_live()) == []


def test_no_paid_picture_is_given_up_because_the_store_is_away(shot_set, private_bucket, fake):
    """The store goes while the first picture is on its way. Each is fetched again once there is a place for it."""

    away = cache(private_bucket.lose_store)
    fake.fetch = lambda output, order: away() or fake.picture
    failed = [try_all() for _ in range(schedule.MAX_FAILED_TRIES + 3)]
    assert min(failed) > 0
    assert set(states(shot_set)) == {State.FINISHED}
    assert Render.objects.first().failed_tries > schedule.MAX_FAILED_TRIES  # so the next try waits longer
    del fake.fetch
    private_bucket.use()
    try_all()
    assert states(shot_set) == [State.READY] * 8
    assert len(fake.sent) == 8
    checks = (invariants.nothing_is_bought_twice, invariants.files_are_what_rows_say, invariants.money_adds_up)
    assert [list(check()) for check in checks] == [[], [], []]


def test_a_picture_waits_for_its_inspection_while_the_store_is_away(shot_set, private_bucket, fake, monkeypatch):
    """A master that cannot be reached is not one that is lost."""
    monkeypatch.setattr(collect, "received_and_inspected", lambda render, provider, data: (run(receive, data), None))
    while not Render.objects.filter(state=State.STORED).exists():
        work_once()
    private_bucket.lose_store()
    for path in private_bucket.copies.rglob("*"):
        path.unlink() if path.is_file() else None
    failed = sum(try_all() for _ in range(schedule.MAX_FAILED_TRIES + 3))
    assert failed > schedule.MAX_FAILED_TRIES
    assert not Render.objects.filter(state__in=[State.FAILED, State.READY]).exists()
    private_bucket.use()
    try_all()
    try_all()
    assert states(shot_set) == [State.READY] * 8


def test_orders_stop_at_twice_the_slots_while_no_picture_can_be_stored(private_bucket, order, petra, fake):
    order["count"] = 12
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    private_bucket.lose_store()
    for _ in range(3):
        try_all()
    assert len(fake.sent) == 2 * 4
    private_bucket.use()
    for _ in range(3):
        try_all()
    assert states(shot_set) == [State.READY] * 12
    assert len(fake.sent) == 12
