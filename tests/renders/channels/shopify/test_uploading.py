"""A file comes to the shop once, whatever answer is lost, and is read back before anybody says that it is live."""

from dataclasses import replace

import pytest

from renders.channels.base import ChannelError, Mismatch, NotReady, Rejected, Throttled, Unreachable
from renders.finishing.provenance import Provenance, ProvenanceMissing, SourceType
from tests.renders.channels.shopify.conftest import connect, delivered, made, until_done


def pictures(sim):
    return [file for file in sim.shop()["files"].values() if file["name"].startswith("mug-1-")]


@pytest.mark.parametrize("version", ["2026-01", "2026-10"])
def test_a_picture_is_uploaded_and_read_back(sim, mug, version):
    shop, delivery = connect(sim, api_version=version), made()
    receipt = shop.upload(delivery)
    assert (receipt.size, receipt.width, receipt.height) == (len(delivery.data), 64, 48)
    live = until_done(lambda: shop.verify(receipt))
    assert live.address.startswith(sim.storage_url)
    assert pictures(sim) == [
        {"name": delivery.file_name, "alt": "A blue mug", "status": "READY", "bytes": len(delivery.data)}
    ]


def test_an_upload_changes_no_gallery(sim, mug, graphql):
    before = sim.media(mug)
    until_done(lambda: graphql.verify(graphql.upload(made())))
    assert sim.media(mug) == before


def test_the_storage_gets_no_token(sim, mug, graphql):
    graphql.upload(made())
    assert (sim.count("upload"), sim.stats()["leaks"]) == (1, [])


def test_the_same_delivery_again_uploads_nothing(sim, mug, shop):
    first = shop.upload(made())
    assert until_done(lambda: shop.upload(made())) == first
    before = sim.writes()
    assert shop.upload(made()) == first
    assert (len(pictures(sim)), sim.writes()) == (1, before)


@pytest.mark.parametrize("operation", ["files", "stagedUploadsCreate", "upload", "fileCreate"])
@pytest.mark.parametrize("fault", ["lost_answer", "reset", "503"])
def test_an_answer_that_is_lost_never_makes_a_second_file(sim, mug, graphql, operation, fault):
    sim.script({"fault": fault, "on": operation, "nth": 1})
    with pytest.raises(Unreachable):
        graphql.upload(made())
    receipt = until_done(lambda: graphql.upload(made()))
    until_done(lambda: graphql.verify(receipt))
    assert len(pictures(sim)) == 1


def test_the_second_file_is_refused_where_the_search_does_not_know_the_first_yet(sim, mug, graphql):
    sim.set(search_lag=6)
    sim.script({"fault": "lost_answer", "on": "fileCreate", "nth": 1})
    for _ in range(3):
        with pytest.raises(Unreachable):
            graphql.upload(made())
    receipt = until_done(lambda: graphql.upload(made()))
    assert [file for file in sim.shop()["files"] if file == receipt.reference] == [receipt.reference]
    assert len(pictures(sim)) == 1


def test_a_file_that_shopify_renamed_is_adopted(sim, mug, graphql):
    sim.set(renames=True, hides_originals=True)
    first = graphql.upload(made())
    assert until_done(lambda: graphql.upload(made())).reference == first.reference


def test_a_file_of_another_with_a_like_name_is_left_alone(sim, mug, graphql):
    other = graphql.upload(made("green"))
    until_done(lambda: graphql.verify(other))
    assert graphql.upload(made("blue")).reference != other.reference


def test_an_adopted_file_gets_the_new_alternative_text(sim, mug, shop):
    first = shop.upload(made())
    second = until_done(lambda: shop.upload(made(alt_text="A cup")))
    assert second.reference == first.reference
    until_done(lambda: shop.verify(second))
    assert [file["alt"] for file in pictures(sim)] == ["A cup"]


def test_a_picture_that_is_still_processed_is_not_ready(sim, mug, graphql):
    sim.set(processing=5)
    receipt = graphql.upload(made())
    with pytest.raises(NotReady):
        graphql.verify(receipt)


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        ("INVALID_IMAGE_RESOLUTION", Rejected, "Set long_edge of the channel to 4472"),
        ("INVALID_SIGNED_URL", Unreachable, "could not read the file that was uploaded"),
        ("MEDIA_TIMEOUT_ERROR", Unreachable, "something else changed it"),
        ("IMAGE_PROCESSING_FAILURE", Unreachable, "could not process the picture"),
        ("UNKNOWN", Rejected, "Shopify refused this: “UNKNOWN”"),
    ],
)
def test_a_picture_that_failed_says_why(sim, mug, graphql, code, kind, sentence):
    sim.script({"fault": "file_fails", "on": "fileCreate", "code": code, "times": 1})
    receipt = graphql.upload(made())
    with pytest.raises(kind, match=sentence):
        until_done(lambda: graphql.verify(receipt))


