"""What htmx swaps in beside its target has its place on the page that asked; without one htmx logs an error."""

import re

import pytest
from django.urls import reverse

from renders.models import Review
from tests.factories import (
    make_decision,
    make_image_model,
    make_placement,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
)
from tests.html import flat

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def shot(petra):
    """A shot of Petra's with four candidates, the first of which failed."""
    placement = make_placement(image_models=[make_image_model(price_micros=40_000)])
    shot = make_shot(make_shot_set(launched_by=petra), placement=placement)
    make_render(shot, state="failed", reason="content_policy", explanation="It shows a weapon.")
    for _ in range(3):
        make_render(shot)
    return shot


@pytest.fixture(params=["", "open", "approve", "changes", "reject"])
def judged(request, shot):
    """The shot before its submission, in review, and after each verdict."""
    if request.param:
        review = make_review(shot.renders.get(number=2))
        if request.param in ("approve", "changes", "reject"):
            make_decision(review, verdict=request.param)
    return shot


def names_on(page):
    return set(re.findall(r'\bid="([^"]+)"', page))


def out_of_band(answer):
    """The ids of the elements that the parts of an answer take the place of, or go into."""
    found = set()
    for tag in re.findall(r"<[a-z][^>]*\bhx-swap-oob=[^>]*>", answer):
        way, _, place = re.search(r'hx-swap-oob="([^"]*)"', tag)[1].partition(":")
        found.add(place.removeprefix("#") or re.search(r'\bid="([^"]+)"', tag)[1])
        assert way
    return found


def test_a_choice_and_a_poll_bring_only_what_stands_on_the_grid(petras, judged):
    page = flat(petras.get(judged.get_absolute_url()))
    changes = reverse("shots.detail.changes", args=[judged.code])
    for answer in (
        petras.get(judged.get_absolute_url(), {"candidate": 3}, headers=HTMX),
        petras.get(changes, {"seen": ""}, headers=HTMX),
        petras.get(changes, {"seen": "", "candidate": 3}, headers=HTMX),
    ):
        assert out_of_band(flat(answer)) <= names_on(page)


@pytest.mark.parametrize("view", ["grid", "viewer", "compare"])
@pytest.mark.parametrize("mark", ["star", "drop", "none"])
def test_a_mark_brings_only_what_stands_on_the_page_where_it_was_clicked(petras, judged, view, mark):
    render = judged.renders.get(number=3)
    address = {
        "grid": judged.get_absolute_url(),
        "viewer": render.get_absolute_url(),
        "compare": f"{reverse('shots.compare', args=[judged.code])}?c=2&c=3",
    }[view]
    page = flat(petras.get(address))
    sent = {"mark": mark, "view": view, "shown": 2}
    answer = petras.post(reverse("shots.candidate.mark", args=[judged.code, 3]), sent, headers=HTMX)
    assert out_of_band(flat(answer)) <= names_on(page)


def test_the_form_that_submits_gets_its_new_choice_and_companions(petras, shot):
    chosen = flat(petras.get(shot.get_absolute_url(), {"candidate": 3}, headers=HTMX))
    assert {"verdict-pick", "verdict-companions"} <= out_of_band(chosen)
    assert not Review.objects.exists()
