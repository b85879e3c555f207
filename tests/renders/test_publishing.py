"""Publishing: only approved bytes, only after they were read back, one picture a slot."""

import threading

import pytest
from django.core.files.storage import storages
from django.db import connection

from catalog.pictures import sha256
from renders import channels, publishing
from renders.channels import Rejected, Unreachable
from renders.files import MASTERS
from renders.finishing import SourceType, read_source_type
from renders.models import Decision, Publication, holding
from renders.models.publications import State
from tests.factories import make_channel, make_decision, make_person, make_render, make_review
from tests.images import packshot

pytestmark = pytest.mark.django_db


class FakeChannel:
    """A target that keeps what it is given, unless told to fail or to lie."""

    def __init__(self):
        self.files, self.error, self.lie = {}, None, None

    def put(self, name, data, content_type):
        if self.error:
            raise self.error
        self.files[name] = data
        return f"https://shop.example/{name}"

    def read(self, name):
        return self.lie or self.files[name]


@pytest.fixture
def target(monkeypatch):
    fake = FakeChannel()
    monkeypatch.setitem(channels.REGISTRY, "fake", lambda: fake)
    return fake


@pytest.fixture
def approved(db):
    data = packshot(size=(128, 128))
    return make_decision(make_review(make_render(sha256=MASTERS.keep(data), bytes=len(data))))


def request(decision, kind="fake", **changes):
    return publishing.request(decision, channel=make_channel(kind=kind), by=make_person(), **changes)


def step(publication):
    with holding(Publication.rows(pk=publication.pk)) as lease:
        publishing.publish(Publication.objects.get(pk=publication.pk), lease)
    publication.refresh_from_db()
    return publication


def test_an_approved_picture_goes_live_once_it_was_read_back(approved, target):
    publication = step(request(approved))
    assert publication.state == State.PUBLISHED
    assert sha256(target.files[publication.file_name]) == publication.sha256
    assert publication.published_at


def test_the_public_bucket_serves_the_file_with_its_provenance(approved):
    publication = step(request(approved, kind="bucket"))
    with storages["public"].open(publication.file_name) as file:
        assert read_source_type(file.read()) is SourceType.COMPOSITE
    assert publication.address.startswith("/pictures/")


def test_the_delivered_file_has_the_placements_format(approved, target):
    approved.render.shot.placement.delivery_format = "jpeg"
    approved.render.shot.placement.save()
    assert step(request(approved)).file_name.endswith(".jpg")


@pytest.mark.parametrize("verdict", ["reject", "changes"])
def test_what_nobody_approved_is_not_published(verdict):
    with pytest.raises(publishing.NotApproved):
        request(make_decision(verdict=verdict))
    assert not Publication.objects.exists()


def test_an_approval_taken_back_before_the_upload_publishes_nothing(approved, target):
    publication = request(approved)
    Decision.objects.filter(pk=approved.pk).update(undone_at="2026-01-01T00:00Z")
    step(publication)
    assert publication.state == State.FAILED
    assert "no longer stands" in publication.explanation
    assert not target.files


def test_bytes_other_than_those_approved_are_not_published(approved, target):
    master = MASTERS.storage.path(f"{approved.sha256[:2]}/{approved.sha256}")
    with open(master, "wb") as file:
        file.write(packshot("red", (128, 128)))
    publication = step(request(approved))
    assert publication.state == State.FAILED
    assert not target.files


def test_a_target_that_lies_is_not_believed(approved, target):
    target.lie = b"something else"
    publication = step(request(approved))
    assert publication.state == State.UPLOADED
    assert "other bytes" in publication.explanation
    target.lie = None
    assert step(publication).state == State.PUBLISHED


def test_a_target_that_does_not_answer_is_tried_again_and_then_given_up(approved, target):
    target.error = Unreachable("The shop does not answer.")
    publication = request(approved)
    for _ in range(publishing.MOST_TRIES):
        step(publication)
    assert (publication.state, publication.explanation) == (State.FAILED, "The shop does not answer.")
    target.error = None
    assert publishing.retry(publication, by=make_person())
    assert step(publication).state == State.PUBLISHED


def test_a_target_that_rejects_the_file_is_not_asked_again(approved, target):
    target.error = Rejected("The shop takes no files over 20 MB.")
    assert step(request(approved)).state == State.FAILED


def test_publishing_the_same_again_changes_nothing(approved, target):
    channel, by = make_channel(kind="fake"), make_person()
    first = publishing.request(approved, channel=channel, by=by)
    assert publishing.request(approved, channel=channel, by=by) == first


def test_another_picture_in_the_slot_replaces_the_first(approved, target):
    channel, by = make_channel(kind="fake"), make_person()
    first = step(publishing.request(approved, channel=channel, by=by))
    shot = approved.review.shot
    second = make_decision(make_review(make_render(shot, sha256=MASTERS.keep(packshot("blue", (128, 128))))))
    step(publishing.request(second, channel=channel, by=by))
    first.refresh_from_db()
    assert first.state == State.REPLACED
    assert Publication.objects.standing().get().decision == second


def test_what_is_live_stays_live_until_its_successor_was_read_back(approved, target):
    channel, by = make_channel(kind="fake"), make_person()
    first = step(publishing.request(approved, channel=channel, by=by))
    master = MASTERS.keep(packshot("blue", (128, 128)))
    second = make_decision(make_review(make_render(approved.review.shot, sha256=master)))
    target.error = Rejected("The shop takes no files over 20 MB.")
    step(publishing.request(second, channel=channel, by=by))
    first.refresh_from_db()
    assert first.state == State.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_publish_once(approved, target):
    channel, by = make_channel(kind="fake"), make_person()
    barrier, found = threading.Barrier(10), []

    def click():
        barrier.wait()
        found.append(publishing.request(approved, channel=channel, by=by).pk)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {Publication.objects.get().pk}
    assert len(found) == 10
