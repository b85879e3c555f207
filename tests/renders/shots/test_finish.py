"""Finishing from the pages: what will be done is said first, then a candidate of its own is made."""

import pytest
from django.urls import reverse

from renders.composing import finishing
from renders.finishing.steps import LabelAsMadeByAI, Refit, WhitenGround, read_chain
from renders.models import Render
from tests.factories import make_render, make_review, make_shot, make_shot_set
from tests.html import flat

pytestmark = pytest.mark.django_db
NOTHING_CHOSEN = "Choose at least one step. Nothing was made."


@pytest.fixture
def render(petra):
    """A ready candidate of Petra's."""
    return make_render(make_shot(make_shot_set(launched_by=petra)))


def address(render):
    return reverse("shots.finish", args=[render.shot.code, render.number])


def made_of(render):
    return Render.objects.filter(parent=render)


def test_the_viewer_offers_finishing_to_who_launched_the_set(petras, client_of, paul, render):
    assert address(render) in flat(petras.get(render.get_absolute_url()))
    assert address(render) not in flat(client_of(paul).get(render.get_absolute_url()))


def test_what_will_be_done_is_said_in_words_before_anything_is_made(petras, render):
    chosen = {"whiten": "on", "fill": "85", "frame": "extend", "aspect": "4:5"}
    for answer in (petras.get(address(render), chosen), petras.post(address(render), {**chosen, "say": "1"})):
        assert "1 picture: ground whitened, ground extended to 4:5, refit to 85%." in flat(answer)
    assert not made_of(render).exists()


def test_finishing_makes_a_candidate_once_and_goes_to_the_grid_that_shows_it_come(petras, render):
    chosen = {"whiten": "on", "is_labelled": "on", "label": "AI-generated", "corner": "top-left"}
    for _ in range(2):
        answer = petras.post(address(render), chosen)
        assert answer["Location"] == f"{render.shot.get_absolute_url()}?candidate=2#candidate-2"
    made = made_of(render).get()
    assert read_chain(made.chain) == (WhitenGround(), LabelAsMadeByAI(text="AI-generated", corner="top-left"))
    assert made.price_micros == 0
    assert "Finished from candidate 1: ground whitened, labelled “AI-generated”" in flat(
        petras.get(made.get_absolute_url())
    )


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({}, NOTHING_CHOSEN),
        ({"aspect": "4:5", "label": "AI"}, NOTHING_CHOSEN),
        ({"fill": "99"}, "less than or equal to 95"),
        ({"frame": "stretch"}, "stretch is not one of the available choices"),
        ({"is_labelled": "on", "label": " "}, "Say what the label reads."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_made(petras, render, chosen, sentence):
    answer = petras.post(address(render), chosen)
    assert answer.status_code == 422
    assert sentence in flat(answer)
    assert not made_of(render).exists()


def test_a_candidate_without_a_picture_is_not_finished(petras, render):
    failed = make_render(render.shot, state="failed")
    answer = petras.post(address(failed), {"whiten": "on"})
    assert answer.status_code == 409
    assert "Candidate 2 has no ready picture. Nothing was made." in flat(answer)


def test_a_finished_one_that_failed_is_not_offered_to_be_rendered_again(petras, render):
    made = finishing.finish(render, (Refit(fill=90),), by=render.shot_set.launched_by)
    Render.fast.filter(pk=made.pk).move("finished", "failed", reason="finish_too_small", explanation="Too small.")
    text = flat(petras.get(made.get_absolute_url()))
    assert "Too small." in text
    assert reverse("shots.candidate.retry", args=[made.shot.code, made.number]) not in text


@pytest.fixture
def picked(petra):
    """A set with a starred candidate, a submitted one beside a starred one, and a shot without any choice."""
    shot_set = make_shot_set(launched_by=petra)
    shots = [make_shot(shot_set) for _ in range(3)]
    starred = make_render(shots[0], mark="star")
    submitted = make_render(shots[1])
    for shot in shots:
        make_render(shot)
    make_render(shots[1], mark="star")
    make_review(submitted)
    return shot_set, [starred, submitted]


def test_all_picks_of_a_set_are_finished_by_one_click_and_once(petras, picked):
    shot_set, chosen = picked
    page = reverse("sets.finish", args=[shot_set.code])
    assert "2 pictures: ground whitened." in flat(petras.get(page, {"whiten": "on"}))
    first = petras.post(page, {"whiten": "on"}, follow=True)
    assert "2 pictures are finished: ground whitened. This is free." in flat(first)
    assert [one.parent for one in shot_set.renders.exclude(parent=None).order_by("pk")] == chosen
    assert "All of them were made before." in flat(petras.post(page, {"whiten": "on"}, follow=True))


def test_without_a_pick_the_page_says_what_to_do(petras, render):
    page = reverse("sets.finish", args=[render.shot_set.code])
    assert "Star what should be finished" in flat(petras.get(page))
    assert "Nothing is starred or submitted yet" in flat(petras.post(page, {"whiten": "on"}, follow=True))
