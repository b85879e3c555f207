"""Publishing: only approved bytes, live only once verified, one picture a gallery slot."""

import threading
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection

from catalog import processes
from catalog.models import Placement, PromptTemplate
from catalog.pictures import decode, sha256
from renders import channels
from renders.channels import Rejected, Unreachable
from renders.files import MASTERS, RENDITIONS, store_rendition
from renders.finishing import (
    FORMATS,
    DerivedFile,
    FileRules,
    Provenance,
    SourceType,
    deliver,
    delivery,
    read_provenance,
    require_provenance,
)
from renders.models import Decision, Publication
from renders.models.publications import State
from renders.pipeline.publishing import deliveries, failing, requests
from tests.factories import (
    make_channel,
    make_decision,
    make_person,
    make_render,
    make_review,
)
from tests.images import encoded, packshot
from tests.in_process import InProcess
from tests.marks import AI_SYSTEM, AI_VERSION, SOURCE_TYPE, TERMS, read_marks
from tests.renders.pipeline.publishing.conftest import approved_picture, step

pytestmark = pytest.mark.django_db
WEBP = FORMATS["webp"]


def request(decision, channel=None, **changes):
    return requests.request(decision, channel=channel or make_channel(), by=make_person(), **changes)


def delivered(target):
    """The one delivery that the target got."""
    (one,) = target.deliveries.values()
    return one


def test_an_approved_picture_goes_live_once_it_was_read_back(approved, target):
    publication = step(request(approved))
    assert publication.state == State.PUBLISHED
    assert sha256(delivered(target).data) == publication.sha256
    assert publication.published_at


def test_the_public_bucket_serves_the_file_with_its_provenance(approved):
    publication = step(request(approved))
    with storages["public"].open(publication.reference) as file:
        assert read_marks(file.read())[SOURCE_TYPE] == SourceType.COMPOSITE.value
    assert publication.address.startswith("/pictures/")


@pytest.mark.parametrize("format", FORMATS)
def test_what_a_model_drew_is_stored_with_its_marks_in_every_format(fake, format):
    publication = step(request(approved_picture(delivery_format=format, provider="fake", endpoint="draw-7")))
    with storages["public"].open(publication.reference) as file:
        marks = read_marks(file.read())
    assert marks[SOURCE_TYPE] == f"{TERMS}trainedAlgorithmicMedia"
    assert (marks[AI_SYSTEM], marks[AI_VERSION]) == ("fake", "draw-7")


def test_what_was_renamed_since_it_was_sent_is_still_read_back_as_it_was_written(fake, target):
    target.is_damaged = True
    approved = approved_picture(provider="fake", endpoint="draw-7")
    publication = step(request(approved))
    shot = approved.render.shot
    PromptTemplate.objects.filter(pk=shot.version.template_id).update(name="Another name")
    publication = Publication.objects.get(pk=publication.pk)
    assert deliveries.receipt_of(publication).provenance == delivered(target).provenance


def test_a_file_that_was_published_before_its_system_was_named_still_agrees_with_its_row(fake):
    publication = step(request(approved_picture(provider="fake")))
    before = Provenance(SourceType.TRAINED_ALGORITHMIC_MEDIA, "Packshot v1")
    old = delivery(decode(packshot()).image, FileRules("webp"), before)
    Publication.objects.filter(pk=publication.pk).update(provenance={}, sha256=old.sha256)
    require_provenance(old.data, deliveries.receipt_of(Publication.objects.get(pk=publication.pk)).provenance)


def test_the_delivered_file_has_the_placements_format(approved, target):
    approved.render.shot.placement.delivery_format = "jpeg"
    approved.render.shot.placement.save()
    step(request(approved))
    assert (delivered(target).content_type, delivered(target).extension) == ("image/jpeg", "jpg")


def test_webp_is_delivered_where_a_placement_names_no_format(approved, target):
    assert Placement().delivery_format == approved.render.shot.placement.delivery_format
    step(request(approved))
    assert (delivered(target).content_type, delivered(target).extension) == ("image/webp", "webp")


def test_the_channels_own_format_and_size_come_before_the_placements(approved, target):
    step(request(approved, make_channel(settings={"format": "jpeg", "long_edge": "96"})))
    assert delivered(target).content_type == "image/jpeg"
    assert decode(delivered(target).data).image.size == (96, 96)


def test_a_picture_that_its_channel_has_no_bytes_for_is_not_sent(approved, target):
    publication = step(request(approved, make_channel(settings={"max_kilobytes": "1"})))
    assert (publication.state, target.deliveries) == (State.FAILED, {})
    assert "The channel takes 1 KB. Nothing was published" in publication.explanation


def test_a_setting_that_nobody_can_follow_is_named_and_nothing_is_sent(approved, target):
    publication = step(request(approved, make_channel(settings={"format": "gif"})))
    assert (publication.state, target.deliveries) == (State.FAILED, {})
    assert publication.explanation.startswith("“gif” is no format of files.")


@pytest.fixture
def encodes():
    """The rules of every file that is encoded for a channel, in turn."""

    class Counting(InProcess):
        seen = []

        def run(self, function, *arguments):
            if function is deliver:
                self.seen.append(arguments[1].spec)
            return super().run(function, *arguments)

    processes.use(Counting())
    yield Counting.seen
    processes.use(InProcess())


