"""Which product a SKU means, and what its gallery holds."""

import pytest

from renders.channels.base import NoProduct
from renders.channels.galleries import Target
from tests.renders.channels.woocommerce.conftest import MUG


def test_a_product_is_found_by_its_sku(shop, channel):
    product = shop.add_product("MUG", name="Big mug", pictures=2)
    gallery = channel.read(MUG)
    assert (gallery.product, gallery.title) == (str(product["id"]), "Big mug")
    assert [picture.reference for picture in gallery.pictures] == [str(one) for one in product["pictures"]]
    assert gallery.address == f"{shop.base_url}/product/{product['id']}/"
    assert gallery.pictures[0].alt_text.startswith("Alt of foreign")


def test_a_variations_sku_leads_to_its_product(shop, channel):
    product = shop.add_product("SOMETHING-ELSE", variations=["MUG-R", "MUG-B"])
    gallery = channel.read(MUG)
    assert gallery.product == str(product["id"])
    assert [variant.sku for variant in gallery.variants] == ["MUG-R", "MUG-B"]


def test_the_products_own_sku_comes_before_those_of_its_colorways(shop, channel):
    shop.add_product("OTHER", variations=["MUG-R"])
    product = shop.add_product("MUG")
    assert channel.read(MUG).product == str(product["id"])


def test_skus_are_the_same_in_any_case_and_come_back_in_ours(shop, channel):
    shop.add_product("mug", variations=["mug-r"])
    assert [variant.sku for variant in channel.read(MUG).variants] == ["MUG-R"]


def test_a_sku_with_a_comma_is_no_list(shop, channel):
    shop.add_product("A")
    shop.add_product("B")
    product = shop.add_product("A,B")
    assert channel.read(Target("A,B", (), "Mug")).product == str(product["id"])


def test_a_colorway_whose_sku_holds_a_comma_is_found_beside_others(shop, channel):
    product = shop.add_product("OTHER", variations=["MUG-R", "MUG,B"])
    assert channel.read(Target("MUG", ("MUG,B",), "Mug")).product == str(product["id"])


def test_no_product_says_where_to_enter_the_sku(channel):
    with pytest.raises(NoProduct, match="no product with the SKU MUG. Nothing was published: enter it"):
        channel.read(MUG)


def test_several_products_are_named(shop, channel):
    shop.add_product("X", name="Old mug", variations=["MUG-R"])
    shop.add_product("Y", name="New mug", variations=["MUG-B"])
    with pytest.raises(NoProduct, match="several products for the SKU MUG: Old mug .*, New mug"):
        channel.read(MUG)


def test_a_product_in_the_bin_is_none(shop, channel):
    product = shop.add_product("MUG")
    shop.remove(product=product["id"])
    with pytest.raises(NoProduct):
        channel.read(MUG)


def test_a_matched_product_is_read_by_its_number(shop, channel):
    product = shop.add_product("RENAMED")
    assert channel.read(Target("MUG", (), "Mug", reference=str(product["id"]))).product == str(product["id"])
    assert shop.stats()["points"] == {"products.read": 1}


@pytest.mark.parametrize("forever", [False, True])
def test_a_matched_product_that_was_deleted_says_how_it_comes_back(shop, channel, forever):
    product = shop.add_product("MUG")
    shop.remove(product=product["id"], forever=forever)
    with pytest.raises(NoProduct, match="bring it back"):
        channel.read(Target("MUG", (), "Mug", reference=str(product["id"])))


def test_a_number_that_is_a_variations_says_that_the_product_is_gone(shop, channel):
    product = shop.add_product("MUG", variations=["MUG-R"])
    with pytest.raises(NoProduct):
        channel.read(Target("MUG", (), "Mug", reference=str(product["variations"][0])))


def test_variations_come_page_by_page(shop, channel):
    skus = [f"MUG-{number:03}" for number in range(203)]
    shop.add_product("MUG", variations=skus)
    assert [variant.sku for variant in channel.read(MUG).variants] == skus
    assert shop.stats()["points"]["variations.list"] == 3


def test_a_variation_without_a_sku_has_not_its_products(shop, channel):
    shop.add_product("MUG", variations=["", "MUG-B"])
    assert [variant.sku for variant in channel.read(MUG).variants] == ["", "MUG-B"]


def test_a_picture_that_was_deleted_is_not_in_the_gallery(shop, channel):
    product = shop.add_product("MUG", pictures=2)
    shop.remove(media=product["pictures"][0])
    assert [picture.reference for picture in channel.read(MUG).pictures] == [str(product["pictures"][1])]


def test_reading_writes_nothing(shop, channel):
    shop.add_product("MUG", variations=["MUG-R"], pictures=3)
    channel.read(MUG)
    assert shop.stats()["writes"] == 0
