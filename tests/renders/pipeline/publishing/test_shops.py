"""Every kind of channel, spoken to for real: out, replaced, withdrawn, rolled back; what others put there stays."""

import threading
import time
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from renders import channels
from renders.models import Listing, Publication, lease_on
from renders.models.publications import State
from renders.pipeline import tasks
from renders.pipeline.publishing import publish, requests
from renders.pipeline.publishing.arrangements import target_of
from renders.pipeline.steps import STEPS as PIPELINE_STEPS
from tests.factories import make_person, make_placement, make_shot
from tests.images import packshot
from tests.renders.pipeline.publishing.conftest import approved_again, approved_picture, step
from tests.renders.pipeline.publishing.shops import SHOPS, channel_to

pytestmark = pytest.mark.django_db
STEPS = 60
PUBLISH = next(one for one in PIPELINE_STEPS if one.name == "publish")


@pytest.fixture(params=SHOPS)
def channel(request, settings, approved):
    """A channel to a shop that lists the product of the approved picture."""
    with channel_to(request.param, settings, approved.review.shot.colorway.product) as channel:
        yield channel


@pytest.fixture
def by(db):
    return make_person()


def gallery_of(publication):
    listing = publication.listing
    listing.refresh_from_db()
    return publish.connect(listing.channel).read(target_of(listing))


def driven(publication):
    """Steps of a worker until nothing is due; a shop that works on a file is asked again at once."""
    for _ in range(STEPS):
        Publication.objects.filter(pk=publication.pk).exclude(due_at=None).update(due_at=timezone.now())
        publication.refresh_from_db()
        if publication.due_at is None:
            break
        step(publication)
    assert publication.explanation == ""
    return publication


def published(decision, channel, by, replaces=None):
    return driven(requests.request(decision, channel=channel, by=by, replaces=replaces))


def references(gallery):
    return [picture.reference for picture in gallery.pictures]


def test_a_picture_is_live_in_its_place_and_others_stay(approved, channel, by):
    publication = published(approved, channel, by)
    assert publication.state == State.PUBLISHED
    first, *others = references(gallery_of(publication))
    assert first == publication.reference
    assert len(others) == (0 if channel.kind == "bucket" else 2)


def test_publishing_what_is_live_again_reads_and_writes_nothing(approved, channel, by):
    publication = published(approved, channel, by)
    before = gallery_of(publication)
    Publication.objects.filter(pk=publication.pk).update(state=State.UPLOADED, due_at=timezone.now())
    driven(publication)
    assert (publication.state, gallery_of(publication)) == (State.PUBLISHED, before)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["first before second", "second before first"])
def test_what_was_uploaded_together_stands_in_the_order_of_placements_whoever_is_shown_first(
    approved, channel, by, order
):
    shot = approved.review.shot
    later = make_shot(colorway=shot.colorway, placement=make_placement(position=2))
    second = approved_picture(shot=later, data=packshot("blue", (128, 128)))
    both = [requests.request(decision, channel=channel, by=by) for decision in (approved, second)]
    others = references(gallery_of(both[0]))
    for publication in both:
        with lease_on(Publication.fast.filter(pk=publication.pk)) as lease:
            leased = Publication.fast.filter(pk=publication.pk).leased_by(lease)
            publish.upload(publish.PublishStep(publication, publish.connect(channel), leased))
    for index in order:
        driven(both[index])
    ours = [publication.reference for publication in both]
    assert references(gallery_of(both[0])) == [*ours, *others]


def test_a_roll_back_restores_the_earlier_gallery(approved, channel, by):
    first = published(approved, channel, by)
    before = gallery_of(first)
    second = published(approved_again(approved, "blue"), channel, by, replaces=first)
    assert references(gallery_of(first)) == [second.reference, *references(before)[1:]]
    for one in requests.roll_back(second.release.publications.all(), by=by):
        driven(one)
    assert gallery_of(first).is_arranged_as(before)
    first.refresh_from_db()
    assert first.state == State.PUBLISHED


def test_a_text_that_is_changed_once_a_picture_is_live_is_changed_in_the_channel(approved, channel, by):
    live = published(approved, channel, by)
    before = gallery_of(live)
    requests.describe(live, "A beige mug, seen from above", by=by)
    driven(live)
    assert (live.state, live.alt_text) == (State.PUBLISHED, "A beige mug, seen from above")
    after = gallery_of(live)
    assert after.is_arranged_as(before)
    texts = {one.reference: one.alt_text for one in before.pictures}
    expected = {**texts, live.reference: "A beige mug, seen from above"}
    assert {one.reference: one.alt_text for one in after.pictures} == expected


def test_a_withdrawn_picture_is_gone_and_others_stay(approved, channel, by):
    publication = published(approved, channel, by)
    others = references(gallery_of(publication))[1:]
    (asked,) = requests.withdraw([publication], by=by)
    assert driven(asked).state == State.WITHDRAWN
    assert references(gallery_of(publication)) == others


def test_pictures_of_several_slots_come_one_each(approved, channel, by):
    shot = approved.review.shot
    placements = [make_placement(position=position) for position in (1, 2)]
    more = [approved_picture(shot=make_shot(colorway=shot.colorway, placement=one)) for one in placements]
    sent = [published(one, channel, by) for one in (more[1], approved, more[0])]
    expected = [sent[1].reference, sent[2].reference, sent[0].reference]
    assert references(gallery_of(sent[0]))[:3] == expected


@pytest.mark.django_db(transaction=True)
def test_two_people_who_publish_to_one_product_at_once_lose_no_picture(approved, channel, by):
    shot = approved.review.shot
    other = approved_picture(shot=make_shot(colorway=shot.colorway, placement=make_placement(position=5)))
    both = [requests.request(one, channel=channel, by=by) for one in (approved, other)]
    at_once(*(partial(worked_off, one.pk) for one in both for _ in range(2)))
    for one in both:
        one.refresh_from_db()
    assert [one.state for one in both] == [State.PUBLISHED] * 2
    assert references(gallery_of(both[0]))[:2] == [one.reference for one in both]
    assert len(references(gallery_of(both[0]))) == (2 if channel.kind == "bucket" else 4)


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_bring_one_picture(approved, channel, by):
    listing = Listing(channel=channel, product=approved.review.shot.colorway.product)
    before, clicked = references(publish.connect(channel).read(target_of(listing))), []

    def click():
        clicked.append(requests.request(approved, channel=channel, by=by).pk)
        connection.close()

    at_once(*[click] * 10)
    at_once(*[partial(worked_off, clicked[0])] * 3)
    publication = Publication.objects.get()
    assert (set(clicked), publication.state) == ({publication.pk}, State.PUBLISHED)
    assert references(gallery_of(publication)) == [publication.reference, *before]


def at_once(*acts):
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def worked_off(pk):
    """What a worker's thread does with one publication, until it owes nothing."""
    rows = Publication.objects.filter(pk=pk)
    for _ in range(10 * STEPS):
        rows.exclude(due_at=None).update(due_at=timezone.now())
        if rows.get().due_at is None:
            break
        tasks.run(PUBLISH, pk)
        time.sleep(0.02)
    connection.close()


def test_a_test_of_the_connection_finds_nothing_wrong(channel):
    assert list(publish.connect(channel).check()) == []
    assert channel.kind in channels.REGISTRY
