"""Two channels that write to the same place take turns at a product's gallery."""

import pytest

from renders import channels
from renders.models import Listing, lease_on
from renders.models.publications import State
from renders.pipeline.publishing import requests
from renders.pipeline.publishing.targets import sharing
from tests.factories import make_channel
from tests.renders.pipeline.publishing.conftest import step


@pytest.mark.parametrize(
    ("kind", "one", "same", "another"),
    [
        ("shopify", {"shop_url": "north"}, {"shop_url": "https://North.myshopify.com/"}, {"shop_url": "south"}),
        (
            "woocommerce",
            {"url": "https://a.example"},
            {"url": "https://A.example/wp-json/"},
            {"url": "https://b.example"},
        ),
        ("bucket", {}, {"prefix": "/"}, {"prefix": "press"}),
    ],
)
def test_a_place_is_the_same_however_its_address_is_written(kind, one, same, another):
    places = [channels.place_of(kind, code="c", settings=settings) for settings in (one, same, another)]
    assert places[0] == places[1] != places[2]


@pytest.mark.django_db
def test_a_step_of_one_channel_waits_for_a_step_of_another_with_the_same_place(approved, target, product, by):
    first, second = make_channel(), make_channel()
    assert sharing(first) == [second]
    earlier = requests.request(approved, channel=first, by=by)
    later = requests.request(approved, channel=second, by=by)
    with lease_on(Listing.fast.filter(pk=earlier.listing_id)):
        assert step(later).state == State.PLANNED
    assert target.writes == []
    assert step(later).state == State.PUBLISHED


@pytest.mark.django_db
def test_channels_with_places_of_their_own_wait_for_nobody(approved, target, by):
    first, second = make_channel(settings={"shop": "north"}), make_channel(settings={"shop": "south"})
    earlier = requests.request(approved, channel=first, by=by)
    later = requests.request(approved, channel=second, by=by)
    with lease_on(Listing.fast.filter(pk=earlier.listing_id)):
        assert step(later).state == State.PUBLISHED
