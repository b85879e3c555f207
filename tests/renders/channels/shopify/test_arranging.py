"""Our pictures come, go and change places; those of others stay, in their order."""

import pytest

from renders.channels.base import Mismatch, NoProduct, NotReady, Rejected, Throttled, Unreachable
from tests.renders.channels.shopify.conftest import (
    TARGET,
    connect,
    delivered,
    made,
    place,
    put_back,
    shown,
    until_done,
)


@pytest.fixture
def foreign(sim, mug):
    """A hand and a film."""
    return sim.media(mug)


@pytest.mark.parametrize("version", ["2026-01", "2026-10"])
def test_a_picture_comes_in_front_of_those_of_others(sim, mug, foreign, version):
    receipt = delivered(connect(sim, api_version=version), made())
    assert sim.media(mug) == [receipt.reference, *foreign]


def test_pictures_stand_behind_one_another(sim, mug, foreign, shop):
    first = delivered(shop, made())
    second = delivered(shop, made("green", slot="mug-1/side/packshot"), after=(first.reference,))
    assert sim.media(mug) == [first.reference, second.reference, *foreign]


def test_a_replaced_picture_gives_its_place_and_stays_a_file(sim, mug, foreign, shop):
    old = delivered(shop, made(), after=(foreign[0],))
    new = delivered(shop, made("green"), instead_of=old.reference)
    assert sim.media(mug) == [foreign[0], new.reference, foreign[1]]
    assert old.reference in sim.shop()["files"]


def test_the_earlier_gallery_is_put_back_exactly(sim, mug, foreign, shop):
    old = delivered(shop, made(), after=(foreign[0],), on=("mug-1",))
    earlier, variants = shop.read(TARGET), sim.variants(mug)
    new = delivered(shop, made("green"), instead_of=old.reference, on=("mug-1", "mug-2"))
    assert sim.variants(mug) == {"mug-1": new.reference, "mug-2": new.reference}
    put_back(shop, earlier)
    assert (sim.media(mug), sim.variants(mug)) == ([foreign[0], old.reference, foreign[1]], variants)


def test_a_picture_is_withdrawn_and_its_variants_show_none(sim, mug, foreign, shop):
    receipt = delivered(shop, made(), on=("mug-1",))
    gallery = shop.read(TARGET)
    until_done(lambda: shop.arrange(gallery, gallery.without(receipt.reference)))
    assert (sim.media(mug), sim.variants(mug)) == (foreign, {"mug-1": "", "mug-2": ""})


def test_the_picture_of_a_variant_that_others_chose_comes_back(sim, mug, foreign, shop):
    sim.edit("show_on_variant", product=mug, sku="mug-1", picture=foreign[0])
    earlier = shop.read(TARGET)
    receipt = delivered(shop, made(), on=("mug-1",))
    assert sim.variants(mug) == {"mug-1": receipt.reference, "mug-2": ""}
    put_back(shop, earlier)
    assert (sim.media(mug), sim.variants(mug)) == (foreign, {"mug-1": foreign[0], "mug-2": ""})


def test_a_picture_of_the_right_place_and_variant_costs_reads_only(sim, mug, shop):
    receipt = delivered(shop, made(), on=("mug-1",))
    before = sim.writes()
    until_done(lambda: shop.upload(made()))
    place(shop, receipt, on=("mug-1",))
    shop.verify(receipt)
    assert sim.writes() == before


def test_a_gallery_that_is_right_costs_no_call_at_all(sim, mug, graphql):
    gallery = graphql.read(TARGET)
    before = sim.stats()["reads"]
    graphql.arrange(gallery, gallery)
    assert sim.stats()["reads"] == before


@pytest.mark.parametrize("operation", ["productReorderMedia", "productVariantAppendMedia"])
def test_what_is_replaced_stays_until_its_successor_stands_in_its_place(sim, mug, foreign, graphql, operation):
    old = delivered(graphql, made(), after=(foreign[0],), on=("mug-1",))
    new = until_done(lambda: graphql.upload(made("green")))
    until_done(lambda: graphql.verify(new))
    sim.script({"fault": "503", "on": operation, "nth": 1})
    with pytest.raises(Unreachable):
        place(graphql, new, instead_of=old.reference, on=("mug-1",))
    assert [one for one in sim.media(mug) if one != new.reference] == [foreign[0], old.reference, foreign[1]]


