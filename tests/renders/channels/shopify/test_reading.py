"""Finding a product and reading its gallery."""

import pytest

from renders.channels.base import NoProduct
from renders.channels.galleries import Target
from tests.renders.channels.shopify.conftest import TARGET, connect


@pytest.mark.parametrize("version", ["2026-01", "2026-10"])
def test_a_gallery_has_pictures_films_and_variants_in_their_order(sim, mug, version):
    gallery = connect(sim, api_version=version).read(TARGET)
    assert (gallery.product, gallery.title) == (mug, "Mug")
    assert [picture.reference for picture in gallery.pictures] == sim.media(mug)
    assert gallery.pictures[0].alt_text == "A hand"
    assert gallery.pictures[0].address.endswith("hand.png")
    assert [variant.sku for variant in gallery.variants] == ["mug-1", "mug-2"]
    assert gallery.address.startswith("https://shop.example/products/")


def test_reading_writes_nothing(sim, mug, graphql):
    graphql.read(TARGET)
    assert sim.writes() == 0


def test_all_pages_of_a_gallery_are_read(sim, graphql):
    plate = sim.add_product("Plate", [f"plate-{number}" for number in range(120)])
    for number in range(60):
        sim.add_picture(plate, f"{number}.png")
    gallery = graphql.read(Target("plate-7", (), "Plate"))
    assert [picture.reference for picture in gallery.pictures] == sim.media(plate)
    assert [variant.sku for variant in gallery.variants] == [f"plate-{number}" for number in range(120)]


def test_a_variant_tells_which_picture_it_shows(sim, mug, graphql):
    hand = sim.media(mug)[0]
    sim.edit("show_on_variant", product=mug, sku="mug-2", picture=hand)
    gallery = graphql.read(TARGET)
    assert (gallery.picture_of_variant("mug-1"), gallery.picture_of_variant("mug-2")) == ("", hand)


def test_a_sku_that_only_begins_the_same_is_another_product(sim, mug, graphql):
    sim.add_product("Large mug", ["mug-10", "mug-1-XL", "MUG-1"])
    assert graphql.read(TARGET).title == "Mug"


def test_a_sku_may_hold_what_the_search_understands_otherwise(sim, graphql):
    product = sim.add_product("Odd", ['a"b OR sku:c'])
    assert graphql.read(Target('a"b OR sku:c', (), "Odd")).product == product


def test_many_colours_are_searched_in_several_calls(sim, mug, graphql):
    colorways = tuple(f"none-{number}" for number in range(45))
    assert graphql.read(Target("mug", (*colorways, "mug-2"), "Mug")).product == mug


def test_no_product_is_said_with_what_to_do(sim, mug, graphql):
    with pytest.raises(NoProduct, match="variant with the SKU jug, jug-1.*enter the SKU in Shopify"):
        graphql.read(Target("jug", ("jug-1",), "Jug"))


def test_several_products_are_named(sim, mug, graphql):
    sim.add_product("Mug, old", ["mug-2"])
    with pytest.raises(NoProduct, match="“Mug”, “Mug, old”"):
        graphql.read(TARGET)


def test_a_product_that_was_matched_is_read_by_its_id(sim, mug, graphql):
    sim.add_product("Mug, old", ["mug-2"])
    assert graphql.read(Target("mug", ("mug-1", "mug-2"), "Mug", reference=mug)).product == mug


def test_a_matched_product_that_was_deleted_is_said_to_be_gone(sim, mug, graphql):
    sim.edit("delete_product", id=mug)
    with pytest.raises(NoProduct, match="no such product any more"):
        graphql.read(Target("mug", ("mug-1",), "Mug", reference=mug))
