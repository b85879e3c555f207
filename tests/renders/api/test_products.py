"""Products through the API: the rules of the product form."""

import pytest

from catalog.models import Colorway, Product
from tests.factories import make_colorway, make_product
from tests.renders.api.test_problems import CUP

pytestmark = pytest.mark.django_db


def fields_of(answer) -> list[str]:
    return [one["field"] for one in answer.json()["errors"]]


def test_a_product_comes_with_its_colours(petras_program):
    answer = petras_program.send("products", {**CUP, "attributes": {"label_text": "玫瑰精华水"}}, "one")
    assert answer.status_code == 201
    assert answer.json() == petras_program.read("products/cup").json()
    assert Product.objects.get().attributes == {"label_text": "玫瑰精华水"}


def test_a_product_without_a_colour_is_refused(petras_program):
    assert fields_of(petras_program.send("products", {**CUP, "colorways": []}, "one")) == ["colorways"]


def test_what_the_form_refuses_is_refused_with_its_sentence(petras_program):
    make_colorway(make_product(code="CUP"), sku="CUP-1")
    answer = petras_program.send("products", {**CUP, "attributes": {"Price": "1"}}, "one")
    assert fields_of(answer) == ["code", "attributes", "colorways.0.sku"]
    assert Product.objects.count() == 1


def test_a_change_leaves_what_it_does_not_name(petras_program):
    petras_program.send("products", {**CUP, "material": "clay"}, "one")
    answer = petras_program.send("products/cup", {"finish": "satin"}, method="patch")
    assert (answer.json()["material"], answer.json()["finish"]) == ("clay", "satin")


def test_a_change_adds_colours_and_changes_those_it_names(petras_program):
    petras_program.send("products", CUP, "one")
    red = {"sku": "cup-2", "name": "Red", "color_words": "bright red"}
    change = {"colorways": [{"sku": "CUP-1", "swatch": "FFFFFF"}, red]}
    petras_program.send("products/cup", change, method="patch")
    colours = Colorway.objects.order_by("position").values_list("sku", "name", "swatch", "position")
    assert list(colours) == [("cup-1", "White", "#ffffff", 0), ("cup-2", "Red", "", 1)]


def test_two_colours_of_one_name_are_refused_and_nothing_is_saved(petras_program):
    petras_program.send("products", CUP, "one")
    change = {"noun": "mug", "colorways": [{"sku": "cup-2", "name": "white", "color_words": "white"}]}
    answer = petras_program.send("products/cup", change, method="patch")
    assert fields_of(answer) == ["colorways.0.name"]
    assert (Product.objects.get().noun, Colorway.objects.count()) == ("cup", 1)


def test_a_sku_of_another_product_is_not_taken_over(petras_program):
    other = make_colorway(sku="other-1")
    petras_program.send("products", CUP, "one")
    change = {"colorways": [{"sku": "other-1", "name": "Red", "color_words": "red"}]}
    answer = petras_program.send("products/cup", change, method="patch")
    assert fields_of(answer) == ["colorways.0.sku"]
    other.refresh_from_db()
    assert other.product.code != "cup"


def test_the_list_leaves_archived_products_out(petras_program):
    make_product(code="here")
    gone = make_product(code="gone")
    gone.archived_at = gone.created_at
    gone.save()
    assert [one["code"] for one in petras_program.read("products").json()["items"]] == ["here"]
