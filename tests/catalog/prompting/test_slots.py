"""Kinds and defaults of placeholders."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.prompting import completed, fill, malformed, misfits

PRICE = {"price": {"kind": "number", "default": "199"}}


@given(some.text(min_size=1, max_size=300).filter(str.strip))
def test_any_default_survives_filling_unchanged(default):
    told = {"lens": {"kind": "text", "default": default}}
    assert fill("A {{lens}} B", completed({}, told)) == f"A {default} B"


def test_what_the_product_knows_comes_before_the_default():
    assert completed({"price": "249"}, PRICE)["price"] == "249"


def test_a_blank_fact_takes_the_default():
    assert completed({"price": "  "}, PRICE)["price"] == "199"


def test_an_empty_default_makes_a_placeholder_required():
    assert completed({"sku": "mug-01"}, {"price": {"kind": "number", "default": ""}}) == {"sku": "mug-01"}


@pytest.mark.parametrize("value", ["199", "1,299.00", "-3", "１２", "0.5"])
def test_a_number_is_digits_with_points_and_commas(value):
    assert misfits({"price": value}, PRICE) == []


@pytest.mark.parametrize("value", ["199 yuan", "ten", "1e5", "{{price}}", "--3"])
def test_other_text_is_no_number(value):
    assert misfits({"price": value}, PRICE) == [f"price takes a number, not “{value}”."]


@pytest.mark.parametrize("value", ["#d9c7ae", "rgb(1, 2, 3)", "oklch(50% 0 0)", "0xd9c7ae"])
def test_a_colour_code_is_no_colour_words(value):
    [sentence] = misfits({"color": value}, {"color": {"kind": "colour"}})
    assert value in sentence


@pytest.mark.parametrize("value", ["soft beige glaze", "玫瑰粉", ""])
def test_colour_words_are_any_words(value):
    assert misfits({"color": value}, {"color": {"kind": "colour"}}) == []


@pytest.mark.parametrize(
    ("told", "word"),
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
def test_slots_that_mean_nothing_are_refused_in_words(told, word):
    [sentence] = malformed(told)
    assert word in sentence


def test_sound_slots_have_no_objection():
    assert malformed({**PRICE, "color": {"kind": "colour"}, "lens": {}}) == []