def test_a_film_that_somebody_took_out_meanwhile_comes_back_too(sim, mug, foreign, graphql):
    earlier = graphql.read(TARGET)
    film = earlier.pictures[1].reference
    until_done(lambda: graphql.arrange(graphql.read(TARGET), earlier.without(film)))
    put_back(graphql, earlier)
    assert sim.media(mug) == foreign


def test_a_picture_that_somebody_added_meanwhile_stays(sim, mug, foreign, shop):
    receipt = until_done(lambda: shop.upload(made()))
    gallery = shop.read(TARGET)
    late = sim.add_picture(mug, "late.png", color="green")
    wanted = gallery.with_picture(shown(receipt), after=())
    sim.set(job=0)
    until_done(lambda: shop.arrange(gallery, wanted))
    assert [one for one in sim.media(mug) if one != late] == [receipt.reference, *foreign]
    assert late in sim.media(mug)


def test_two_products_do_not_touch_each_other(sim, mug, foreign, graphql):
    plate = sim.add_product("Plate", ["plate-1"])
    others = [sim.add_picture(plate, "plate.png")]
    delivered(graphql, made())
    assert sim.media(plate) == others


def test_a_picture_that_is_still_processed_waits(sim, mug, graphql):
    sim.set(processing=50)
    receipt = graphql.upload(made())
    gallery = graphql.read(TARGET)
    before = sim.writes()
    with pytest.raises(NotReady):
        graphql.arrange(gallery, gallery.with_picture(shown(receipt), after=()))
    assert sim.writes() == before


def test_a_job_that_is_not_done_waits(sim, mug, foreign, graphql):
    sim.set(job=8)
    receipt = until_done(lambda: graphql.upload(made()))
    until_done(lambda: graphql.verify(receipt))
    gallery = graphql.read(TARGET)
    with pytest.raises(NotReady, match="still moving"):
        graphql.arrange(gallery, gallery.with_picture(shown(receipt), after=()))
    place(graphql, receipt)
    assert sim.media(mug) == [receipt.reference, *foreign]


WRITES = ["fileUpdate", "productReorderMedia", "productVariantDetachMedia", "productVariantAppendMedia"]


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize("fault", ["lost_answer", "reset", "503"])
def test_after_a_lost_answer_the_gallery_becomes_what_was_wanted(sim, mug, foreign, graphql, operation, fault):
    sim.edit("show_on_variant", product=mug, sku="mug-1", picture=foreign[0])
    old = delivered(graphql, made(), after=(foreign[0],))
    new = until_done(lambda: graphql.upload(made("green")))
    until_done(lambda: graphql.verify(new))
    sim.script({"fault": fault, "on": operation, "nth": 1})
    with pytest.raises(Unreachable, match="Shopify"):
        place(graphql, new, instead_of=old.reference, on=("mug-1",))
    place(graphql, new, instead_of=old.reference, on=("mug-1",))
    place(graphql, new, after=(foreign[0],), on=("mug-1",))
    assert sim.media(mug) == [foreign[0], new.reference, foreign[1]]
    assert sim.variants(mug)["mug-1"] == new.reference


@pytest.mark.parametrize("operation", WRITES)
def test_a_yes_that_saved_nothing_is_found_out(sim, mug, foreign, graphql, operation):
    sim.edit("show_on_variant", product=mug, sku="mug-1", picture=foreign[0])
    receipt = until_done(lambda: graphql.upload(made()))
    until_done(lambda: graphql.verify(receipt))
    sim.script({"fault": "lie", "on": operation, "times": 1})
    sim.set(job=0)
    with pytest.raises((Mismatch, Unreachable)):
        place(graphql, receipt, on=("mug-1",))
    place(graphql, receipt, on=("mug-1",))
    assert sim.media(mug) == [receipt.reference, *foreign]
    assert sim.variants(mug)["mug-1"] == receipt.reference


def test_what_was_done_of_a_change_is_not_done_again(sim, mug, foreign, graphql):
    receipts = [until_done(lambda n=n: graphql.upload(made("blue", slot=f"mug-1/{n}/packshot"))) for n in range(3)]
    for receipt in receipts:
        until_done(lambda one=receipt: graphql.verify(one))
    gallery = graphql.read(TARGET)
    wanted = gallery
    for receipt in receipts:
        wanted = wanted.with_picture(shown(receipt), after=())
    sim.script({"fault": "partial", "on": "fileUpdate", "done": 1, "code": "FILE_LOCKED", "times": 1})
    with pytest.raises(NotReady):
        graphql.arrange(gallery, wanted)
    assert len(sim.media(mug)) == len(foreign) + 1
    until_done(lambda: graphql.arrange(graphql.read(TARGET), wanted))
    assert sim.media(mug) == [one.reference for one in wanted.pictures]


