"""Cutting a grid from the viewer."""

import pytest
from django.urls import reverse

from renders.models import Render, Shot
from tests.factories import make_colorway, make_render, make_shot, make_shot_set
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def render(petra):
    """A ready candidate of Petra's, of a product in three colours."""
    first = make_colorway(name="Beige", position=0)
    for position, name in ((1, "Sage"), (2, "Ink")):
        make_colorway(first.product, name=name, position=position)
    return make_render(make_shot(make_shot_set(launched_by=petra), colorway=first))


def address(render):
    return reverse("shots.cells", args=[render.shot.code, render.number])


def colours(render):
    return {one.name: one.pk for one in render.shot.colorway.product.colorways.all()}


def test_the_viewer_offers_it_where_a_product_has_several_colours(petras, render):
    assert address(render) in flat(petras.get(render.get_absolute_url()))
    alone = make_render(make_shot(make_shot_set(launched_by=render.shot_set.launched_by)))
    assert address(alone) not in flat(petras.get(alone.get_absolute_url()))


def test_cells_go_to_the_colours_in_the_order_of_the_product(petras, render):
    chosen = {"rows": 1, "columns": 2, "colorways": [colours(render)["Ink"], colours(render)["Beige"]]}
    answer = petras.post(address(render), chosen, follow=True)
    assert "The grid is cut into 2 candidates" in flat(answer)
    cells = Render.objects.filter(parent=render).order_by("pk")
    assert [(one.shot.colorway.name, one.chain[0]["index"]) for one in cells] == [("Beige", 0), ("Ink", 1)]


def test_as_many_colours_as_pictures_are_asked_for(petras, render):
    answer = petras.post(address(render), {"rows": 2, "columns": 2, "colorways": [*colours(render).values()]})
    assert answer.status_code == 422
    assert "2 × 2 make 4 pictures, and 3 colours are chosen." in flat(answer)
    assert not Shot.objects.exclude(cells_of=None).exists()


def test_colours_of_another_product_are_refused(petras, render):
    answer = petras.post(address(render), {"rows": 1, "columns": 1, "colorways": [make_colorway().pk]})
    assert answer.status_code == 422
    assert not Shot.objects.exclude(cells_of=None).exists()
