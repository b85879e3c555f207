"""Colours that share one prompt: compose offers to order one of each product instead of the same picture again."""

import pytest
from django.urls import reverse

from catalog.models import ImageModel, PromptVersion
from tests.factories import make_artwork, make_colorway, make_product
from tests.html import flat

pytestmark = pytest.mark.django_db
ALL_COLOURS = "One ceramic mug in each of its colours, side by side in one row, on white."
OFFER = "Order one colour of each product"


@pytest.fixture
def colours(order):
    """Three of the product that is ordered."""
    (first,) = order["colorways"]
    return [first, *(make_colorway(first.product, color_words=words) for words in ("deep black", "pale grey"))]


@pytest.fixture
def form(form_of, colours):
    return form_of(colorways=[str(one.pk) for one in colours])


@pytest.fixture
def one_prompt(order):
    PromptVersion.objects.filter(pk=order["version"].pk).update(prompt=ALL_COLOURS)


def preview(browser, form, **pressed):
    return browser.post(reverse("sets.compose.preview"), form | pressed)


def test_colours_of_one_prompt_are_said_and_one_click_orders_one_of_them(petras, one_prompt, form, colours):
    shown = preview(petras, form)
    assert OFFER in flat(shown)
    assert shown.context["form"].plan.quote.renders == 24
    chosen = preview(petras, form, one_colour="1").context["form"]
    assert chosen.data.getlist("colorways") == [str(colours[0].pk)]
    assert chosen.plan.quote.renders == 8


def test_one_colour_of_every_product_stays_in_the_order_chosen(petras, one_prompt, form_of, colours):
    product = make_product()
    make_artwork(product)
    others = [make_colorway(product), make_colorway(product)]
    form = form_of(colorways=[str(one.pk) for one in (*colours, *others)])
    chosen = preview(petras, form, one_colour="1").context["form"]
    assert chosen.data.getlist("colorways") == [str(colours[0].pk), str(others[0].pk)]


def test_colours_with_prompts_of_their_own_are_not_in_question(petras, form):
    assert OFFER not in flat(preview(petras, form))


def test_one_colour_of_several_products_is_not_in_question(petras, one_prompt, form_of, colours):
    product = make_product()
    make_artwork(product)
    form = form_of(colorways=[str(colours[0].pk), str(make_colorway(product).pk)])
    assert OFFER not in flat(preview(petras, form))


def test_a_colour_with_a_cutout_of_its_own_is_drawn_from_another_shape(petras, one_prompt, form, colours):
    make_artwork(colours[0].product, colorway=colours[1], sha256="f" * 64)
    assert OFFER not in flat(preview(petras, form))


def test_the_studio_draws_each_colour_by_its_swatch(petras, one_prompt, form):
    ImageModel.objects.update(abilities={"artwork": True})
    assert OFFER not in flat(preview(petras, form))


def test_a_further_placement_with_prompts_of_its_own_keeps_all_colours(petras, one_prompt, form_of, colours, gallery):
    form = form_of(gallery, colorways=[str(one.pk) for one in colours])
    assert OFFER not in flat(preview(petras, form))


DRIFT = "would draw several colours of a product from words alone"


def test_colours_drawn_from_words_alone_are_said_to_differ(petras, form):
    assert DRIFT in flat(preview(petras, form))


def test_one_colour_or_one_picture_of_all_does_not_drift(petras, form_of, form, order):
    assert DRIFT not in flat(preview(petras, form_of()))
    PromptVersion.objects.filter(pk=order["version"].pk).update(prompt=ALL_COLOURS)
    assert DRIFT not in flat(preview(petras, form))


def test_the_studio_draws_every_colour_from_the_same_cutout(petras, form):
    ImageModel.objects.update(abilities={"artwork": True})
    assert DRIFT not in flat(preview(petras, form))
