"""Shot sets through the API: the rules, prices and budgets of the compose page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import PromptVersion
from renders.contracts import GenerationContract
from renders.models import ShotSet
from tests.factories import make_budget, make_colorway, make_image_model, make_product
from tests.renders.api.conftest import OrderableProduct

pytestmark = pytest.mark.django_db


def fields_of(answer) -> list[str]:
    return [one["field"] for one in answer.json()["errors"]]


def test_a_quote_says_price_and_worst_case_and_orders_nothing(petras_program, shop):
    quote = petras_program.send("sets/quote", shop.order()).json()
    assert (quote["renders"], quote["price_micros"], quote["worst_case_micros"]) == (8, 40_000, 55_000)
    assert quote["problems"] == []
    assert not ShotSet.objects.exists()


def test_a_quote_beyond_the_budget_says_so(petras_program, shop):
    make_budget(cap_micros=54_999)
    quote = petras_program.send("sets/quote", shop.order()).json()
    assert [one["field"] for one in quote["problems"]] == ["budget"]


def test_a_launch_reserves_the_worst_case_of_its_person(petra, petras_program, shop):
    budget = make_budget(person=petra, cap_micros=55_000)
    assert petras_program.send("sets", shop.order(), "one").status_code == 201
    budget.refresh_from_db()
    assert budget.reserved_micros == 55_000
    assert ShotSet.objects.get().launched_by == petra


def test_a_launch_beyond_the_budget_buys_nothing(petras_program, shop):
    make_budget(cap_micros=54_999)
    answer = petras_program.send("sets", shop.order(), "one")
    assert (answer.status_code, answer.json()["cost"]) == (402, "Nothing was charged.")
    assert not ShotSet.objects.exists()


def test_a_launch_dearer_than_is_allowed_buys_nothing(petras_program, shop):
    assert petras_program.send("sets", shop.order(maximum_micros=39_999), "one").status_code == 409
    assert petras_program.send("sets", shop.order(maximum_micros=40_000), "one").status_code == 201


def test_production_takes_frozen_versions_only(petras_program, shop):
    answer = petras_program.send("sets", shop.order(kind="production", count=1), "one")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:packshot:problem:not-launchable")
    assert not ShotSet.objects.exists()


def test_a_number_of_candidates_that_no_page_offers_is_refused(petras_program, shop):
    answer = petras_program.send("sets", shop.order(count=7), "one")
    assert fields_of(answer) == ["count"]


def test_every_name_that_is_none_is_named(petras_program, shop):
    wrong = {"sku": "none", "placement": shop.placement.slug, "template": "none"}
    answer = petras_program.send("sets/quote", shop.order(orders=[*shop.order()["orders"], wrong]))
    assert fields_of(answer) == ["orders.1.sku", "orders.1.template"]


def test_several_placements_and_products_become_one_set(petras_program, shop):
    other = make_colorway(shop.colorway.product)
    [order] = shop.order()["orders"]
    answer = petras_program.send("sets", shop.order(orders=[order, {**order, "sku": other.sku}]), "one")
    assert (answer.json()["shots"], answer.json()["states"]) == (2, {"queued": 16})


def test_the_same_shot_twice_in_one_order_is_refused(petras_program, shop):
    [order] = shop.order()["orders"]
    assert petras_program.send("sets", shop.order(orders=[order, order]), "one").status_code == 422


def test_a_model_that_the_placement_does_not_allow_is_refused(petras_program, shop):
    make_image_model(slug="other")
    [order] = shop.order()["orders"]
    answer = petras_program.send("sets", shop.order(orders=[{**order, "model": "other"}]), "one")
    assert fields_of(answer) == ["image_model"]


def test_the_guides_six_fields_are_an_order(petras_program, shop):
    guide = {
        "sku": shop.colorway.sku,
        "promptTemplate": shop.version.prompt,
        "model": shop.image_model.endpoint,
        "aspect": shop.placement.aspect,
        "style": "realistic",
        "variant": shop.placement.slug,
    }
    by_text = petras_program.send("sets", shop.order(orders=[guide]), "one")
    by_name = petras_program.send("sets/quote", shop.order(orders=[{**guide, "promptTemplate": "none"}]))
    assert (by_text.status_code, fields_of(by_name)) == (201, ["orders.0.promptTemplate"])
    assert ShotSet.objects.get().shots.get().version == shop.version


def test_a_guides_order_of_another_ratio_or_style_is_refused(petras_program, shop):
    guide = {"sku": shop.colorway.sku, "promptTemplate": shop.version.template.slug, "model": shop.image_model.slug}
    guide |= {"aspect": "9:16", "style": "anime", "variant": shop.placement.slug}
    answer = petras_program.send("sets/quote", shop.order(orders=[guide]))
    assert fields_of(answer) == ["orders.0.aspect", "orders.0.style"]


def test_a_contract_is_ordered_as_it_is(petras_program, shop):
    code = petras_program.send("sets", shop.order(), "one").json()["code"]
    render = petras_program.read(f"sets/{code}/renders").json()["items"][0]
    contract = petras_program.read(f"renders/{render['id']}").json()["contract"]
    answer = petras_program.send("sets", shop.order(orders=[contract]), "two")
    assert answer.status_code == 201
    digests = {shot.contract_digest for shot in ShotSet.objects.get(code=answer.json()["code"]).shots.all()}
    assert digests == {GenerationContract.from_payload(contract).digest()}


@pytest.fixture
def words_shop(order):
    """A product whose model draws from words, with a prompt that names the colours of a picture."""
    text = "One {{product}}. From left to right: {{colors}}."
    PromptVersion.objects.filter(pk=order["version"].pk).update(prompt=text)
    return OrderableProduct(*order["colorways"], order["placement"], order["version"], order["image_model"])


@pytest.fixture
def two_colours(words_shop):
    """Orders of two colours of that product."""
    other = make_colorway(words_shop.colorway.product, color_words="deep black")
    (first,) = words_shop.order()["orders"]
    return [first, {**first, "sku": other.sku}]


def test_all_ordered_colours_of_a_product_are_one_picture_and_its_contract_is_ordered_as_it_is(
    petras_program, words_shop, two_colours
):
    order = words_shop.order(orders=two_colours, one_picture=True)
    assert petras_program.send("sets/quote", order).json()["renders"] == 8
    code = petras_program.send("sets", order, "one").json()["code"]
    contract = ShotSet.objects.get(code=code).shots.get().contract_json
    assert [cell["sku"] for cell in contract["cells"]] == [one["sku"] for one in two_colours]
    answer = petras_program.send("sets", words_shop.order(orders=[contract]), "two")
    assert ShotSet.objects.get(code=answer.json()["code"]).shots.get().contract_json == contract
    unknown = {**contract, "cells": [contract["cells"][0], {**contract["cells"][1], "sku": "none"}]}
    assert fields_of(petras_program.send("sets/quote", words_shop.order(orders=[unknown]))) == ["orders.0.cells.1.sku"]


def test_one_picture_of_a_single_colour_is_a_problem(petras_program, words_shop, two_colours):
    quote = petras_program.send("sets/quote", words_shop.order(orders=two_colours[:1], one_picture=True)).json()
    assert "Choose at least two colours" in str(quote["problems"])


def test_a_contract_that_would_not_be_drawn_is_refused_with_what_differs(petras_program, shop):
    code = petras_program.send("sets", shop.order(), "one").json()["code"]
    contract = ShotSet.objects.get(code=code).shots.get().contract_json
    changed = {**contract, "prompt": "A red mug", "parameters": {"long_edge": 512}}
    answer = petras_program.send("sets", shop.order(orders=[changed]), "two")
    assert answer.status_code == 422
    assert "parameters, prompt" in answer.json()["detail"]
    assert ShotSet.objects.count() == 1


def test_pages_of_a_list_follow_one_another(petras_program, shop):
    codes = [petras_program.send("sets", shop.order(), f"k{n}").json()["code"] for n in range(3)]
    first = petras_program.read("sets?limit=2").json()
    second = petras_program.get(first["next"]).json()
    assert [one["code"] for page in (first, second) for one in page["items"]] == codes[::-1]
    assert second["next"] is None


def test_a_set_says_how_its_renders_stand(petras_program, shop):
    code = petras_program.send("sets", shop.order(), "one").json()["code"]
    assert petras_program.read(f"sets/{code}").json()["states"] == {"queued": 8}


def test_an_archived_product_is_not_ordered(petras_program, shop):
    product = shop.colorway.product
    product.archived_at = product.created_at
    product.save()
    assert fields_of(petras_program.send("sets", shop.order(), "one")) == ["colorways"]


def test_a_sku_is_taken_as_the_shop_has_it(petras_program, shop):
    make_colorway(make_product(), sku="Größe 5/ö")
    [order] = shop.order()["orders"]
    answer = petras_program.send("sets/quote", shop.order(orders=[{**order, "sku": "Größe 5/ö"}]))
    assert answer.status_code == 200


def test_an_order_of_many_products_takes_no_more_queries_than_one_of_few(petras_program, shop):
    [order] = shop.order()["orders"]
    orders = [{**order, "sku": make_colorway(shop.colorway.product).sku} for _ in range(30)]
    taken = []
    for many in (orders[:2], orders):
        with CaptureQueriesContext(connection) as captured:
            assert petras_program.send("sets", shop.order(orders=many), f"key-{len(many)}").status_code == 201
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 50


@pytest.mark.parametrize("order", [None, 7, "mug", [], True])
def test_an_order_that_is_no_object_is_refused(order, petras_program):
    answer = petras_program.send("sets/quote", {"kind": "preview", "count": 8, "orders": [order]})
    assert (answer.status_code, fields_of(answer)) == (422, ["orders.0"])


@pytest.mark.parametrize("address", ["sets", "sets/quote"])
def test_one_shot_twice_is_refused_and_named(petras_program, shop, address):
    order = shop.order()
    answer = petras_program.send(address, {**order, "orders": order["orders"] * 2}, "one")
    assert (answer.status_code, fields_of(answer)) == (422, ["orders.1"])
    assert "the same shot as orders.0" in answer.json()["errors"][0]["message"]
    assert not ShotSet.objects.exists()
