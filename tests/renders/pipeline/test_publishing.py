"""Publishing: only approved bytes, live only once verified, one picture a gallery slot."""

import threading

import pytest
from django.core.files.storage import storages
from django.db import connection

from catalog.models import Placement
from catalog.pictures import sha256
from renders import channels
from renders.channels import Mismatch, Receipt, Rejected, Unreachable
from renders.files import MASTERS
from renders.finishing import SourceType, read_source_type
from renders.models import Decision, Publication, lease_on
from renders.models.publications import State
from renders.pipeline import publish
from tests.factories import make_channel, make_decision, make_person, make_render, make_review
from tests.images import packshot

pytestmark = pytest.mark.django_db


class FakeShop:
    """A target that stores what it gets under an id of its own, and fails or loses it on demand."""

    setting_names = ("shop",)

    def __init__(self):
        self.deliveries, self.error, self.is_damaged = {}, None, False
        self.settings, self.key = None, None

    def __call__(self, settings, key):
        self.settings, self.key = settings, key
        return self

    def deliver(self, delivery):
        if self.error:
            raise self.error
        reference = f"gid://{delivery.sha256[:8]}"
        self.deliveries[reference] = delivery
        size = len(delivery.data)
        address = f"https://shop.example/{reference[6:]}.{delivery.extension}"
        return Receipt(reference, address, delivery.sha256, size, delivery.alt_text, delivery.provenance)

    def verify(self, receipt):
        if self.is_damaged or len(self.deliveries[receipt.reference].data) != receipt.size:
            raise Mismatch("The shop shows another picture than was sent.")


@pytest.fixture
def target(monkeypatch):
    """The adapter of every bucket, for the database takes no kind that is not registered."""
    shop = FakeShop()
    monkeypatch.setitem(channels.REGISTRY, "bucket", shop)
    return shop


@pytest.fixture
def approved(db):
    data = packshot(size=(128, 128))
    return make_decision(make_review(make_render(sha256=MASTERS.store(data), bytes=len(data))))


def request(decision, channel=None, **changes):
    return publish.request(decision, channel=channel or make_channel(), by=make_person(), **changes)


def delivered(target):
    """The one delivery that the target got."""
    (delivery,) = target.deliveries.values()
    return delivery


def step(publication):
    with lease_on(Publication.fast.filter(pk=publication.pk)) as lease:
        publish.publish(Publication.objects.get(pk=publication.pk), lease)
    publication.refresh_from_db()
    return publication


def test_an_approved_picture_goes_live_once_it_was_read_back(approved, target):
    publication = step(request(approved))
    assert publication.state == State.PUBLISHED
    assert sha256(delivered(target).data) == publication.sha256
    assert publication.published_at


def test_the_public_bucket_serves_the_file_with_its_provenance(approved):
    publication = step(request(approved))
    with storages["public"].open(publication.reference) as file:
        assert read_source_type(file.read()) is SourceType.COMPOSITE
    assert publication.address.startswith("/pictures/")


def test_the_delivered_file_has_the_placements_format(approved, target):
    approved.render.shot.placement.delivery_format = "jpeg"
    approved.render.shot.placement.save()
    step(request(approved))
    assert (delivered(target).content_type, delivered(target).extension) == ("image/jpeg", "jpg")


def test_webp_is_delivered_where_a_placement_names_no_format(approved, target):
    assert Placement().delivery_format == approved.render.shot.placement.delivery_format
    step(request(approved))
    assert (delivered(target).content_type, delivered(target).extension) == ("image/webp", "webp")


@pytest.mark.parametrize("verdict", ["reject", "changes"])
def test_what_nobody_approved_is_not_published(verdict):
    with pytest.raises(publish.NotApproved):
        request(make_decision(verdict=verdict))
    assert not Publication.objects.exists()


def test_the_delivery_says_where_the_picture_belongs(approved, target):
    shot = approved.render.shot
    shot.placement.position = 3
    shot.placement.save()
    step(request(approved, alt_text="A beige mug, handle right"))
    delivery, sku = delivered(target), shot.colorway.sku
    assert (delivery.sku, delivery.product_name) == (sku, shot.colorway.product.name)
    assert delivery.gallery_slot == f"{sku}/{shot.placement.slug}/{shot.version.template.slug}"
    assert (delivery.position, delivery.alt_text) == (3, "A beige mug, handle right")
    assert delivery.provenance is read_source_type(delivery.data) is SourceType.COMPOSITE


