"""A gallery is changed by ids: ours come and go, those of others keep their order."""

import pytest

from renders.channels.base import AccessRefused, NoProduct, Rejected, Unreachable
from renders.channels.galleries import GalleryPicture
from tests.renders.channels.woocommerce.conftest import MUG, made


@pytest.fixture
def product(shop):
    return shop.add_product("MUG", variations=["MUG-R", "MUG-B"], pictures=3)


def picture(receipt):
    return GalleryPicture(receipt.reference, receipt.address, receipt.alt_text)


def added(channel, *, color="teal", instead_of="", after=(), variant=""):
    """One more picture in the gallery; its reference."""
    receipt = channel.upload(made(color))
    gallery = channel.read(MUG)
    wanted = gallery.with_picture(picture(receipt), after=after, instead_of=instead_of)
    channel.arrange(gallery, wanted.with_variant_pictures({variant: receipt.reference} if variant else {}))
    return receipt.reference


def test_a_picture_is_put_in_front_and_the_others_stay_as_they_were(shop, channel, product):
    reference = added(channel)
    assert shop.pictures_of(product["id"]) == [int(reference), *product["pictures"]]


def test_texts_of_other_peoples_pictures_stay(shop, channel, product):
    before = [(one["id"], one["alt"], one["title"]) for one in shop.media()]
    added(channel)
    assert [(one["id"], one["alt"], one["title"]) for one in shop.media()][:3] == before


def test_a_gallery_is_written_once_and_then_only_read(shop, channel, product):
    added(channel, variant="MUG-R")
    gallery, before = channel.read(MUG), shop.stats()["writes"]
    channel.arrange(gallery, gallery)
    assert shop.stats()["writes"] == before
    assert shop.stats()["points"]["products.update"] == 1


def test_a_picture_is_replaced_in_its_place_and_put_back_exactly(shop, channel, product):
    first = added(channel, color="red", after=(str(product["pictures"][0]),), variant="MUG-R")
    before = channel.read(MUG)
    second = added(channel, color="blue", instead_of=first, variant="MUG-R")
    place = [product["pictures"][0], int(second), *product["pictures"][1:]]
    assert shop.pictures_of(product["id"]) == place
    assert shop.variation_pictures(product["id"]) == {"MUG-R": int(second), "MUG-B": 0}
    channel.arrange(channel.read(MUG), before)
    assert channel.read(MUG) == before


def test_what_leaves_a_gallery_stays_in_the_media_library(shop, channel, product):
    reference = added(channel)
    gallery = channel.read(MUG)
    channel.arrange(gallery, gallery.without(reference))
    assert shop.pictures_of(product["id"]) == product["pictures"]
    assert int(reference) in [one["id"] for one in shop.media()]


def test_the_last_picture_of_a_gallery_can_leave_it(shop, channel):
    product = shop.add_product("MUG")
    reference = added(channel)
    gallery = channel.read(MUG)
    channel.arrange(gallery, gallery.without(reference))
    assert shop.pictures_of(product["id"]) == []


def test_only_the_variations_that_changed_are_written(shop, channel, product):
    reference = added(channel, variant="MUG-B")
    assert shop.variation_pictures(product["id"]) == {"MUG-R": 0, "MUG-B": int(reference)}
    assert shop.stats()["points"]["variations.update"] == 1


def test_a_variation_gets_back_the_picture_that_it_had(shop, channel, product):
    shop.edit(product["id"], variation=product["variations"][0], image=product["pictures"][1])
    before = channel.read(MUG)
    added(channel, variant="MUG-R")
    channel.arrange(channel.read(MUG), before)
    assert shop.variation_pictures(product["id"])["MUG-R"] == product["pictures"][1]


def test_a_variation_that_had_no_picture_has_none_again(shop, channel, product):
    reference = added(channel, variant="MUG-R")
    gallery = channel.read(MUG)
    channel.arrange(gallery, gallery.without(reference))
    assert shop.variation_pictures(product["id"]) == {"MUG-R": 0, "MUG-B": 0}


def test_a_picture_that_stands_twice_stands_twice_afterwards(shop, channel, product):
    one, other, _third = product["pictures"]
    shop.edit(product["id"], images=[one, other, one])
    reference = added(channel)
    assert shop.pictures_of(product["id"]) == [int(reference), one, other, one]


