"""The product list."""

import pytest

from tests.factories import make_artwork, make_colorway, make_product

pytestmark = pytest.mark.django_db
LIST = "/products/"


def names_on(response) -> list[str]:
    return [product.name for product in response.context["page_obj"]]


def test_everybody_in_a_role_sees_the_products(client_of, ruth):
    make_product(name="Coffee mug")
    assert "Coffee mug" in client_of(ruth).get(LIST).content.decode()


def test_somebody_in_no_role_sees_nothing(client_of, sam):
    assert client_of(sam).get(LIST).status_code == 403


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get(LIST).headers["Location"] == "/login/?next=/products/"


def test_words_are_found_in_names_codes_and_skus(client_of, petra):
    mug = make_product(name="Coffee mug")
    make_colorway(mug, sku="cup-sage-77")
    make_product(name="Tea canister")
    assert names_on(client_of(petra).get(LIST, {"q": "sage-77 coffee"})) == ["Coffee mug"]


def test_a_category_narrows_the_list(client_of, petra):
    make_product(name="Mug", category="Drinkware")
    make_product(name="Tea", category="Tea")
    assert names_on(client_of(petra).get(LIST, {"category": "Tea"})) == ["Tea"]


def test_a_narrowed_list_with_nothing_in_it_offers_to_clear_the_filter(client_of, petra):
    make_product()
    assert "Clear filters" in client_of(petra).get(LIST, {"q": "zebra"}).content.decode()


def test_an_empty_catalogue_offers_the_first_product_to_whoever_may_add_one(client_of, petra, ruth):
    assert "Add the first product" in client_of(petra).get(LIST).content.decode()
    assert "Add the first product" not in client_of(ruth).get(LIST).content.decode()


@pytest.mark.parametrize("query", ["page=-1", "page=9e9", "page=ten", "category=nothing", "q=%00", "q=" + "x" * 5000])
def test_a_crooked_query_is_answered_with_a_page(client_of, petra, query):
    make_product()
    assert client_of(petra).get(f"{LIST}?{query}").status_code == 200


def test_with_htmx_only_the_cards_come_back(client_of, petra):
    make_product(name="Coffee mug")
    body = client_of(petra).get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "Coffee mug" in body
    assert "<html" not in body


def test_archived_products_are_not_listed(client_of, petra):
    make_product(name="Gone", archived_at="2026-01-01T00:00Z")
    assert names_on(client_of(petra).get(LIST)) == []


def test_the_list_asks_the_database_equally_often_for_one_product_and_for_a_page_of_them(
    client_of, petra, django_assert_max_num_queries
):
    for _ in range(24):
        product = make_product()
        make_colorway(product)
        make_artwork(product)
    browser = client_of(petra)
    with django_assert_max_num_queries(10):
        browser.get(LIST)


def test_a_name_full_of_markup_is_shown_as_text(client_of, petra):
    make_product(name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client_of(petra).get(LIST).content.decode()
