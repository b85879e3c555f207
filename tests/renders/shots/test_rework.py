"""Reworking a candidate from the pages: what changes and what it costs is shown, and one click orders it once."""

import re

import pytest
from django.urls import reverse

from renders.models import Render, Rework
from tests.factories import (
    make_artwork,
    make_budget,
    make_colorway,
    make_image_model,
    make_placement,
    make_render,
    make_shot,
    make_shot_set,
)
from tests.html import flat
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db
PRICE = 25_000


@pytest.fixture
def render(petra):
    """A ready candidate of Petra's at $0.025."""
    placement = make_placement(image_models=[make_image_model(price_micros=PRICE)])
    colorway = make_colorway()
    make_artwork(colorway.product)
    return make_render(make_shot(make_shot_set(launched_by=petra), placement=placement, colorway=colorway))


def address(render, name="shots.rework"):
    return reverse(name, args=[render.shot.code, render.number])


def read(response):
    """What stands on the page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", flat(response)).split())


def form_at(answer, action):
    return next(form for form in forms_of(answer.content.decode()) if form.action == action).data()


@pytest.mark.parametrize("where", ["viewer", "grid"])
def test_viewer_and_grid_offer_more_like_this_with_price_worst_case_and_budget(petras, render, where):
    make_budget(name="Team", cap_micros=1_000_000)
    shown = read(petras.get(render.get_absolute_url() if where == "viewer" else render.shot.get_absolute_url()))
    assert "4 more like this, $0.10" in shown
    assert "At most $0.15 with retries. Team has $1.00 left." in shown


def test_more_like_this_orders_four_once_however_often_it_is_clicked(petras, render):
    form = form_at(petras.get(render.get_absolute_url()), address(render, "shots.rework.more"))
    for _ in range(2):
        answer = petras.post(address(render, "shots.rework.more"), form)
        assert answer.url == f"{render.shot.get_absolute_url()}?candidate=2#candidate-2"
    assert Rework.objects.get().count == 4
    assert render.shot.renders.count() == 5


def test_two_windows_that_were_opened_before_buy_once(petras, render):
    windows = [petras.get(address(render)) for _ in range(2)]
    for window in windows:
        form = {**form_at(window, address(render)), "patches": ["larger"], "count": "2"}
        petras.post(address(render), form)
    assert Rework.objects.get().count == 2
    third = {**form_at(petras.get(address(render)), address(render)), "patches": ["larger"], "count": "2"}
    petras.post(address(render), third)
    assert Rework.objects.count() == 2


def test_the_page_says_what_each_choice_does_to_the_prompt_and_what_each_number_costs(petras, render):
    make_budget(name="Team", cap_micros=60_000)
    shown = read(petras.get(address(render)))
    assert "Larger in frame 1 85% of frame" in shown
    assert "1 candidate, $0.025 At most $0.05 with retries" in shown
    assert "2 candidates, $0.05 At most $0.075 with retries" in shown
    assert "Team has $0.06 left." in shown


def test_a_rework_without_a_change_or_at_another_price_is_not_ordered(petras, render):
    form = form_at(petras.get(address(render)), address(render))
    answer = petras.post(address(render), form)
    assert (answer.status_code, "Choose what to change." in read(answer)) == (422, True)
    answer = petras.post(address(render), {**form, "patches": ["larger"], "quoted": "1"})
    assert (answer.status_code, "The price has changed" in read(answer)) == (409, True)
    assert not Rework.objects.exists()


def test_a_budget_that_is_too_small_is_named_and_nothing_is_ordered(petras, render):
    make_budget(name="Team", cap_micros=0)
    form = form_at(petras.get(address(render)), address(render))
    answer = petras.post(address(render), {**form, "patches": ["larger"], "count": "1"})
    assert answer.status_code == 422
    assert "Team is short by $0.05. An admin can raise it. Nothing was ordered." in read(answer)
    more = form_at(petras.get(render.get_absolute_url()), address(render, "shots.rework.more"))
    answer = petras.post(address(render, "shots.rework.more"), more, follow=True)
    assert "Team is short by" in read(answer)
    assert Render.objects.count() == 1


def test_the_candidate_that_came_shows_what_was_changed_and_after_which(petras, render):
    form = form_at(petras.get(address(render)), address(render))
    petras.post(address(render), {**form, "patches": ["larger", "darker"], "count": "1"})
    child = Render.objects.get(number=2)
    made = make_render(render.shot, rework=child.rework)
    shown = read(petras.get(made.get_absolute_url()))
    assert "Changed Reworked from candidate 1: larger in frame, darker" in shown
    assert "about 85% of frame" in shown


def test_nobody_else_is_offered_it(client_of, paul, ruth, render):
    for person in (paul, ruth):
        shown = client_of(person).get(render.get_absolute_url()).content.decode()
        assert address(render) not in shown
        assert address(render, "shots.rework.more") not in shown
