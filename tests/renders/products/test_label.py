"""Where a product's label lies, set once and put on by finishing."""

import pytest
from django.urls import reverse
from PIL import Image

from catalog.models import Artwork
from catalog.pictures.artwork_files import ARTWORK
from renders.finishing.steps import PutLabel, read_chain
from renders.models import Event, PlacedLabel, Render
from renders.models.actions import Action
from tests.factories import make_artwork, make_colorway, make_product, make_render, make_shot, make_shot_set
from tests.html import flat
from tests.images import encoded

pytestmark = pytest.mark.django_db

# A hundredth of 6.9 has more digits than a number in a row may have.
CORNERS = {"x0": 20, "y0": 30, "x1": 80, "y1": 30, "x2": 80, "y2": 70, "x3": 6.9, "y3": 70}
PLACE = {**CORNERS, "arc": 90, "turn": -10, "bend_top": 6, "bend_bottom": 8.5}


@pytest.fixture
def bottle():
    """A product with a cutout, whose product fills the middle of it, and a label."""
    product = make_product()
    cutout = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    cutout.paste((90, 120, 90, 255), (50, 40, 150, 190))
    make_artwork(product, kind=Artwork.Kind.CUTOUT, sha256=ARTWORK.store(encoded(cutout, "PNG")), width=200, height=200)
    label = encoded(Image.new("RGB", (40, 30), "white"), "PNG")
    make_artwork(product, kind=Artwork.Kind.LABEL, sha256=ARTWORK.store(label), width=40, height=30)
    return product


def address(product, view="front"):
    return reverse("products.label", args=[product.pk, view])


def test_a_saved_place_is_shown_again_on_the_products_own_box(petras, bottle):
    assert petras.post(address(bottle), PLACE)["Location"] == address(bottle)
    placed = PlacedLabel.objects.get(product=bottle, view="front")
    assert placed.corners == [[0.2, 0.3], [0.8, 0.3], [0.8, 0.7], [0.069, 0.7]]
    assert placed.bend() == {"arc": 90, "turn": -10, "bend_top": 6, "bend_bottom": 8.5}
    page = petras.get(address(bottle)).content.decode()
    # 20 % of a product from 50 to 150, 30 % of one from 40 to 190.
    assert 'cx="70.0" cy="85.0"' in page
    assert 'name="bend_bottom" value="8.5"' in page
    assert Event.objects.get(action=Action.LABEL_PLACED).product == bottle


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"x0": 90}, "The corners cross each other"),
        ({"x0": 20, "x1": 20, "x2": 20}, "The corners cross each other"),
        ({"turn": 60}, "The label would go round to the back"),
        ({"arc": 200}, "less than or equal to 175"),
        ({"y2": ""}, "This field is required"),
    ],
)
def test_a_place_where_no_label_can_lie_is_not_saved(petras, bottle, changes, sentence):
    answer = petras.post(address(bottle), PLACE | changes)
    assert answer.status_code == 422
    assert sentence in flat(answer)
    assert not PlacedLabel.objects.exists()


def test_a_product_without_cutout_or_label_says_what_is_missing(petras):
    page = flat(petras.get(address(make_product())))
    assert "There is no cutout of this view" in page
    assert "This product has no label artwork yet" in page


def test_a_view_that_there_is_not_has_no_page(petras, bottle):
    assert petras.get(address(bottle, "below")).status_code == 404


def test_finishing_puts_the_label_on_where_it_lies_in_every_colour(petras, petra, bottle):
    petras.post(address(bottle), PLACE)
    shot_set = make_shot_set(launched_by=petra)
    renders = [
        make_render(make_shot(shot_set, colorway=make_colorway(bottle)), mark=Render.Mark.STAR) for _colour in range(2)
    ]
    page = reverse("sets.finish", args=[shot_set.code])
    assert "Put the real label on" in flat(petras.get(page))
    petras.post(page, {"puts_label": "on"})
    chains = [read_chain(made.chain) for made in Render.objects.filter(parent__in=renders)]
    label = Artwork.objects.get(product=bottle, kind=Artwork.Kind.LABEL)
    assert [[type(step) for step in chain] for chain in chains] == [[PutLabel]] * 2
    assert {chain[0].artwork for chain in chains} == {label.sha256}
    assert chains[0][0].corners[0] == (0.2, 0.3)


def test_finishing_does_not_offer_a_label_that_lies_nowhere(petras, petra, bottle):
    render = make_render(make_shot(make_shot_set(launched_by=petra), colorway=make_colorway(bottle)))
    answer = petras.get(reverse("shots.finish", args=[render.shot.code, render.number]))
    assert "Put the real label on" not in flat(answer)
