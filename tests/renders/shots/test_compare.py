"""Candidates of one shot compared: which ones, in which order, and what the page offers."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import Baseline, Render, Review
from tests.factories import make_artwork, make_finding, make_render, make_shot, make_shot_set
from tests.html import flat

pytestmark = pytest.mark.django_db
State = Render.State


@pytest.fixture
def shot(petra):
    """Five candidates: the fourth has no picture yet."""
    shot = make_shot(make_shot_set(launched_by=petra))
    for state in (State.READY, State.READY, State.READY, State.SUBMITTED, State.READY):
        make_render(shot, state=state)
    return shot


@pytest.fixture
def compared(petras, shot):
    """The page for these candidates."""

    def opened(*numbers, **more):
        response = petras.get(reverse("shots.compare", args=[shot.code]), {"c": numbers, **more})
        assert response.status_code == HTTPStatus.OK
        return response

    return opened


def numbers(response):
    return [picture.cell.number for picture in response.context["comparison"].pictures if picture.cell]


def test_candidates_stand_beside_each_other_in_the_order_asked_for(compared):
    response = compared(3, 1)
    assert numbers(response) == [3, 1]
    assert "Candidates 3, 1" in flat(response)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ((1, 1, 2), [1, 2]),
        ((1, 4, 2), [1, 2]),
        ((1, 99, "x", "9" * 40, 2), [1, 2]),
        ((1, 2, 3, 5, 5), [1, 2, 3, 5]),
    ],
)
def test_only_candidates_with_a_picture_are_compared_each_once(compared, asked, shown):
    assert numbers(compared(*asked)) == shown


@pytest.mark.parametrize("asked", [(), (1,), (4, 1)])
def test_with_fewer_than_two_the_page_lets_them_be_picked(compared, asked):
    response = compared(*asked)
    assert numbers(response) == []
    assert response.content.decode().count('type="checkbox"') == 4


def test_starred_ones_are_ticked_at_first_and_dropped_ones_come_last(compared, shot):
    Render.objects.filter(shot=shot, number__in=[2, 5]).update(mark="star")
    Render.objects.filter(shot=shot, number=1).update(mark="drop")
    comparison = compared().context["comparison"]
    assert [cell.number for cell in comparison.choices] == [2, 3, 5, 1]
    assert comparison.ticked == [2, 5]
    assert compared(1, 3).context["comparison"].ticked == [1, 3]


def test_at_most_four_are_compared(compared, shot):
    make_render(shot)
    assert numbers(compared(1, 2, 3, 5, 6)) == [1, 2, 3, 5]


def test_the_keys_change_the_last_one_among_those_that_are_not_there_yet(compared):
    comparison = compared(1, 3).context["comparison"]
    assert comparison.previous.endswith("?c=1&c=2")
    assert comparison.following.endswith("?c=1&c=5")
    assert compared(2, 1).context["comparison"].previous == ""
    assert compared(1, 5).context["comparison"].following == ""


def test_one_lies_over_the_other_only_where_there_are_two(compared):
    assert 'id="seam"' in compared(1, 2, view="over").content.decode()
    assert 'id="seam"' not in compared(1, 2, 3, view="over").content.decode()


@pytest.fixture
def photo(shot):
    return make_artwork(shot.colorway.product, kind="photo")


def test_the_real_product_stands_first_as_its_photo_shows_it(compared, shot, photo):
    make_artwork(shot.colorway.product, kind="cutout")
    response = compared(2, product="yes")
    pictures = response.context["comparison"].pictures
    assert [picture.stage.id for picture in pictures] == ["stage-product", "stage-2"]
    assert photo.sha256 in pictures[0].stage.picture.source
    assert "Candidate 2 and the product" in flat(response)


def test_the_product_takes_one_of_four_places(compared, photo):
    assert numbers(compared(1, 2, 3, 5, product="yes")) == [1, 2, 3]
    assert compared(1, 2, 3, 5).context["comparison"].with_or_without_product == ""


def test_without_artwork_nothing_offers_the_product(compared):
    comparison = compared(1, 2, product="yes").context["comparison"]
    assert (comparison.has_product, comparison.with_or_without_product) == (False, "")


def test_a_reviewer_compares_what_is_on_the_stage_with_the_product(client_of, petra, ruth, shot, photo):
    review = Review.submit(shot, pick=shot.renders.get(number=2), others=[], by=petra, note="")
    page = client_of(ruth).get(reverse("reviews.detail", args=[review.pk]))
    assert page.context["page"].compare_url == reverse("shots.compare", args=[shot.code]) + "?c=2&product=yes"


def test_the_viewer_compares_with_the_baseline_else_with_the_next(petras, petra, shot):
    viewer = reverse("shots.candidate", args=[shot.code, 2])
    assert petras.get(viewer).context["compare_address"].endswith("?c=2&c=3")
    Baseline.pick(shot.renders.get(number=5), by=petra)
    assert petras.get(viewer).context["compare_address"].endswith("?c=2&c=5")


def test_only_who_launched_it_chooses_and_marks(client_of, paul, compared, shot):
    address = reverse("shots.candidate.mark", args=[shot.code, 1])
    assert address in compared(1, 2).content.decode()
    page = client_of(paul).get(reverse("shots.compare", args=[shot.code]), {"c": [1, 2]}).content.decode()
    assert address not in page
    assert "Choose 1" not in page


def test_the_grid_ticks_what_is_compared_without_javascript(petras, shot):
    page = petras.get(shot.get_absolute_url()).content.decode()
    assert f'action="{reverse("shots.compare", args=[shot.code])}"' in page
    assert page.count('name="c"') == 4


def test_marks_of_each_candidate_lie_over_its_own_picture(compared, shot):
    make_finding(shot.renders.get(number=2), box=[0, 0, 0.5, 0.5])
    page = flat(compared(1, 2))
    assert 'id="stage-2-mark-1"' in page
    assert "stage-1-mark-1" not in page
    assert "stage-over-mark" not in flat(compared(1, 2, view="over"))