def test_after_a_failed_file_the_next_try_makes_another(sim, mug, graphql):
    sim.script({"fault": "file_fails", "on": "fileCreate", "code": "IMAGE_PROCESSING_FAILURE", "times": 1})
    failed = graphql.upload(made())
    receipt = until_done(lambda: graphql.upload(made()))
    assert receipt.reference != failed.reference
    until_done(lambda: graphql.verify(receipt))


@pytest.mark.parametrize(("lie", "error"), [("stagedUploadsCreate", Unreachable), ("fileCreate", Mismatch)])
def test_a_file_that_was_never_saved_is_found_out(sim, mug, graphql, lie, error):
    sim.script({"fault": "lie", "on": lie, "times": 1})
    with pytest.raises(error):
        until_done(lambda: graphql.verify(graphql.upload(made())))
    receipt = until_done(lambda: graphql.upload(made()))
    until_done(lambda: graphql.verify(receipt))


def test_an_alternative_text_that_was_not_saved_is_sent_again(sim, mug, shop):
    until_done(lambda: shop.verify(shop.upload(made())))
    sim.script({"fault": "lie", "on": "fileUpdate", "times": 1})
    with pytest.raises(Mismatch):
        until_done(lambda: shop.upload(made(alt_text="A cup")))
    until_done(lambda: shop.verify(shop.upload(made(alt_text="A cup"))))


def test_another_alternative_text_is_a_mismatch(sim, mug, shop):
    receipt = shop.upload(made())
    sim.edit("set_alt", id=receipt.reference, alt="Something else")
    with pytest.raises(Mismatch, match="alternative text"):
        until_done(lambda: shop.verify(receipt))


@pytest.mark.parametrize(("field", "value"), [("size", 1), ("width", 63)])
def test_another_picture_is_a_mismatch(sim, mug, graphql, field, value):
    receipt = replace(graphql.upload(made()), **{field: value})
    with pytest.raises(Mismatch):
        until_done(lambda: graphql.verify(receipt))


def test_an_original_that_says_another_origin_is_not_live(sim, mug, graphql):
    delivery = made(provenance=Provenance(SourceType.COMPOSITE, "packshot v3"))
    with pytest.raises(ProvenanceMissing):
        until_done(lambda: graphql.verify(graphql.upload(delivery)))


@pytest.mark.parametrize("keeps_marks", [True, False])
def test_an_address_that_lost_the_ai_mark_is_named(sim, mug, graphql, keeps_marks):
    sim.set(keeps_marks=keeps_marks)
    receipt = graphql.upload(made())
    live = until_done(lambda: graphql.verify(receipt))
    assert live.unmarked == (() if keeps_marks else (live.address,))


def test_a_picture_that_somebody_deleted_is_said_to_be_gone(sim, mug, shop):
    receipt = shop.upload(made())
    sim.edit("delete_file", id=receipt.reference)
    with pytest.raises(Rejected, match="Somebody deleted the picture"):
        shop.verify(receipt)


def test_a_discarded_file_is_deleted_once(sim, mug, graphql):
    receipt = delivered(graphql, made())
    graphql.discard(receipt)
    graphql.discard(receipt)
    assert (pictures(sim), sim.count("fileDelete")) == ([], 1)


@pytest.mark.parametrize("operation", ["files", "stagedUploadsCreate", "fileCreate"])
def test_a_throttled_call_says_how_long_to_wait(sim, mug, graphql, operation):
    sim.script({"fault": "throttled", "on": operation, "requested": 150, "available": 50, "rate": 25, "nth": 1})
    with pytest.raises(Throttled) as caught:
        graphql.upload(made())
    assert caught.value.wait == 4
    graphql.upload(made())


def test_a_shop_without_points_left_throttles(sim, mug, graphql):
    sim.set(points=130.0, rate=1.0)
    for number in range(3):
        graphql.upload(made(slot=f"mug-1/{number}/packshot"))
    with pytest.raises(Throttled) as caught:
        graphql.upload(made(slot="mug-1/last/packshot"))
    assert 1 <= caught.value.wait <= 60


def test_too_many_calls_of_rest_wait_as_long_as_shopify_says(sim, mug, rest):
    sim.script({"fault": "429", "on": "rest.POST", "retry_after": 7})
    with pytest.raises(Throttled) as caught:
        rest.upload(made())
    assert caught.value.wait == 7


def test_a_user_error_at_the_create_is_said(sim, mug, graphql):
    sim.script({"fault": "user_error", "on": "fileCreate", "code": "UNACCEPTABLE_ASSET"})
    with pytest.raises(Rejected, match="no file of this type"):
        graphql.upload(made())


def test_an_alternative_text_that_is_too_long_is_said(sim, mug, graphql):
    with pytest.raises(ChannelError, match="512 characters"):
        graphql.upload(made(alt_text="x" * 513))
