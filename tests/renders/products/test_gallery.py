"""The gallery plan of a product: what each colour has for each placement, and orders for what is missing."""

import pytest
from django.urls import reverse

from renders.models.publications import State
from tests.factories import (
    digest_of,
    make_channel,
    make_colorway,
    make_decision,
    make_placement,
    make_product,
    make_publication,
    make_render,
    make_review,
    make_shot,
)

pytestmark = pytest.mark.django_db
LIVE = {"state": State.PUBLISHED, "sha256": digest_of("file"), "published_at": "2026-01-02T03:04:05Z"}


@pytest.fixture
def product(db):
    product = make_product()
    for name in ("Beige", "Charcoal"):
        make_colorway(product, name=name)
    return product


def plan_of(browser, product):
    return browser.get(reverse("products.gallery", args=[product.pk])).context["plan"]


def places(plan):
    """The state of each place, by colour and the position of its placement."""
    return {(colorway.name, placement.position): place.state for colorway, row in plan.rows for placement, place in row}


def test_each_place_shows_how_far_it_is(client_of, petra, product):
    beige, charcoal = product.colorways.order_by("name")
    first, second = make_placement(position=0), make_placement(position=1)
    live = make_decision(make_review(make_render(make_shot(colorway=beige, placement=first))))
    make_publication(live, **LIVE)
    make_decision(make_review(make_render(make_shot(colorway=charcoal, placement=first))))
    make_review(make_render(make_shot(colorway=beige, placement=second)))
    plan = plan_of(client_of(petra), product)
    assert places(plan) == {
        ("Beige", 0): "published",
        ("Charcoal", 0): "approve",
        ("Beige", 1): "open",
        ("Charcoal", 1): "",
    }
    assert (plan.live, plan.total) == (1, 4)


def test_a_gap_is_ordered_for_the_colours_that_lack_it(client_of, petra, product):
    beige, charcoal = product.colorways.order_by("name")
    placement = make_placement()
    make_render(make_shot(colorway=beige, placement=placement))
    browser = client_of(petra)
    [(found, count, address)] = plan_of(browser, product).gaps
    assert (found, count) == (placement, 1)
    assert address == f"{reverse('sets.compose')}?placement={placement.pk}&colorway={charcoal.pk}"
    assert address.replace("&", "&amp;") in browser.get(reverse("products.gallery", args=[product.pk])).content.decode()


def test_a_later_candidate_does_not_hide_what_is_live(client_of, petra, product):
    beige = product.colorways.get(name="Beige")
    placement = make_placement()
    live = make_decision(make_review(make_render(make_shot(colorway=beige, placement=placement))))
    publication = make_publication(live, **LIVE)
    make_render(make_shot(colorway=beige, placement=placement))
    plan = plan_of(client_of(petra), product)
    assert plan.places[beige.pk, placement.pk].address == publication.get_absolute_url()


def test_a_live_place_names_every_channel_that_shows_it(client_of, petra, product):
    beige = product.colorways.get(name="Beige")
    placement = make_placement()
    decision = make_decision(make_review(make_render(make_shot(colorway=beige, placement=placement))))
    for name in ("Shop north", "Press"):
        make_publication(decision, channel=make_channel(name=name), **LIVE)
    assert plan_of(client_of(petra), product).places[beige.pk, placement.pk].channels == ("Press", "Shop north")


def test_a_product_that_was_never_ordered_leads_to_compose(client_of, petra, product):
    text = client_of(petra).get(reverse("products.gallery", args=[product.pk])).content.decode()
    assert "Nothing was ordered yet" in text
