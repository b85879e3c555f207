"""Coverage: which pictures each product has, by placement, and the way to order what is missing."""

import pytest
from django.urls import reverse

from catalog.models import Product
from renders.models import Render
from renders.models.publications import State
from tests.factories import (
    digest_of,
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
def hero(db):
    return make_placement(position=0)


@pytest.fixture
def banner(db):
    return make_placement(position=1)


@pytest.fixture
def cup(db):
    product = make_product(name="Cup")
    for name in ("Beige", "Charcoal"):
        make_colorway(product, name=name)
    return product


def states_of(browser, **query):
    """By product, placement and colour."""
    coverage = browser.get(reverse("products.coverage"), query).context["coverage"]
    return {
        (product.name, cell.placement.position, colorway.name): state
        for product, cells in coverage.rows
        for cell in cells
        for colorway, state in cell.states
    }


def names_of(browser, **query):
    page = browser.get(reverse("products.coverage"), query).context["page_obj"]
    return [product.name for product in page]


def fill(browser, **query):
    return browser.post(reverse("products.coverage.fill"), query)


def test_each_colour_has_the_state_that_is_farthest(client_of, petra, cup, hero, banner):
    beige, charcoal = cup.colorways.order_by("name")
    make_publication(make_decision(make_review(make_render(make_shot(colorway=beige, placement=hero)))), **LIVE)
    make_render(make_shot(colorway=beige, placement=hero))
    make_decision(make_review(make_render(make_shot(colorway=charcoal, placement=hero))))
    make_review(make_render(make_shot(colorway=beige, placement=banner)))
    assert states_of(client_of(petra)) == {
        ("Cup", 0, "Beige"): "published",
        ("Cup", 0, "Charcoal"): "approve",
        ("Cup", 1, "Beige"): "open",
        ("Cup", 1, "Charcoal"): "missing",
    }


@pytest.mark.parametrize("fields", [{"state": Render.State.CANCELLED}, {"mark": Render.Mark.DROP}])
def test_a_picture_that_cannot_be_used_leaves_a_gap(client_of, petra, cup, hero, fields):
    make_render(make_shot(colorway=cup.colorways.get(name="Beige"), placement=hero), **fields)
    browser = client_of(petra)
    assert states_of(browser)["Cup", 0, "Beige"] == "missing"
    assert names_of(browser, gaps="on") == ["Cup"]


def test_a_placement_out_of_use_and_an_archived_product_are_left_out(client_of, petra, cup, hero):
    make_placement(position=7, is_enabled=False)
    archived = make_product(name="Old cup", archived_at="2026-01-02T03:04:05Z")
    make_colorway(archived)
    assert {(name, position) for name, position, _ in states_of(client_of(petra))} == {("Cup", 0)}


def test_only_products_with_gaps_are_listed_where_asked(client_of, petra, cup, hero, banner):
    plate = make_product(name="Plate")
    make_render(make_shot(colorway=make_colorway(plate), placement=hero))
    browser = client_of(petra)
    assert names_of(browser, placement=hero.slug, gaps="on") == ["Cup"]
    assert names_of(browser, placement=banner.slug, gaps="on") == ["Cup", "Plate"]
    assert names_of(browser, gaps="on") == ["Cup", "Plate"]


def test_ticked_products_lead_to_compose_with_the_colours_they_lack(client_of, petra, cup, hero):
    beige, charcoal = cup.colorways.order_by("name")
    make_colorway(make_product(name="Plate"))
    make_render(make_shot(colorway=beige, placement=hero))
    answer = fill(client_of(petra), to=hero.pk, product=cup.pk)
    assert answer.url == f"{reverse('sets.compose')}?placement={hero.pk}&colorway={charcoal.pk}"


def test_all_that_the_filter_finds_can_be_chosen_at_once(client_of, petra, cup, hero):
    make_colorway(make_product(name="Plate"))
    answer = fill(client_of(petra), to=hero.pk, all="on", q="cup")
    beige, charcoal = cup.colorways.order_by("pk")
    assert answer.url.endswith(f"colorway={beige.pk}&colorway={charcoal.pk}")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [({}, "Choose a placement"), ({"to": "7" * 30}, "Choose a placement"), ({"to": "hero"}, "none lacks a picture")],
)
def test_what_cannot_be_filled_leads_back_to_the_page_with_a_sentence(client_of, petra, cup, hero, query, sentence):
    if query.get("to") == "hero":
        query = {"to": hero.pk}
    browser = client_of(petra)
    answer = browser.post(reverse("products.coverage.fill"), {**query, "q": "cup"}, follow=True)
    assert answer.redirect_chain == [(f"{reverse('products.coverage')}?q=cup", 302)]
    assert sentence in answer.content.decode()


def test_more_colours_than_one_order_takes_are_ordered_in_turn(client_of, petra, hero, monkeypatch, cup):
    monkeypatch.setattr("renders.views.products.coverage.MOST_COLORWAYS", 1)
    answer = client_of(petra).post(reverse("products.coverage.fill"), {"to": hero.pk, "product": cup.pk}, follow=True)
    assert answer.redirect_chain[0][0].count("colorway=") == 1
    assert "the first 1 colour" in answer.content.decode()


def test_the_number_of_queries_and_the_size_stay_with_two_thousand_products(
    client_of, petra, hero, django_assert_max_num_queries
):
    make_colorway(make_product(name="Cup"))
    Product.objects.bulk_create(Product(code=f"p{n}", name=f"Product {n}", noun="cup") for n in range(2_000))
    browser = client_of(petra)
    with django_assert_max_num_queries(20):
        page = browser.get(reverse("products.coverage"), {"gaps": "on"})
    assert len(page.content) <= 100_000


def test_a_full_page_of_nine_placements_and_five_colours_stays_small(client_of, petra):
    placements = [make_placement(position=at, slug=f"a-long-placement-{at}") for at in range(9)]
    for number in range(20):
        product = make_product(name=f"Stoneware cup number {number}")
        for name in ("Beige", "Charcoal", "Sage", "Terracotta", "Cream"):
            make_colorway(product, name=name)
    page = client_of(petra).get(reverse("products.coverage"))
    assert page.content.count(f"?placement={placements[8].slug}".encode()) == 14
    assert len(page.content) <= 100_000
