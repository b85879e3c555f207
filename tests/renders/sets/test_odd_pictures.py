"""The page of a set names the chosen picture that does not look like the others."""

import pytest
from django.urls import reverse

from renders.models import Render
from tests.factories import make_placement, make_render, make_review, make_shot, make_shot_set, make_version
from tests.html import flat

pytestmark = pytest.mark.django_db
STAR = Render.Mark.STAR
USUAL = {"fill": 60.0, "ground": 255.0, "shadow": 80.0}


@pytest.fixture
def shot_set(petra):
    return make_shot_set(launched_by=petra)


@pytest.fixture
def shots(shot_set):
    """Five shots of one placement and prompt."""
    placement, version = make_placement(), make_version()
    return [make_shot(shot_set, placement=placement, version=version) for _ in range(5)]


def chosen(shot, **change):
    return make_render(shot, mark=STAR, measures=USUAL | change)


def page(client, shot_set):
    return flat(client.get(reverse("sets.detail", args=[shot_set.code])))


@pytest.fixture
def petras(client_of, petra):
    return client_of(petra)


def test_the_odd_one_is_named_with_a_way_to_it(petras, shot_set, shots):
    for shot in shots[1:]:
        chosen(shot)
    odd = chosen(shots[0], fill=40.0)
    text = page(petras, shot_set)
    assert "1 chosen picture does not look like the others" in text
    assert "The product fills 40% of the frame, in the others about 60%." in text
    assert reverse("shots.candidate", args=[odd.shot.code, odd.number]) in text


def test_what_was_submitted_counts_and_not_the_star_beside_it(petras, shot_set, shots):
    for shot in shots[1:]:
        chosen(shot)
    chosen(shots[0], fill=40.0)
    make_review(make_render(shots[0], measures=USUAL))
    assert "does not look like the others" not in page(petras, shot_set)


def test_pictures_of_another_placement_may_look_otherwise(petras, shot_set, shots):
    for shot in shots:
        chosen(shot)
    chosen(make_shot(shot_set), fill=40.0)
    assert "does not look like the others" not in page(petras, shot_set)


@pytest.mark.parametrize("state", ["dropped", "not chosen", "not measured"])
def test_what_nobody_chose_or_measured_is_not_compared(petras, shot_set, shots, state):
    for shot in shots[1:]:
        chosen(shot)
    fields = {
        "dropped": {"mark": Render.Mark.DROP, "measures": USUAL | {"fill": 40.0}},
        "not chosen": {"measures": USUAL | {"fill": 40.0}},
        "not measured": {"mark": STAR},
    }[state]
    make_render(shots[0], **fields)
    assert "does not look like the others" not in page(petras, shot_set)


def test_measures_of_the_version_before_have_no_shadow(petras, shot_set, shots):
    for shot in shots[1:]:
        make_render(shot, mark=STAR, measures={"fill": 60.0, "ground": 255.0})
    make_render(shots[0], mark=STAR, measures={"fill": 60.0, "ground": 200.0})
    assert "The ground has level 200, in the others about 255." in page(petras, shot_set)
