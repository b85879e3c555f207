"""A picture reaches the media library once, with our texts, whatever becomes of the answers."""

import io

import pytest
from PIL import Image

from renders.channels.base import Rejected, Throttled, Unreachable
from tests.renders.channels.woocommerce.conftest import made

WHOLE = ["thumbnail", "medium", "woocommerce_thumbnail"]


def with_caption(data):
    """The same JPEG with a title and caption of its own, as cameras and tools write them."""
    record = b"\x1c\x02\x05\x00\x06Camera" + b"\x1c\x02\x78\x00\x05Words"
    block = b"8BIM\x04\x04\x00\x00" + len(record).to_bytes(4, "big") + record + b"\0" * (len(record) % 2)
    segment = b"Photoshop 3.0\0" + block
    return data[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + data[2:]


def test_a_picture_is_stored_with_alt_text_title_and_copies(shop, channel):
    delivery = made()
    receipt = channel.upload(delivery)
    (stored,) = shop.media()
    assert (stored["alt"], stored["title"], stored["caption"]) == ("A mug, front", "Mug", "")
    assert (stored["sha256"], sorted(stored["sizes"])) == (delivery.sha256, sorted(WHOLE))
    assert (receipt.reference, receipt.sha256, receipt.size) == (str(stored["id"]), delivery.sha256, len(delivery.data))
    assert receipt.address == f"{shop.base_url}/wp-content/uploads/{stored['file']}"


def test_the_same_picture_again_only_reads(shop, channel):
    first = channel.upload(made())
    before = shop.stats()["writes"]
    assert channel.upload(made()) == first
    assert shop.stats()["writes"] == before
    assert len(shop.media()) == 1


def test_what_a_file_says_of_itself_is_not_shown_as_title_or_caption(shop, channel):
    channel.upload(made(data=with_caption(made().data)))
    (stored,) = shop.media()
    assert (stored["title"], stored["caption"]) == ("Mug", "")


def test_a_changed_alternative_text_is_written_without_a_second_file(shop, channel):
    channel.upload(made())
    channel.upload(made(alt_text="A mug from the side"))
    (stored,) = shop.media()
    assert stored["alt"] == "A mug from the side"


def test_the_same_bytes_in_two_places_are_two_files(shop, channel):
    one, other = (channel.upload(made(slot=f"MUG-{letter}/packshot/studio")) for letter in "RB")
    assert one.reference != other.reference


def test_a_sku_with_signs_that_wordpress_drops_is_found_again(shop, channel):
    slot = 'Müg "8.5" & co.php.x/packshot/studio'
    first = channel.upload(made(slot=slot))
    assert channel.upload(made(slot=slot)) == first
    assert len(shop.media()) == 1


def test_a_picture_of_somebody_else_that_holds_the_hash_in_its_title_is_not_adopted(shop, channel):
    delivery = made()
    shop.post("media", {"name": f"copy-of-{delivery.sha256[:16]}"})
    receipt = channel.upload(delivery)
    assert receipt.reference == str(shop.media()[-1]["id"])


@pytest.mark.parametrize(
    "rule",
    [
        {"fault": "lost_answer", "on": "media.create"},
        {"fault": "close_after", "on": "media.create"},
        {"fault": "cut_after", "on": "media.create"},
        {"fault": "500_after", "on": "media.create"},
        {"fault": "504_after", "on": "media.create"},
        {"fault": "broken_json_after", "on": "media.create"},
        {"fault": "half", "on": "media.create"},
        {"fault": "half", "on": "media.create", "silent": True},
        {"fault": "half", "on": "media.create", "page": True},
        {"fault": "html_after", "on": "media.create", "status": 502},
    ],
)
def test_an_upload_whose_answer_was_lost_is_adopted_at_once(shop, channel, rule):
    shop.script({**rule, "times": 1})
    receipt = channel.upload(made())
    (stored,) = shop.media()
    assert (receipt.reference, stored["alt"], sorted(stored["sizes"])) == (
        str(stored["id"]),
        "A mug, front",
        sorted(WHOLE),
    )


@pytest.mark.parametrize(
    "rule",
    [
        {"fault": "html_after", "on": "media.create"},
        {"fault": "lost_answer", "on": "media.update"},
        {"fault": "500", "on": "media.update"},
        {"fault": "reset", "on": "media.create"},
        {"fault": "500", "on": "media.create"},
        {"fault": "reset", "on": "media.list"},
        {"fault": "reset", "on": "media.list", "nth": 2},
    ],
)
def test_an_upload_that_failed_anywhere_is_one_file_after_the_next_try(shop, channel, rule):
    first_try_fails = {**rule, "times": 1}
    lost = {"fault": "lost_answer", "on": "media.create", "times": 1}
    shop.script(first_try_fails, *([lost] if rule.get("nth") else []))
    with pytest.raises((Unreachable, Rejected)):
        channel.upload(made())
    channel.upload(made())
    (stored,) = shop.media()
    assert (stored["alt"], sorted(stored["sizes"])) == ("A mug, front", sorted(WHOLE))


def test_copies_that_could_not_be_made_are_made_by_the_next_try(shop, channel):
    shop.script(
        {"fault": "half", "on": "media.create", "times": 1}, {"fault": "500", "on": "media.process", "times": 1}
    )
    with pytest.raises(Unreachable, match="could not make its smaller copies"):
        channel.upload(made())
    channel.upload(made())
    (stored,) = shop.media()
    assert (stored["missing"], sorted(stored["sizes"])) == ([], sorted(WHOLE))


def test_of_two_uploads_that_crossed_the_older_is_adopted(shop, channel):
    stem = made().file_name.removesuffix(".jpg")
    first, _second = (shop.post("media", {"name": stem})["id"] for _ in range(2))
    assert channel.upload(made()).reference == str(first)
    assert len(shop.media()) == 2


def test_a_picture_that_wordpress_cannot_read_is_refused_for_good(shop, channel):
    with pytest.raises(Rejected, match="WordPress takes no such file"):
        channel.upload(made(data=b"no picture"))
    assert shop.media() == []


def test_a_picture_over_2560_pixels_is_shown_as_a_copy(shop, channel):
    receipt = channel.upload(made(size=(2700, 40)))
    assert "-scaled" in receipt.address
    assert channel.upload(made(size=(2700, 40))).reference == receipt.reference


def test_a_site_that_asks_to_wait_is_waited_for(shop, channel):
    shop.script({"fault": "429", "on": "media.create", "retry_after": 7})
    with pytest.raises(Throttled) as caught:
        channel.upload(made())
    assert caught.value.wait == 7


def test_pictures_of_two_colours_differ(channel):
    """What the other tests rely on."""
    assert Image.open(io.BytesIO(made("red").data)).size == (400, 400)
    assert made("red").sha256 != made("blue").sha256
