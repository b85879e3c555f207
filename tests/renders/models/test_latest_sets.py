"""Which sets a product's page lists: its latest ones, whatever their number and whoever else has newer ones."""

import pytest

from renders.models.latest_sets import latest_sets_of
from tests.factories import make_banner, make_colorway, make_shot, make_shot_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def colours(db):
    red = make_colorway()
    return [red, make_colorway(product=red.product)]


def order(*colorways, **fields):
    """The id of a new set with a shot of each of these."""
    ordered = make_shot_set(**fields)
    for number, colorway in enumerate(colorways, 1):
        make_shot(ordered, colorway=colorway, number=number)
    return ordered.pk


def test_the_latest_sets_of_all_its_colours_come_first_each_once(colours):
    red, blue = colours
    ordered = [order(red), order(blue, red), order(blue), order(red, red), order(blue)]
    assert latest_sets_of(red.product_id, 4) == ordered[:0:-1]
    assert latest_sets_of(red.product_id, 9) == ordered[::-1]


def test_a_colour_that_was_not_ordered_for_long_adds_what_it_has(colours):
    red, blue = colours
    ordered = [order(blue), *(order(red) for _ in range(3))]
    assert latest_sets_of(red.product_id, 3) == ordered[:0:-1]
    assert latest_sets_of(red.product_id, 4) == ordered[::-1]


def test_sets_of_banners_and_of_other_products_are_skipped(colours):
    own = order(colours[0])
    banner = make_banner()
    for _ in range(3):
        order(colours[0], banner=banner)
    order(make_colorway())
    assert latest_sets_of(colours[0].product_id, 2) == [own]


def test_a_product_that_nobody_ordered_has_none(colours):
    assert latest_sets_of(colours[0].product_id, 3) == []
