"""The picture that stands for a product: approved before ready, ready before what we own."""

from http import HTTPStatus
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from catalog.pictures.artwork_files import ARTWORK
from renders.models import Render
from tests.factories import (
    make_artwork,
    make_colorway,
    make_decision,
    make_product,
    make_render,
    make_review,
    make_shot,
)
from tests.images import cutout, png

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug(db):
    """A product in a blue colorway, with a grey cutout that takes the colour."""
    product = make_product()
    make_colorway(product, name="Blue", swatch="#2040c0", position=0)
    mask = png("white", (64, 64))
    make_artwork(product, sha256=ARTWORK.store(cutout()), tint_sha256=ARTWORK.store(mask), width=64, height=64)
    return product


def picture_of(browser, product, **query):
    """The answer to a page's request for it."""
    return browser.get(reverse("products.picture", args=[product.pk]), query)


def ready(product):
    """A ready render of its first colorway, in a shot of its own."""
    return make_render(make_shot(colorway=product.colorways.first()))


def thumbnail(render):
    """Where its small picture is."""
    return reverse("shots.renditions", args=[render.pk, "thumb-320"])


def middle_of(response):
    """The colour in the middle of a picture."""
    with Image.open(BytesIO(response.content)) as picture:
        return picture.convert("RGBA").getpixel((picture.width // 2, picture.height // 2))


def test_the_latest_approved_picture_comes_before_later_ready_ones(client_of, petra, mug):
    approved = ready(mug)
    make_decision(make_review(approved))
    ready(mug)
    assert picture_of(client_of(petra), mug).headers["Location"] == thumbnail(approved)


def test_a_decision_that_was_taken_back_counts_no_longer(client_of, petra, ruth, mug):
    decision = make_review(ready(mug)).decide(by=ruth, verdict="approve")
    later = ready(mug)
    assert decision.undo(by=ruth)
    assert picture_of(client_of(petra), mug).headers["Location"] == thumbnail(later)


def test_a_starred_candidate_comes_first_and_a_dropped_one_never(client_of, petra, mug):
    shot = make_shot(colorway=mug.colorways.first())
    dropped, plain, starred = (make_render(shot) for _ in range(3))
    dropped.set_mark(Render.Mark.DROP)
    browser = client_of(petra)
    assert picture_of(browser, mug).headers["Location"] == thumbnail(plain)
    starred.set_mark(Render.Mark.STAR)
    assert picture_of(browser, mug).headers["Location"] == thumbnail(starred)


def test_without_a_picture_its_cutout_stands_there_in_the_first_colour(client_of, petra, mug):
    red, green, blue, alpha = middle_of(picture_of(client_of(petra), mug))
    assert blue > 150 > max(red, green)
    assert alpha == 255


def test_a_shot_without_a_picture_shows_the_cutout_in_its_own_colour(client_of, petra, mug):
    red_one = make_colorway(mug, name="Red", swatch="#c02020", position=1)
    ready(mug)
    red, green, blue, _ = middle_of(picture_of(client_of(petra), mug, colorway=red_one.pk))
    assert red > 150 > max(green, blue)


def test_a_colorway_with_artwork_of_its_own_is_shown_as_it_is(client_of, petra, mug):
    own = make_colorway(mug, name="Gold", swatch="#00ff00", position=1)
    make_artwork(mug, colorway=own, sha256=ARTWORK.store(cutout("#d0a020")), width=64, height=64)
    red, green, blue, _ = middle_of(picture_of(client_of(petra), mug, colorway=own.pk))
    assert red > green > blue


def test_a_product_of_which_nothing_is_there_shows_an_empty_frame(client_of, petra):
    response = picture_of(client_of(petra), make_product())
    assert "no-picture" in response.headers["Location"]


def test_a_lost_file_shows_an_empty_frame(client_of, petra):
    response = picture_of(client_of(petra), make_artwork().product)
    assert "no-picture" in response.headers["Location"]


def test_a_browser_asks_again_within_a_minute_and_shares_it_with_nobody(client_of, petra, mug):
    assert picture_of(client_of(petra), mug).headers["Cache-Control"] == "private, max-age=60"


def test_nobody_sees_a_picture_of_what_does_not_exist(client_of, petra):
    address = reverse("products.picture", args=[10**9])
    assert client_of(petra).get(address).status_code == HTTPStatus.NOT_FOUND