def test_without_a_text_the_alternative_text_names_product_and_colorway(approved, target):
    colorway = approved.render.shot.colorway
    publication = step(request(approved))
    assert delivered(target).alt_text == publication.alt_text == f"{colorway.product.name}, {colorway.name}"


def test_the_row_keeps_the_targets_own_name_of_the_file(approved, target):
    publication = step(request(approved))
    assert publication.reference == f"gid://{publication.sha256[:8]}"
    assert publication.address == f"https://shop.example/{publication.sha256[:8]}.webp"


def test_the_adapter_gets_what_its_row_holds(approved, target):
    step(request(approved, make_channel(settings={"shop": "north"})))
    assert target.settings == {"shop": "north"}


def test_a_kind_that_nothing_speaks_to_fails_with_a_sentence_and_is_not_tried_again(approved, monkeypatch):
    publication = request(approved)
    monkeypatch.delitem(channels.REGISTRY, "bucket")
    step(publication)
    assert (publication.state, publication.due_at) == (State.FAILED, None)
    assert publication.explanation.startswith("This Packshot has no channel of the kind “bucket”.")


def test_an_approval_taken_back_before_the_upload_publishes_nothing(approved, target):
    publication = request(approved)
    Decision.objects.filter(pk=approved.pk).update(undone_at="2026-01-01T00:00Z")
    step(publication)
    assert publication.state == State.FAILED
    assert "no longer stands" in publication.explanation
    assert not target.deliveries


def test_bytes_other_than_those_approved_are_not_published(approved, target):
    master = MASTERS.storage.path(f"{approved.sha256[:2]}/{approved.sha256}")
    with open(master, "wb") as file:
        file.write(packshot("red", (128, 128)))
    publication = step(request(approved))
    assert publication.state == State.FAILED
    assert not target.deliveries


def test_a_target_that_lies_is_not_believed(approved, target):
    target.is_damaged = True
    publication = step(request(approved))
    assert publication.state == State.UPLOADED
    assert "another picture" in publication.explanation
    target.is_damaged = False
    assert step(publication).state == State.PUBLISHED


def test_a_target_that_does_not_answer_is_tried_again_and_then_given_up(approved, target):
    target.error = Unreachable("The shop does not answer.")
    publication = request(approved)
    for _ in range(publish.MAX_TRIES):
        step(publication)
    assert (publication.state, publication.explanation) == (State.FAILED, "The shop does not answer.")
    target.error = None
    assert publish.retry(publication, by=make_person())
    assert step(publication).state == State.PUBLISHED


def test_a_target_that_rejects_the_file_is_not_asked_again(approved, target):
    target.error = Rejected("The shop takes no files over 20 MB.")
    assert step(request(approved)).state == State.FAILED


def test_publishing_the_same_again_changes_nothing(approved, target):
    channel, by = make_channel(), make_person()
    first = publish.request(approved, channel=channel, by=by)
    assert publish.request(approved, channel=channel, by=by) == first


def test_another_picture_in_the_slot_replaces_the_first(approved, target):
    channel, by = make_channel(), make_person()
    first = step(publish.request(approved, channel=channel, by=by))
    shot = approved.review.shot
    second = make_decision(make_review(make_render(shot, sha256=MASTERS.store(packshot("blue", (128, 128))))))
    step(publish.request(second, channel=channel, by=by))
    first.refresh_from_db()
    assert first.state == State.REPLACED
    assert Publication.objects.not_replaced().get().decision == second


def test_what_is_live_stays_live_until_its_successor_was_read_back(approved, target):
    channel, by = make_channel(), make_person()
    first = step(publish.request(approved, channel=channel, by=by))
    master = MASTERS.store(packshot("blue", (128, 128)))
    second = make_decision(make_review(make_render(approved.review.shot, sha256=master)))
    target.error = Rejected("The shop takes no files over 20 MB.")
    step(publish.request(second, channel=channel, by=by))
    first.refresh_from_db()
    assert first.state == State.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_publish_once(approved, target):
    channel, by = make_channel(), make_person()
    barrier, published = threading.Barrier(10), []

    def click():
        barrier.wait()
        published.append(publish.request(approved, channel=channel, by=by).pk)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(published) == {Publication.objects.get().pk}
    assert len(published) == 10
