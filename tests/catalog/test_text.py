"""Text from outside, made safe."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.models.products import PLACEHOLDERS
from catalog.text import BIDI_CONTROLS, is_visible, tidy
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
