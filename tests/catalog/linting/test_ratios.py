"""Ratio words that contradict the placement."""

import pytest

from tests.catalog.linting.briefs import CARD, PACKSHOT, QWEN, SQUARE, WIDE, finding, rules

LISTING = (
    "A square ecommerce listing card on a white background. In the top two thirds one {{product}}. In the bottom third "
    "the price. Clean layout, 4:3 composition."
)


def test_square_and_four_to_three_at_once_is_refused_on_either_placement():
    detail = finding("contradicted-ratio", LISTING, placements=[CARD], models=[QWEN]).detail
    assert detail == "“square” contradicts Listing card, which is 4:3"
    detail = finding("contradicted-ratio", LISTING, placements=[SQUARE], models=[QWEN]).detail
    assert detail == "“4:3 composition” contradicts PDP main, which is 1:1"


def test_square_and_four_to_three_at_once_is_refused_without_any_placement():
    assert finding("contradicted-ratio", LISTING, placements=[]).detail.endswith("contradict each other")


def test_one_click_takes_the_ratio_words_out():
    fix = finding("contradicted-ratio", LISTING, placements=[CARD], models=[QWEN]).fix
    assert fix.prompt.startswith("An ecommerce listing card on a white background.")
    assert fix.prompt.endswith("Clean layout.")
    assert rules(fix.prompt, placements=[CARD], models=[QWEN]) == []


@pytest.mark.parametrize(
    ("words", "place"), [("square 1:1 composition", SQUARE), ("16:9 widescreen", WIDE), ("horizontal format", WIDE)]
)
def test_words_that_agree_with_the_placement_are_let_be(words, place):
    assert "contradicted-ratio" not in rules(PACKSHOT.replace("No props", words), placements=[place])


@pytest.mark.parametrize("words", ["square bottle on the table", "in a horizontal row", "at 8:30 in the morning light"])
def test_words_about_the_product_are_no_ratio(words):
    assert "contradicted-ratio" not in rules(f"One {{{{product}}}}, {words}", placements=[CARD])


def test_every_placement_of_the_template_counts():
    assert finding("contradicted-ratio", PACKSHOT + " Square format.", placements=[SQUARE, WIDE]).detail.endswith(
        "16:9"
    )


def test_a_listing_card_for_a_square_place_is_warned_about():
    card = LISTING.replace("A square", "A").replace(", 4:3 composition", "")
    assert rules(card, placements=[SQUARE], models=[QWEN]) == ["layout-ratio"]
    assert rules(card, placements=[CARD], models=[QWEN]) == []
