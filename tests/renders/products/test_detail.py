"""The product page: what we own, what was approved, where it was ordered."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import Render
from renders.models.publications import State
from tests.factories import (
    digest_of,
    make_artwork,
    make_colorway,
    make_decision,
    make_product,
    make_publication,
    make_render,
    make_review,
    make_shot,
)
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    """A product with one colorway."""
    return make_colorway(make_product(name="Coffee mug"), sku="mug-beige", name="Beige").product


def picture_of(product):
    """A ready render of it."""
    return make_render(make_shot(colorway=product.colorways.get()))


def test_it_shows_colours_and_artwork(client_of, petra, mug):
    artwork = make_artwork(mug)
    text = client_of(petra).get(mug.get_absolute_url()).content.decode()
    assert "mug-beige" in text
    assert reverse("artwork.file", args=[artwork.sha256]) in text


def test_live_pictures_come_before_approved_ones_before_candidates(client_of, petra, mug):
    live, approved, candidate = picture_of(mug), picture_of(mug), picture_of(mug)
    facts = {"sha256": digest_of("file"), "published_at": "2026-01-02T03:04:05Z"}
    make_publication(make_decision(make_review(live)), state=State.PUBLISHED, **facts)
    make_decision(make_review(approved))
    shown = client_of(petra).get(mug.get_absolute_url()).context["pictures"]
    assert [picture.render for picture in shown] == [live, approved, candidate]


def test_a_picture_is_shown_once(client_of, petra, mug):
    make_decision(make_review(picture_of(mug)))
    shown = client_of(petra).get(mug.get_absolute_url()).context["pictures"]
    assert len(shown) == 1


def test_dropped_candidates_are_not_shown(client_of, petra, mug):
    picture_of(mug).set_mark(Render.Mark.DROP)
    assert "No pictures yet" in client_of(petra).get(mug.get_absolute_url()).content.decode()


def test_pictures_of_other_products_are_not_shown(client_of, petra, mug):
    make_decision()
    assert client_of(petra).get(mug.get_absolute_url()).context["pictures"] == []


def test_it_lists_the_sets_it_was_ordered_in(client_of, petra, mug):
    render, other = picture_of(mug), make_render()
    text = client_of(petra).get(mug.get_absolute_url()).content.decode()
    assert render.shot_set.get_absolute_url() in text
    assert other.shot_set.get_absolute_url() not in text


def test_a_marketer_is_led_to_compose_it(client_of, petra, mug):
    text = client_of(petra).get(mug.get_absolute_url()).content.decode()
    assert f"{reverse('sets.compose')}?product={mug.pk}" in text


def test_a_reviewer_is_offered_neither_editing_nor_composing(client_of, ruth, mug):
    text = client_of(ruth).get(mug.get_absolute_url()).content.decode()
    assert [reverse("sets.compose") in text, reverse("products.edit", args=[mug.pk]) in text] == [False, False]


def test_who_has_no_role_sees_no_product(client_of, sam, mug):
    assert client_of(sam).get(mug.get_absolute_url()).status_code == HTTPStatus.FORBIDDEN


def test_its_sets_say_how_their_pictures_ended(client_of, petra, mug):
    picture_of(mug)
    make_decision(make_review(picture_of(mug)))
    text = flat(client_of(petra).get(mug.get_absolute_url()))
    outcomes = [cell.split("</td>")[0] for cell in text.split('data-label="Outcome">')[1:]]
    assert ["1 approved" in cell for cell in outcomes] == [True, False]
    assert "nothing submitted yet" in outcomes[1]