@pytest.mark.parametrize(
    ("operation", "code", "kind", "sentence"),
    [
        ("fileUpdate", "FILE_LOCKED", NotReady, "still working on this picture"),
        ("fileUpdate", "NON_READY_STATE", NotReady, "still working on this picture"),
        ("fileUpdate", "PRODUCT_MEDIA_LIMIT_EXCEEDED", Rejected, "as many pictures as Shopify allows"),
        ("fileUpdate", "PRODUCT_SUSPENDED", Rejected, "suspended"),
        ("fileUpdate", "REFERENCE_TARGET_DOES_NOT_EXIST", NoProduct, "no such product any more"),
        ("productReorderMedia", "MEDIA_DOES_NOT_EXIST_ON_PRODUCT", Unreachable, "changed the gallery"),
        ("productVariantAppendMedia", "PRODUCT_VARIANT_ALREADY_HAS_MEDIA", Unreachable, "changed the gallery"),
        ("productVariantAppendMedia", "NON_READY_MEDIA", NotReady, "still working on this picture"),
        ("productVariantAppendMedia", "SOMETHING_NEW", Rejected, "Shopify refused this: “said so”"),
    ],
)
def test_a_user_error_of_each_mutation_is_an_error_of_ours(sim, mug, graphql, operation, code, kind, sentence):
    receipt = until_done(lambda: graphql.upload(made()))
    until_done(lambda: graphql.verify(receipt))
    gallery = graphql.read(TARGET)
    wanted = gallery.with_picture(shown(receipt), after=()).with_variant_pictures({"mug-1": receipt.reference})
    sim.set(job=0)
    sim.script({"fault": "user_error", "on": operation, "code": code, "message": "said so"})
    with pytest.raises(kind, match=sentence):
        graphql.arrange(gallery, wanted)


def test_a_full_gallery_takes_no_picture_more(sim, graphql):
    full = sim.add_product("Full", ["mug-1"])
    for number in range(250):
        sim.add_picture(full, f"{number}.png")
    receipt = until_done(lambda: graphql.upload(made()))
    until_done(lambda: graphql.verify(receipt))
    with pytest.raises(Rejected, match="250"):
        place(graphql, receipt)


def test_a_replacement_in_a_full_gallery_goes_through(sim, graphql):
    full = sim.add_product("Full", ["mug-1"])
    old = delivered(graphql, made())
    for number in range(249):
        sim.add_picture(full, f"{number}.png")
    new = delivered(graphql, made("green"), instead_of=old.reference)
    assert (sim.media(full)[0], len(sim.media(full))) == (new.reference, 250)


def test_a_suspended_product_stops_with_what_to_do(sim, mug, graphql):
    receipt = until_done(lambda: graphql.upload(made()))
    until_done(lambda: graphql.verify(receipt))
    sim.edit("suspend_product", id=mug)
    with pytest.raises(Rejected, match="settle that with Shopify"):
        place(graphql, receipt)


def test_a_product_deleted_meanwhile_is_said_to_be_gone(sim, mug, graphql):
    receipt = until_done(lambda: graphql.upload(made()))
    until_done(lambda: graphql.verify(receipt))
    gallery = graphql.read(TARGET)
    sim.edit("delete_product", id=mug)
    with pytest.raises(NoProduct, match="match the product again"):
        graphql.arrange(gallery, gallery.with_picture(shown(receipt), after=()))


@pytest.mark.parametrize("operation", WRITES)
def test_a_throttled_step_waits_and_goes_on(sim, mug, foreign, graphql, operation):
    sim.edit("show_on_variant", product=mug, sku="mug-1", picture=foreign[0])
    receipt = until_done(lambda: graphql.upload(made()))
    until_done(lambda: graphql.verify(receipt))
    sim.script({"fault": "throttled", "on": operation, "requested": 100, "available": 0, "rate": 50, "times": 1})
    with pytest.raises(Throttled) as caught:
        place(graphql, receipt, on=("mug-1",))
    assert caught.value.wait == 2
    place(graphql, receipt, on=("mug-1",))
    assert (sim.media(mug), sim.variants(mug)["mug-1"]) == ([receipt.reference, *foreign], receipt.reference)
