"""What comes back after changes were asked for goes to the same reviewer before anything else."""

import pytest
from django.urls import reverse

from tests.factories import make_person, make_review
from tests.html import flat
from tests.renders.reviews.deciding import decide

pytestmark = pytest.mark.django_db
FOLLOWING = "reviews.decisions.following"
BACK = "Back to you"


@pytest.fixture
def returned(reviewing):
    """Ruth asked for changes, and the shot was submitted again, after a more urgent review."""
    first = make_review()
    decide(reviewing, first, verdict="changes", note="Larger in the frame")
    urgent = make_review(priority=1)
    again = make_review(first.pick)
    return urgent, again


def started(browser, query=""):
    return browser.post(reverse(FOLLOWING) + query).url.partition("?")[0]


@pytest.mark.parametrize("query", ["", "?order=priority", "?order=due"])
def test_it_comes_first_whatever_the_order(reviewing, returned, query):
    urgent, again = returned
    assert started(reviewing, query) == again.get_absolute_url()
    assert reviewing.get(reverse("reviews.list") + query).context["rows"][0].review == again


def test_it_waits_its_turn_for_everybody_else(client_of, returned):
    urgent, again = returned
    other = client_of(make_person(group="Reviewers"))
    assert started(other) == urgent.get_absolute_url()
    assert BACK not in flat(other.get(reverse("reviews.list")))


def test_the_list_says_that_it_came_back(reviewing, returned):
    assert flat(reviewing.get(reverse("reviews.list"))).count(BACK) == 1


def test_changes_that_were_taken_back_bring_nothing_back(reviewing):
    first = make_review()
    decide(reviewing, first, verdict="changes", note="Larger in the frame")
    reviewing.post(reverse("reviews.decisions.undo", args=[first.decisions.get().pk]))
    assert BACK not in flat(reviewing.get(reverse("reviews.list")))
