"""The whole way of a picture into a shop on WooCommerce, out of it and back, whatever becomes of the answers."""

import pytest
from pydantic import SecretStr

from renders.models.publications import State
from renders.pipeline.publishing import requests
from tests.factories import make_channel, make_person
from tests.images import packshot
from tests.renders.pipeline.publishing.conftest import approved_again, approved_picture, discard_now, step
from tests.simulators.woocommerce import woocommerce

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings):
    with woocommerce() as shop:
        settings.OUTBOUND_ALLOW = [shop.host]
        variables = {"WOOCOMMERCE_URL": shop.base_url, "WORDPRESS_USER": shop.user}
        variables["WORDPRESS_APP_PASSWORD"] = shop.password
        settings.CHANNEL_VARIABLES = {name: SecretStr(value) for name, value in variables.items()}
        yield shop


@pytest.fixture
def channel(shop):
    return make_channel(kind="woocommerce", slug="woocommerce")


@pytest.fixture
def decision(db):
    return approved_picture(data=packshot(size=(400, 350)))


@pytest.fixture
def listed(shop, decision):
    """The product in the shop, with three pictures of others and a variation of the colorway."""
    colorway = decision.render.shot.colorway
    return shop.add_product(colorway.product.code, variations=[colorway.sku, "OTHER"], pictures=3)


def published(decision, channel, **changes):
    return step(requests.request(decision, channel=channel, by=make_person(), **changes))


def again(publication):
    """Steps until it is live, at most three."""
    for _try in range(3):
        publication = publication if publication.state == State.PUBLISHED else step(publication)
    return publication


def test_a_picture_goes_live_in_front_of_others_and_at_its_variation(shop, channel, decision, listed):
    publication = published(decision, channel)
    assert (publication.state, publication.explanation) == (State.PUBLISHED, "")
    assert shop.pictures_of(listed["id"]) == [int(publication.reference), *listed["pictures"]]
    assert shop.variation_pictures(listed["id"])[decision.render.shot.colorway.sku] == int(publication.reference)


def test_each_address_that_lost_the_mark_stands_with_the_publication(shop, channel, decision, listed):
    publication = published(decision, channel)
    (stored,) = [one for one in shop.media() if one["id"] == int(publication.reference)]
    addresses = {f"{shop.base_url}/wp-content/uploads/{path}" for path in stored["sizes"].values()}
    assert set(publication.unmarked_addresses.split()) == addresses


def test_the_file_is_a_jpeg_whatever_the_placement_names(shop, channel, decision, listed):
    assert published(decision, channel).address.endswith(".jpg")


@pytest.mark.parametrize("point", ["media.create", "media.update", "products.update", "variations.update"])
@pytest.mark.parametrize("fault", ["lost_answer", "500", "500_after", "lie", "close_before"])
def test_a_fault_anywhere_ends_in_one_picture_and_the_others_in_their_order(
    shop, channel, decision, listed, point, fault
):
    shop.script({"fault": fault, "on": point, "times": 1})
    publication = again(published(decision, channel))
    assert (publication.state, publication.explanation) == (State.PUBLISHED, "")
    assert shop.pictures_of(listed["id"]) == [int(publication.reference), *listed["pictures"]]
    assert len(shop.media()) == 4


def test_what_replaces_a_picture_stands_in_its_place(shop, channel, decision, listed):
    first = published(decision, channel)
    second = published(approved_again(decision, "#406080"), channel, replaces=first)
    assert (second.state, second.explanation) == (State.PUBLISHED, "")
    assert shop.pictures_of(listed["id"]) == [int(second.reference), *listed["pictures"]]
    assert int(first.reference) in [one["id"] for one in shop.media()]


def test_a_password_that_was_revoked_stops_with_what_to_do(shop, channel, decision, listed):
    shop.set(is_revoked=True)
    publication = published(decision, channel)
    assert publication.state == State.FAILED
    assert "make a new one" in publication.explanation
    assert shop.pictures_of(listed["id"]) == listed["pictures"]


def test_a_product_that_the_shop_does_not_list_gets_no_upload(shop, channel, decision):
    publication = published(decision, channel)
    assert publication.state == State.FAILED
    assert "no product with the SKU" in publication.explanation
    assert shop.stats()["writes"] == 0


@pytest.mark.parametrize("fault", ["reset_before", "reset_after"])
@pytest.mark.parametrize("nth", range(1, 14))
def test_a_connection_cut_at_any_request_ends_in_one_picture(shop, channel, decision, listed, nth, fault):
    """A first publication takes 13 requests to the APIs: what is cut off by a kill is cut off here."""
    shop.script({"fault": fault, "on": "any", "nth": nth})
    publication = again(published(decision, channel))
    assert (publication.state, shop.stats()["faults"]) == (State.PUBLISHED, {fault: 1})
    assert shop.pictures_of(listed["id"]) == [int(publication.reference), *listed["pictures"]]
    assert len(shop.media()) == 4


def test_what_was_withdrawn_leaves_the_gallery_as_it_was(shop, channel, decision, listed):
    publication = published(decision, channel)
    requests.withdraw([publication], by=make_person(), at_once=True)
    publication = step(publication)
    assert (publication.state, publication.explanation) == (State.WITHDRAWN, "")
    assert shop.pictures_of(listed["id"]) == listed["pictures"]
    assert set(shop.variation_pictures(listed["id"]).values()) == {0}
    assert int(publication.reference) in [one["id"] for one in shop.media()]
    discard_now(publication.listing)
    assert int(publication.reference) not in [one["id"] for one in shop.media()]


def test_a_gallery_that_somebody_sorted_anew_stays_so(shop, channel, decision, listed):
    publication = published(decision, channel)
    one, other, third = listed["pictures"]
    mine = int(publication.reference)
    shop.edit(listed["id"], images=[third, mine, one, other])
    second = published(approved_again(decision, "#406080"), channel, replaces=publication)
    assert shop.pictures_of(listed["id"]) == [third, int(second.reference), one, other]


def test_a_roll_back_shows_the_earlier_gallery_exactly(shop, channel, decision, listed):
    first = published(decision, channel)
    gallery, variations = shop.pictures_of(listed["id"]), shop.variation_pictures(listed["id"])
    second = published(approved_again(decision, "#406080"), channel, replaces=first)
    requests.roll_back(second.release.publications.all(), by=make_person())
    assert step(second).state == State.WITHDRAWN
    assert (shop.pictures_of(listed["id"]), shop.variation_pictures(listed["id"])) == (gallery, variations)
    first.refresh_from_db()
    assert first.state == State.PUBLISHED
