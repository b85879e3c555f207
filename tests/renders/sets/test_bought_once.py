"""What failed is bought once more and not twice, whichever of a set and its repeats it is ordered from."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from renders import composing
from renders.batch.planning import NAME, slug_of
from renders.composing.earlier.repeats import Scope, repeats_of
from renders.models import Render, ShotSet
from tests.factories import make_image_model, make_placement, make_render, make_shot, make_shot_set
from tests.html import flat
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db
State = Render.State


@pytest.fixture
def rows(order):
    return {"colorway": order["colorways"][0], **{one: order[one] for one in ("placement", "version", "image_model")}}


@pytest.fixture
def ordered(petra, rows):
    """A set of one shot: three of its candidates failed, one is ready."""
    shot = make_shot(make_shot_set(launched_by=petra), **rows)
    for state in (*[State.FAILED] * 3, State.READY):
        make_render(shot, state=state)
    return shot.shot_set


@pytest.fixture
def repeat(petra, rows):
    """A set that orders another one again, with candidates in these states."""

    def made(shot_set, *states, **changes):
        shot = make_shot(make_shot_set(launched_by=petra, repeats=shot_set), **{**rows, **changes})
        for state in states:
            make_render(shot, state=state)
        return shot.shot_set

    return made


@pytest.fixture
def missing(petras):
    """How many renders the page of a set would order of what failed; 0 without a button."""

    def counted(shot_set):
        repeats = petras.get(reverse("sets.again", args=[shot_set.code])).context["offers"]
        return next(one["repeat"].quote.renders if one["repeat"].plans else 0 for one in repeats if one["is_missing"])

    return counted


@pytest.mark.parametrize("state", [State.QUEUED, State.SUBMITTED, State.IN_DOUBT, State.STORED, State.READY])
def test_what_a_repeat_brings_is_not_missing(ordered, repeat, missing, state):
    repeat(ordered, *[state] * 3)
    assert missing(ordered) == 0


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_what_failed_in_the_repeat_too_is_missing_again(ordered, repeat, missing, state):
    once_more = repeat(ordered, state, State.READY, State.QUEUED)
    assert (missing(ordered), missing(once_more)) == (1, 1)


@pytest.mark.parametrize("at", [0, 1])
def test_what_the_second_repeat_brings_is_missing_nowhere(ordered, repeat, missing, at):
    family = [ordered, repeat(ordered, State.FAILED, State.READY, State.READY)]
    repeat(family[at], State.QUEUED)
    assert [missing(one) for one in family] == [0, 0]


def test_a_repeat_with_another_model_brings_nothing_of_this_order(ordered, repeat, missing):
    repeat(ordered, *[State.READY] * 3, image_model=make_image_model(name="Other", provider="fake"))
    assert missing(ordered) == 3


def test_a_page_that_was_open_before_the_repeat_orders_nothing_more(petras, ordered):
    address = reverse("sets.again", args=[ordered.code])
    windows = [
        next(form for form in forms_of(petras.get(address).content.decode()) if form.action == address).data()
        for _ in range(2)
    ]
    assert [petras.post(address, window).status_code for window in windows] == [HTTPStatus.FOUND, HTTPStatus.CONFLICT]
    assert ShotSet.objects.get(repeats=ordered).renders.count() == 3


@pytest.fixture
def planned(petra, ordered):
    """What is missing, planned by a window at this moment; the launch comes later."""

    def at_this_moment():
        (found,) = repeats_of(ShotSet.objects.get(pk=ordered.pk), Scope.MISSING, by=petra)
        return found

    return at_this_moment


def test_of_two_windows_in_the_same_instant_one_orders(petra, ordered, planned):
    first, second = planned(), planned()
    first.launch(by=petra, token=uuid4())
    with pytest.raises(composing.NotLaunchable, match="ordered again a moment ago"):
        second.launch(by=petra, token=uuid4())
    assert ShotSet.objects.get(repeats=ordered).renders.count() == 3


def test_two_clicks_in_the_same_instant_get_the_same_set(petra, planned):
    first, second, token = planned(), planned(), uuid4()
    assert first.launch(by=petra, token=token) == second.launch(by=petra, token=token)


def test_a_candidate_rendered_again_in_the_same_instant_is_not_ordered_with_the_rest(petra, ordered, planned):
    window = planned()
    composing.retry_render(ordered.renders.filter(state=State.FAILED).first(), by=petra)
    with pytest.raises(composing.NotLaunchable, match="ordered again a moment ago"):
        window.launch(by=petra, token=uuid4())
    assert planned().quote.renders == 2


def test_a_candidate_that_a_repeat_brings_is_not_rendered_again(petras, ordered, repeat):
    repeat(ordered, *[State.QUEUED] * 3)
    failed = ordered.renders.filter(state=State.FAILED).first()
    response = petras.post(reverse("shots.candidate.retry", args=[failed.shot.code, failed.number]), follow=True)
    assert "A set that orders this one again already brings what is missing here." in flat(response)
    assert not Render.objects.filter(retry_of=failed).exists()


def test_ordering_everything_says_how_many_pictures_are_ready(petras, ordered):
    text = flat(petras.get(reverse("sets.again", args=[ordered.code])))
    assert "1 picture of exactly this order is ready." in text


def test_a_set_of_the_batch_command_is_ordered_again_by_that_command(petra, petras, rows):
    rows["placement"] = make_placement(slug=slug_of("1:1"), is_enabled=False, image_models=[rows["image_model"]])
    shot_set = make_shot_set(launched_by=petra, note=NAME)
    make_render(make_shot(shot_set, **rows), state=State.FAILED)
    address = reverse("sets.again", args=[shot_set.code])
    response = petras.get(address)
    assert "Run the batch command again: it orders what failed." in flat(response)
    assert [form for form in forms_of(response.content.decode()) if form.action == address] == []
    assert "It becomes a set of its own" not in flat(response)
    sent = {"token": "6f1f2f0a-5a0e-4e0c-9c35-0d5a1f8f7a11", "scope": "missing", "seen": "", "quoted": 0}
    assert petras.post(address, sent).status_code == HTTPStatus.CONFLICT
