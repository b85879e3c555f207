"""Fetching a paid picture again from its candidate: who may, what it says, and that it costs nothing."""

import pytest
from django.urls import reverse

from renders.models import Render
from tests.factories import make_attempt, make_render, make_shot, make_shot_set
from tests.html import flat

pytestmark = pytest.mark.django_db
State = Render.State
BUTTON = "Fetch again, free"


@pytest.fixture
def lost(petra):
    """A picture that Petra paid for and that could not be fetched."""
    failed = {"state": State.FAILED, "reason": "lost", "explanation": "The store answered HTTP 503."}
    shot = make_shot(make_shot_set(launched_by=petra), price_micros=40_000)
    output = {"address": "https://cdn.example/1.png", "index": 0, "expires_at": None, "is_renewed": True}
    return make_render(shot, attempt=make_attempt(shot), was_charged=True, output=output, **failed)


def fetch_again(browser, render, **headers):
    address = reverse("shots.candidate.fetch_again", args=[render.shot.code, render.number])
    return browser.post(address, {"view": "grid"}, follow=not headers, headers=headers)


def test_a_lost_picture_offers_to_be_fetched_again_before_it_is_bought_again(client_of, petra, lost):
    for address in (lost.shot.get_absolute_url(), lost.get_absolute_url()):
        page = flat(client_of(petra).get(address))
        assert page.index(BUTTON) < page.index("Render again, $0.04")
        assert "Picture lost" in page or "picture lost" in page


def test_only_the_launcher_is_offered_it(client_of, paul, ruth, ada, lost):
    for person in (paul, ruth, ada):
        assert BUTTON not in flat(client_of(person).get(lost.shot.get_absolute_url()))


@pytest.mark.parametrize("changes", [{"reason": "refused", "was_charged": False}, {"reason": "gone"}])
def test_what_the_provider_has_not_is_not_offered(client_of, petra, lost, changes):
    Render.objects.filter(pk=lost.pk).update(**changes)
    assert BUTTON not in flat(client_of(petra).get(lost.shot.get_absolute_url()))


def test_fetching_again_is_said_to_cost_nothing(client_of, petra, lost):
    page = flat(fetch_again(client_of(petra), lost))
    assert "The picture of candidate 1 is fetched again. This costs nothing." in page
    lost.refresh_from_db()
    assert (lost.state, lost.reason, lost.was_charged) == (State.FINISHED, "", True)
    assert "Fetching" in page


def test_by_htmx_only_what_changed_comes_back(client_of, petra, lost):
    response = fetch_again(client_of(petra), lost, HX_Request="true")
    assert "is fetched again. This costs nothing." in flat(response)
    assert "data-poll" in flat(response), "the page asks when it is there"


def test_a_stopped_set_still_gets_what_it_paid_for(client_of, petra, lost):
    lost.shot_set.stopped_at = lost.shot_set.launched_at
    lost.shot_set.save()
    fetch_again(client_of(petra), lost)
    lost.refresh_from_db()
    assert lost.state == State.FINISHED


def test_a_second_click_says_that_there_is_nothing_to_fetch(client_of, petra, lost):
    browser = client_of(petra)
    fetch_again(browser, lost)
    assert "Candidate 1 has no picture to fetch any more. Nothing was ordered." in flat(fetch_again(browser, lost))
