"""Text from outside, made safe."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.models.products import PLACEHOLDERS
from catalog.text import BIDI_CONTROLS, MAX_INTEGER, is_safe_name, is_visible, safe_name, tidy, whole_number
from tests.factories import make_artwork, make_colorway, make_product


@given(some.text())
def test_tidy_text_stays_as_it_is(text):
    assert tidy(tidy(text)) == tidy(text)


@given(some.text())
def test_tidy_text_is_one_line_without_controls(text):
    tidied = tidy(text)
    assert not BIDI_CONTROLS.search(tidied)
    assert not any(unicodedata.category(letter) == "Cc" for letter in tidied)
    assert tidied == tidied.strip()


@pytest.mark.parametrize("text", ["Rose Essence Water 玫瑰精华水", "龙井", "كوب", "👩‍🎨 mug", "é"])
def test_words_of_any_script_are_kept(text):
    assert tidy(text) == text
    assert is_visible(text)


@pytest.mark.django_db
def test_a_prompt_may_ask_for_exactly_the_values_of_a_colorway():
    assert set(make_colorway().placeholder_values()) == set(PLACEHOLDERS)


@pytest.mark.django_db
def test_the_front_cutout_stands_for_a_product_and_a_label_never_does():
    product = make_product()
    make_artwork(product, kind="label")
    assert product.cover is None
    make_artwork(product, kind="photo")
    make_artwork(product, kind="cutout", view="top")
    front = make_artwork(product, kind="cutout", view="front")
    assert product.cover == front


@given(some.integers(0, MAX_INTEGER))
def test_digits_are_a_whole_number(number):
    assert whole_number(str(number)) == number


@pytest.mark.parametrize(
    "text", [None, "", " 7", "7\n", "-1", "+1", "1.0", "1e3", "1_000", "²", "７", "\x00", "0x1", "9" * 5000]
)
def test_anything_else_is_no_whole_number(text):
    assert whole_number(text) is None


@pytest.mark.parametrize(("text", "number"), [("2", None), ("3", 3), ("5", 5), ("6", None)])
def test_a_whole_number_lies_within_its_bounds(text, number):
    assert whole_number(text, minimum=3, maximum=5) == number


def test_a_number_that_no_column_holds_is_none():
    assert whole_number(str(MAX_INTEGER + 1)) is None


@pytest.mark.parametrize("text", ["../../etc", "%2e%2e", "CON", "Tasse Größe/5", "a b", "玫瑰", "x" * 100, "a."])
def test_a_file_of_any_sku_has_a_name_that_is_safe_and_its_own(text):
    assert is_safe_name(safe_name(text))
    assert safe_name(text) != safe_name(f"{text}!")
    assert safe_name(safe_name(text)) == safe_name(text)


def test_a_sku_that_is_safe_names_its_files_itself():
    assert safe_name("mug-beige-01") == "mug-beige-01"
    assert safe_name("Tasse Größe/5").startswith("tasse-groesse-5-")
