"""The picture of a grid becomes one candidate for each of its colours, in shots that hold nothing else."""

from io import BytesIO

import pytest
from PIL import Image

from renders import invariants
from renders.composing.earlier.repeats import Scope, repeats_of
from renders.composing.finishing import NotFinishable, cut_grid
from renders.files import MASTERS
from renders.forms.compose.set_choices import choices_of_set
from renders.models import Render, Shot
from renders.models.renders import State
from tests.factories import make_colorway, make_shot
from tests.fakes import work
from tests.renders.finishing.steps.test_cells import GREYS, grid
from tests.renders.pipeline.finishing import ready_render

pytestmark = pytest.mark.django_db


@pytest.fixture
def colorways():
    """Three colours of one product."""
    first = make_colorway(position=0)
    return [first, *(make_colorway(first.product, position=number) for number in (1, 2))]


@pytest.fixture
def drawn(colorways):
    """A ready picture of all three in a row."""
    picture, _ = grid(1, 3, gutter=8, grounds=GREYS)
    return ready_render(make_shot(colorway=colorways[0]), picture)


@pytest.mark.django_db(transaction=True)
def test_each_cell_is_a_candidate_in_the_shot_of_its_own_colour(drawn, colorways, petra):
    cut = cut_grid(drawn, 1, 3, colorways, by=petra)
    work()
    cells = [Render.objects.get(pk=one.pk) for one in cut]
    assert [one.state for one in cells] == [State.READY] * 3
    assert [one.shot.colorway for one in cells] == colorways
    assert [one.shot.contract.sku for one in cells] == [colorway.sku for colorway in colorways]
    assert [one.shot.cells_of for one in cells] == [drawn.shot] * 3
    assert {(one.width, one.height) for one in cells} == {(120, 120)}
    middle = Image.open(BytesIO(MASTERS.read(cells[1].sha256)))
    assert max(abs(one - other) for one, other in zip(middle.getpixel((3, 3)), GREYS[1], strict=True)) < 5
    assert cells[1].lineage_text == f"Made of candidate 1 of {drawn.shot}: picture 2 of a grid of 3 × 1"
    assert not list(invariants.finished_pictures_say_what_they_are())


def test_cutting_again_makes_nothing_new_and_another_grid_of_the_shot_fills_the_same_shots(drawn, colorways, petra):
    first = cut_grid(drawn, 1, 3, colorways, by=petra)
    assert cut_grid(drawn, 1, 3, colorways, by=petra) == first
    other = ready_render(drawn.shot, grid(1, 3, gutter=12, grounds=GREYS)[0])
    second = cut_grid(other, 1, 3, colorways, by=petra)
    assert [one.shot for one in second] == [one.shot for one in first]
    assert [one.number for one in second] == [2, 2, 2]


@pytest.mark.parametrize(("rows", "columns", "chosen"), [(1, 2, 3), (2, 2, 3), (1, 3, 2)])
def test_as_many_colours_as_cells_are_needed(drawn, colorways, petra, rows, columns, chosen):
    with pytest.raises(NotFinishable, match=f"make {rows * columns} pictures, and {chosen} colours are chosen"):
        cut_grid(drawn, rows, columns, colorways[:chosen], by=petra)
    assert Shot.objects.filter(cells_of=drawn.shot).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_is_no_such_grid_fails_with_what_to_look_at(colorways, petra):
    plain = ready_render(make_shot(colorway=colorways[0]), Image.effect_noise((256, 256), 90).convert("RGB"))
    cut = cut_grid(plain, 1, 3, colorways, by=petra)
    work()
    cells = [Render.objects.get(pk=one.pk) for one in cut]
    assert {(one.state, one.reason) for one in cells} == {(State.FAILED, "finish_no_such_cell")}
    assert "Look whether rows and columns are right." in cells[0].explanation


def test_shots_of_cells_are_never_ordered_again(drawn, colorways, petra):
    shot_set = drawn.shot_set
    cut_grid(drawn, 1, 3, colorways, by=petra)
    repeats = repeats_of(shot_set, *Scope, by=petra)
    assert {shot.colorway for repeat in repeats for plan in repeat.plans for shot in plan.shots} <= {colorways[0]}
    assert [row.pk for row in choices_of_set(shot_set).colorways] == [colorways[0].pk]
    assert {shot.price_micros for shot in shot_set.shots.exclude(cells_of=None)} == {0}
