"""Kinds and defaults of placeholders."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.prompting import fill, spec_errors, value_errors, with_defaults

PRICE = {"price": {"kind": "number", "default": "199"}}


@given(some.text(min_size=1, max_size=300).filter(str.strip))
def test_any_default_survives_filling_unchanged(default):
    specs = {"lens": {"kind": "text", "default": default}}
    assert fill("A {{lens}} B", with_defaults({}, specs)) == f"A {default} B"


def test_a_value_of_the_product_comes_before_the_default():
    assert with_defaults({"price": "249"}, PRICE)["price"] == "249"


def test_a_blank_value_takes_the_default():
    assert with_defaults({"price": "  "}, PRICE)["price"] == "199"


def test_an_empty_default_makes_a_placeholder_required():
    assert with_defaults({"sku": "mug-01"}, {"price": {"kind": "number", "default": ""}}) == {"sku": "mug-01"}


@pytest.mark.parametrize("value", ["199", "1,299.00", "-3", "１２", "0.5"])
def test_a_number_is_digits_with_points_and_commas(value):
    assert value_errors({"price": value}, PRICE) == []


@pytest.mark.parametrize("value", ["199 yuan", "ten", "1e5", "{{price}}", "--3"])
def test_other_text_is_no_number(value):
    assert value_errors({"price": value}, PRICE) == [f"price takes a number, not “{value}”."]


@pytest.mark.parametrize("value", ["#d9c7ae", "rgb(1, 2, 3)", "oklch(50% 0 0)", "0xd9c7ae"])
def test_a_colour_code_is_no_colour_words(value):
    [sentence] = value_errors({"color": value}, {"color": {"kind": "colour"}})
    assert value in sentence


@pytest.mark.parametrize("value", ["soft beige glaze", "玫瑰粉", ""])
def test_colour_words_are_any_words(value):
    assert value_errors({"color": value}, {"color": {"kind": "colour"}}) == []


@pytest.mark.parametrize(
    ("entered", "word"),
    [
        ([], "JSON object"),
        ({"Price": {}}, "Price"),
        ({"a.b": {}}, "a.b"),
        ({"price": "199"}, "kind and a default"),
        ({"price": {"kind": "number", "unit": "yuan"}}, "kind and a default"),
        ({"price": {"kind": "date"}}, "date"),
        ({"price": {"kind": ["number"]}}, "number"),
        ({"price": {"kind": "number", "default": 199}}, "text"),
        ({"price": {"kind": "number", "default": "cheap"}}, "number"),
        ({"price": {"kind": "text", "default": "x" * 301}}, "300"),
    ],
)
def test_a_spec_that_means_nothing_is_refused_with_a_sentence(entered, word):
    [sentence] = spec_errors(entered)
    assert word in sentence


def test_well_formed_specs_have_no_errors():
    assert spec_errors({**PRICE, "color": {"kind": "colour"}, "lens": {}}) == []