def test_a_picture_is_encoded_once_for_each_format_whatever_is_tried_again(approved, target, encodes):
    target.error = Unreachable("The shop does not answer.")
    publication = request(approved)
    for _ in range(3):
        step(publication)
    target.error = None
    step(publication)
    step(request(approved, make_channel()))
    step(request(approved, make_channel(settings={"format": "jpeg"})))
    assert encodes == ["delivery-webp", "delivery-jpeg"]
    assert set(Publication.objects.values_list("state", flat=True)) == {State.PUBLISHED}


def test_nothing_is_encoded_of_what_nobody_approved(approved, target, encodes):
    publication = request(approved)
    Decision.objects.filter(pk=approved.pk).update(undone_at="2026-01-01T00:00Z")
    step(publication)
    make_decision(verdict="reject")
    assert encodes == []


def test_a_file_without_its_marks_is_refused_before_it_is_sent(approved, target):
    stripped = encoded(decode(packshot(size=(128, 128))).image, "WEBP")
    store_rendition(approved.render_id, DerivedFile("delivery-webp", *WEBP, 128, 128, stripped, sha256(stripped)))
    publication = step(request(approved))
    assert (publication.state, target.deliveries) == (State.FAILED, {})
    assert publication.explanation == "The file does not say how the picture was made."


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"else")])
def test_a_made_file_that_is_lost_or_damaged_is_made_anew(approved, target, harm):
    step(request(approved))
    (file,) = approved.render.renditions.filter(spec="delivery-webp")
    harm(Path(RENDITIONS.storage.path(f"{file.sha256[:2]}/{file.sha256}")))
    second = step(request(approved, make_channel()))
    assert (second.state, second.sha256) == (State.PUBLISHED, file.sha256)


@pytest.mark.parametrize("verdict", ["reject", "changes"])
def test_what_nobody_approved_is_not_published(verdict):
    with pytest.raises(deliveries.NotApproved):
        request(make_decision(verdict=verdict))
    assert not Publication.objects.exists()


def test_the_delivery_says_where_the_picture_belongs(approved, target):
    shot = approved.render.shot
    shot.placement.position = 3
    shot.placement.save()
    step(request(approved, alt_text="A beige mug, handle right"))
    sent, sku = delivered(target), shot.colorway.sku
    assert (sent.sku, sent.product_name) == (sku, shot.colorway.product.name)
    assert sent.gallery_slot == f"{sku}/{shot.placement.slug}/{shot.version.template.slug}"
    assert (sent.position, sent.alt_text) == (3, "A beige mug, handle right")
    assert sent.provenance == read_provenance(sent.data)
    assert sent.provenance.source_type is SourceType.COMPOSITE


def test_without_a_text_the_alternative_text_names_product_and_colorway(approved, target):
    colorway = approved.render.shot.colorway
    publication = step(request(approved))
    assert delivered(target).alt_text == publication.alt_text == f"{colorway.product.name}, {colorway.color_words}"


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
    for _ in range(failing.MAX_TRIES):
        step(publication)
    assert (publication.state, publication.explanation) == (State.FAILED, "The shop does not answer.")
    target.error = None
    assert requests.retry(publication, by=make_person())
    assert step(publication).state == State.PUBLISHED


def test_a_target_that_rejects_the_file_is_not_asked_again(approved, target):
    target.error = Rejected("The shop takes no files over 20 MB.")
    assert step(request(approved)).state == State.FAILED


def test_publishing_the_same_again_changes_nothing(approved, target):
    channel, by = make_channel(), make_person()
    first = requests.request(approved, channel=channel, by=by)
    assert requests.request(approved, channel=channel, by=by) == first


def test_another_picture_in_the_slot_replaces_the_first(approved, target):
    channel, by = make_channel(), make_person()
    first = step(requests.request(approved, channel=channel, by=by))
    shot = approved.review.shot
    second = make_decision(make_review(make_render(shot, sha256=MASTERS.store(packshot("blue", (128, 128))))))
    step(requests.request(second, channel=channel, by=by, replaces=first))
    first.refresh_from_db()
    assert first.state == State.REPLACED
    assert Publication.objects.not_replaced().get().decision == second


def test_what_is_live_stays_live_until_its_successor_was_read_back(approved, target):
    channel, by = make_channel(), make_person()
    first = step(requests.request(approved, channel=channel, by=by))
    master = MASTERS.store(packshot("blue", (128, 128)))
    second = make_decision(make_review(make_render(approved.review.shot, sha256=master)))
    target.error = Rejected("The shop takes no files over 20 MB.")
    step(requests.request(second, channel=channel, by=by, replaces=first))
    first.refresh_from_db()
    assert first.state == State.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_publish_once(approved, target):
    channel, by = make_channel(), make_person()
    barrier, published = threading.Barrier(10), []

    def click():
        barrier.wait()
        published.append(requests.request(approved, channel=channel, by=by).pk)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(published) == {Publication.objects.get().pk}
    assert len(published) == 10
