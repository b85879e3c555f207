"""What stands in the way of publishing, said before anything is published, and without writing."""

import pytest

from renders import channels
from renders.channels.base import Rejected
from renders.channels.woocommerce import WooCommerce
from renders.channels.woocommerce.adapter import shop_keys
from tests.renders.channels.woocommerce.conftest import MUG, made
from tests.simulators.woocommerce import woocommerce


def test_a_shop_that_takes_pictures_is_free_of_problems(shop, channel):
    assert channel.check() == []
    assert shop.stats()["writes"] == 0


@pytest.mark.parametrize(
    ("options", "sentences"),
    [
        ({"is_revoked": True}, ["does not accept the application password"]),
        ({"takes_passwords": False}, ["has application passwords switched off"]),
        ({"passes_authorization": False}, ["lets it pass on the header Authorization"]),
        ({"rights": "edit_products,edit_others_products,edit_published_products"}, ["may not upload pictures"]),
        ({"rights": "upload_files,read_products"}, ["may not change products"]),
        ({"has_shop": False}, ["is WooCommerce installed"]),
        ({"pretty": False}, []),
        ({"pretty": False, "plain_status": 200}, []),
    ],
)
def test_each_hindrance_is_a_sentence(shop, channel, options, sentences):
    shop.set(**options)
    said = channel.check()
    assert all(any(sentence in one for one in said) for sentence in sentences)
    assert bool(said) == bool(sentences)
    assert shop.stats()["writes"] == 0


@pytest.mark.parametrize("status", [200, 403, 404, 502])
def test_pages_instead_of_data_are_one_sentence(shop, channel, status):
    shop.script({"fault": "html", "status": status})
    assert len(channel.check()) == 1


def test_a_site_without_pretty_addresses_takes_pictures_all_the_same(connected):
    with woocommerce(pretty=False) as shop:
        product = shop.add_product("MUG", pictures=1)
        channel = connected(shop)
        receipt = channel.upload(made())
        gallery = channel.read(MUG)
        channel.arrange(gallery, gallery.without(gallery.pictures[0].reference))
        assert channel.verify(receipt).address == receipt.address
        assert shop.pictures_of(product["id"]) == []
        channel.discard(receipt)
        assert receipt.reference not in [str(one["id"]) for one in shop.media()]


@pytest.mark.parametrize("ending", ["/", "/wp-json", "/wp-json/"])
def test_an_address_is_understood_with_whatever_was_copied_along(shop, connected, ending):
    assert connected(shop, url=shop.base_url + ending).check() == []


@pytest.mark.parametrize("missing", ["url", "wordpress_user", "wordpress_app_password"])
def test_what_is_missing_is_said_when_the_channel_is_made(shop, connected, missing):
    with pytest.raises(Rejected, match="an admin can set"):
        connected(shop, **{missing: ""})


def test_the_key_of_a_row_may_be_the_application_password(shop, connected):
    assert connected(shop, key=shop.password, wordpress_app_password="").check() == []


def test_keys_of_woocommerce_need_their_secret():
    with pytest.raises(Rejected, match="without its secret"):
        shop_keys({}, "ck_1", "https://shop.example")


def test_keys_of_woocommerce_are_never_sent_over_http():
    with pytest.raises(Rejected, match="over https only"):
        shop_keys({"secret": "cs_1"}, "ck_1", "http://shop.example")


def test_keys_of_woocommerce_open_the_shop_beside_the_password(shop):
    assert shop_keys({"secret": "cs_1"}, "ck_1", "https://shop.example") == "Basic Y2tfMTpjc18x"


def test_files_for_a_shop_are_jpeg_of_2560_pixels_at_most(monkeypatch):
    monkeypatch.setitem(channels.REGISTRY, "woocommerce", WooCommerce)
    rules = channels.files_of("woocommerce", code="woocommerce", settings={"long_edge": "4000"}, default="webp")
    assert (rules.format, rules.long_edge) == ("jpeg", 2560)