def test_what_somebody_added_meanwhile_stays(shop, channel, product):
    gallery = channel.read(MUG)
    receipt = channel.upload(made())
    one, other, third = product["pictures"]
    new = shop.post("media", {"name": "new"})["id"]
    shop.edit(product["id"], images=[third, new, one])
    wanted = gallery.with_picture(picture(receipt), after=(str(one),), instead_of="")
    channel.arrange(gallery, wanted)
    assert shop.pictures_of(product["id"]) == [third, new, one, int(receipt.reference)]


def test_a_gallery_that_shows_already_what_was_wanted_is_not_written(shop, channel, product):
    gallery = channel.read(MUG)
    receipt = channel.upload(made())
    wanted = gallery.with_picture(picture(receipt), after=(), instead_of="")
    channel.arrange(gallery, wanted)
    channel.arrange(gallery, wanted)
    assert shop.stats()["points"]["products.update"] == 1


def test_a_lost_answer_to_a_write_is_settled_by_reading(shop, channel, product):
    shop.script({"fault": "lost_answer", "on": "products.update", "times": 1})
    receipt = channel.upload(made())
    gallery = channel.read(MUG)
    wanted = gallery.with_picture(picture(receipt), after=(), instead_of="")
    with pytest.raises(Unreachable):
        channel.arrange(gallery, wanted)
    again = channel.read(MUG)
    assert again == wanted
    channel.arrange(again, wanted)
    assert shop.stats()["points"]["products.update"] == 1


def test_a_variation_that_could_not_be_written_is_written_by_the_next_try(shop, channel, product):
    shop.script({"fault": "500", "on": "variations.update", "times": 1})
    with pytest.raises(Unreachable):
        added(channel, variant="MUG-R")
    (reference, *others) = shop.pictures_of(product["id"])
    gallery = channel.read(MUG)
    channel.arrange(gallery, gallery.with_variant_pictures({"MUG-R": str(reference)}))
    assert shop.variation_pictures(product["id"])["MUG-R"] == reference
    assert others == product["pictures"]


@pytest.mark.parametrize("point", ["products.update", "variations.update"])
def test_an_answer_that_saved_nothing_shows_when_the_gallery_is_read(shop, channel, product, point):
    shop.script({"fault": "lie", "on": point})
    receipt = channel.upload(made())
    gallery = channel.read(MUG)
    wanted = gallery.with_picture(picture(receipt), after=(), instead_of="")
    wanted = wanted.with_variant_pictures({"MUG-R": receipt.reference})
    channel.arrange(gallery, wanted)
    assert channel.read(MUG) != wanted


def test_a_picture_that_was_deleted_meanwhile_changes_nothing(shop, channel, product):
    receipt = channel.upload(made())
    gallery = channel.read(MUG)
    shop.remove(media=int(receipt.reference))
    with pytest.raises(Rejected, match="no longer has one of the pictures"):
        channel.arrange(gallery, gallery.with_picture(picture(receipt), after=(), instead_of=""))
    assert shop.pictures_of(product["id"]) == product["pictures"]


def test_a_product_that_was_deleted_meanwhile_is_said(shop, channel, product):
    receipt = channel.upload(made())
    gallery = channel.read(MUG)
    shop.remove(product=product["id"], forever=True)
    with pytest.raises(NoProduct):
        channel.arrange(gallery, gallery.with_picture(picture(receipt), after=(), instead_of=""))


def test_a_password_that_was_revoked_meanwhile_is_said(shop, channel, product):
    gallery = channel.read(MUG)
    shop.set(is_revoked=True)
    with pytest.raises(AccessRefused, match="does not accept the application password"):
        channel.arrange(gallery, gallery.without(str(product["pictures"][0])))
    assert shop.pictures_of(product["id"]) == product["pictures"]


def test_a_user_without_the_right_to_products_changes_none(shop, channel, product):
    gallery = channel.read(MUG)
    shop.set(rights="upload_files,read_products")
    with pytest.raises(AccessRefused, match="may not see or change products"):
        channel.arrange(gallery, gallery.without(str(product["pictures"][0])))
