"""What visitors get is read back: bytes, texts, and the AI mark of every copy."""

from dataclasses import replace

import pytest

from renders.channels.base import Mismatch, Rejected, Unreachable
from tests.renders.channels.woocommerce.conftest import made
from tests.simulators.woocommerce import woocommerce


def addresses(shop):
    """Of the smaller copies of the last picture."""
    return {f"{shop.base_url}/wp-content/uploads/{path}" for path in shop.media()[-1]["sizes"].values()}


def test_gd_loses_the_mark_of_every_copy_and_each_address_is_named(shop, channel):
    receipt = channel.upload(made(size=(400, 350)))
    live = channel.verify(receipt)
    assert live.address == receipt.address
    assert (len(live.unmarked), set(live.unmarked)) == (3, addresses(shop))


def test_imagick_keeps_the_mark_of_a_jpeg(connected):
    with woocommerce(editor="imagick") as shop:
        channel = connected(shop)
        assert channel.verify(channel.upload(made())).unmarked == ()


def test_imagick_loses_the_mark_of_a_webp(connected):
    with woocommerce(editor="imagick") as shop:
        channel = connected(shop)
        live = channel.verify(channel.upload(made(file_format="webp")))
        assert set(live.unmarked) == addresses(shop)


def test_a_scaled_picture_that_lost_its_mark_is_named_itself(shop, channel):
    receipt = channel.upload(made(size=(2700, 40)))
    assert receipt.address in channel.verify(receipt).unmarked


def test_a_picture_that_a_plugin_compressed_lives_and_its_lost_mark_is_named(shop, channel):
    receipt = channel.upload(made())
    shop.change(int(receipt.reference), "recompress")
    assert receipt.address in channel.verify(receipt).unmarked


def test_a_file_that_was_cut_off_is_found(shop, channel):
    receipt = channel.upload(made())
    shop.change(int(receipt.reference), "truncate")
    with pytest.raises(Mismatch, match="does not show the picture"):
        channel.verify(receipt)


@pytest.mark.parametrize("status", [403, 404])
def test_an_address_that_shows_nothing_is_found(shop, channel, status):
    receipt = channel.upload(made())
    shop.script({"fault": str(status), "on": "file"})
    with pytest.raises(Mismatch, match="does not show the picture"):
        channel.verify(receipt)


def test_a_copy_that_cannot_be_read_is_no_proof(shop, channel):
    receipt = channel.upload(made())
    shop.script({"fault": "500", "on": "file", "nth": 2})
    with pytest.raises(Unreachable):
        channel.verify(receipt)


def test_texts_that_were_answered_and_not_saved_are_found_and_sent_again(shop, channel):
    shop.script({"fault": "lie", "on": "media.update", "times": 1})
    with pytest.raises(Mismatch, match="another alternative text"):
        channel.upload(made())
    assert channel.verify(channel.upload(made()))
    assert len(shop.media()) == 1


def test_an_upload_that_was_answered_and_not_saved_is_found_and_sent_again(shop, channel):
    shop.script({"fault": "lie", "on": "media.create", "times": 1})
    with pytest.raises(Mismatch, match="no longer in the media library"):
        channel.upload(made())
    assert channel.verify(channel.upload(made()))


def test_another_alternative_text_is_found(channel):
    receipt = channel.upload(made())
    with pytest.raises(Mismatch, match="another alternative text"):
        channel.verify(replace(receipt, alt_text="A mug from the side"))


def test_a_picture_that_was_deleted_is_found(shop, channel):
    receipt = channel.upload(made())
    shop.remove(media=int(receipt.reference))
    with pytest.raises(Mismatch, match="no longer in the media library"):
        channel.verify(receipt)


def test_signs_that_wordpress_changes_in_a_text_are_no_difference(channel):
    delivery = made(alt_text="Mug  &  saucer,\n  <new>")
    assert channel.verify(channel.upload(delivery))


def test_verifying_writes_nothing(shop, channel):
    receipt = channel.upload(made())
    before = shop.stats()["writes"]
    channel.verify(receipt)
    assert shop.stats()["writes"] == before


def test_pictures_on_another_host_are_read_once_an_admin_allows_it(shop, connected):
    other = shop.host.replace("127.0.0.1", "localhost")
    shop.set(media_url=f"http://{other}")
    channel = connected(shop)
    receipt = channel.upload(made())
    with pytest.raises(Rejected, match="an admin can add the host to media_hosts"):
        channel.verify(receipt)
    assert connected(shop, allow=[other]).verify(receipt).address.startswith(f"http://{other}/")


def test_hosts_of_pictures_are_a_setting(shop, connected):
    channel = connected(shop, media_hosts="media.example, *.cdn.example")
    assert channel.check() == []
