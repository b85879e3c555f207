"""The figures of the published guides come out of the quote to the micro-dollar."""

from dataclasses import replace

import pytest

from catalog import presets
from catalog.models import ImageModel
from renders.composing.estimates import estimate
from renders.composing.quotes import quote
from tests.factories import make_account
from tests.shipped import ROWS

pytestmark = pytest.mark.django_db


@pytest.fixture
def model():
    """A shipped model by its slug."""
    presets.add(ROWS)
    return lambda slug: ImageModel.objects.get(slug=slug)


@pytest.mark.parametrize(
    ("renders", "micros"),
    [(4, 20_000), (3, 15_000), (5, 25_000), (200, 1_000_000), (800, 4_000_000), (3_000, 15_000_000)],
)
def test_flux_schnell_costs_half_a_cent_a_picture(model, petra, renders, micros):
    assert quote(renders, 1, model("flux-schnell"), None, []).total_micros == micros


@pytest.mark.parametrize(("shots", "candidates"), [(1, 4), (2, 2), (4, 1)])
def test_the_price_counts_pictures_however_they_are_grouped(model, petra, shots, candidates):
    assert quote(shots, candidates, model("flux-schnell"), None, []).total_micros == 20_000


def test_two_hundred_skus_in_four_shots_and_ten_banners_cost_20_dollars_25_on_qwen(model, petra):
    order = quote(200 * 4 + 10, 1, model("qwen-image-2"), None, [])
    assert (order.renders, order.total_micros) == (810, 20_250_000)


@pytest.mark.parametrize("slug", ["gpt-image-2", "nano-banana", "nano-banana-pro"])
def test_the_same_plan_on_a_premium_model_costs_30_to_140_dollars(model, petra, slug):
    assert 30_000_000 <= quote(810, 1, model(slug), None, []).total_micros <= 140_000_000


def test_a_hundred_pictures_a_day_for_thirty_days_can_be_planned(model, petra):
    assert 30 * quote(100, 1, model("flux-schnell"), None, []).total_micros == 15_000_000


@pytest.mark.parametrize(("parameters", "micros"), [({}, 170_000), ({"resolution": "4K"}, 300_000)])
def test_a_quote_follows_the_resolution_of_the_version(model, petra, parameters, micros):
    assert quote(1, 1, model("nano-banana-pro"), None, [], parameters).total_micros == micros


def test_the_time_of_an_order_follows_the_smaller_cap(model, petra):
    account = make_account(provider="hiapi", name="main", cap_in_flight=8)
    assert estimate(48, model("qwen-image-2"), account).max_seconds == 8 * 35


def test_a_server_by_the_hour_is_quoted_beside_the_pictures(model, petra):
    account = make_account(provider="imagepipeline", name="main", cap_in_flight=2)
    time = estimate(720, model("imagepipeline-flux-schnell"), account)
    order = quote(720, 1, model("imagepipeline-flux-schnell"), time, [])
    assert (time.max_seconds, order.server_micros, order.is_approximate) == (3_600, 1_000_000, True)


def test_part_of_a_micro_dollar_of_a_server_is_charged_as_a_whole_one(model, petra):
    """A dollar an hour for one second more than an hour is 1,000,277.8 micro-dollars."""
    time = replace(estimate(720, model("imagepipeline-flux-schnell"), None), queue_seconds=3_601)
    assert quote(720, 1, model("imagepipeline-flux-schnell"), time, []).server_micros == 1_000_278
