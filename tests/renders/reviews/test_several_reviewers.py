"""Several reviewers at once: nobody is led to what somebody else looks at."""

from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from renders.models import Decision, Review
from renders.models.review_openings import ReviewOpening
from renders.templatetags.people import person
from tests.factories import make_decision, make_person, make_review
from tests.html import flat
from tests.renders.reviews.deciding import decide

pytestmark = pytest.mark.django_db


FOLLOWING = "reviews.decisions.following"


def look_at(browser, review):
    """What the page of a review does once it is on the screen."""
    return browser.post(reverse("reviews.detail.stay", args=[review.pk]))


@pytest.fixture
def other(client_of):
    """The browser of another reviewer."""
    return client_of(make_person(group="Reviewers"))


def test_two_reviewers_on_one_queue_meet_on_no_review(reviewing, other):
    reviews = [make_review() for _ in range(4)]
    seen = [browser.post(reverse(FOLLOWING)).url for browser in (reviewing, other)]
    assert seen == [reviews[0].get_absolute_url(), reviews[1].get_absolute_url()]
    assert decide(reviewing, reviews[0], verdict="approve").url == reviews[2].get_absolute_url()
    assert decide(other, reviews[1], verdict="approve").url == reviews[3].get_absolute_url()


def test_a_review_is_free_again_when_its_reader_goes_on_or_away(reviewing):
    first, second, third = (make_review() for _ in range(3))
    look_at(reviewing, first)
    look_at(reviewing, second)
    somebody = make_person(group="Reviewers")
    assert list(Review.objects.free_for(somebody)) == [first]
    Review.objects.update(opened_until=timezone.now())
    assert set(Review.objects.free_for(somebody)) == {first, second, third}


def test_what_a_reviewer_comes_to_next_is_shown_to_them_and_led_past_by_others(reviewing, other):
    reviews = [make_review() for _ in range(4)]
    answer = look_at(reviewing, reviews[0])
    assert f'data-review="{reviews[1].pk}"' in flat(answer)
    assert other.post(reverse(FOLLOWING)).url == reviews[2].get_absolute_url()
    look_at(other, reviews[2])
    assert decide(reviewing, reviews[0], verdict="approve", shown=reviews[1].pk).url == reviews[1].get_absolute_url()
    assert Review.objects.get(pk=reviews[3].pk).reader_beside(make_person()) is not None
    assert not ReviewOpening.objects.filter(review=reviews[3]).exists()


def test_what_was_shown_comes_next_even_where_something_is_more_urgent(reviewing):
    first, shown, urgent = make_review(), make_review(), make_review(priority=Review.Priority.HIGH)
    answer = decide(reviewing, first, query="?order=priority", verdict="approve", shown=shown.pk)
    assert answer.url.startswith(shown.get_absolute_url())
    assert decide(reviewing, shown, query="?order=priority", verdict="approve").url.startswith(
        urgent.get_absolute_url()
    )


def test_the_next_review_names_the_one_that_was_shown_in_its_place(reviewing):
    first, shown, following = (make_review() for _ in range(3))
    look_at(reviewing, first)
    make_decision(shown)
    answer = decide(reviewing, first, headers={"HX-Request": "true"}, verdict="approve", shown=shown.pk)
    assert following.shot.code in flat(answer)
    assert f"{shown.shot.code}</strong> is with another reviewer now or waits no longer" in flat(answer)


def test_a_review_that_somebody_else_has_open_says_so_and_can_be_decided(reviewing, ruth, other):
    review = make_review()
    look_at(reviewing, review)
    for address in (review.get_absolute_url(), reverse("reviews.list")):
        assert f"{person(ruth)}" in flat(other.get(address))
    assert decide(other, review, verdict="approve").status_code == HTTPStatus.FOUND
    assert Decision.objects.get().review == review


def test_who_may_not_decide_opens_nothing_for_others(client_of, petra):
    review = make_review(submitted_by=petra)
    look_at(client_of(petra), review)
    assert Review.objects.free_for(make_person()).exists()


def test_skipping_goes_round_to_the_first_review_again(reviewing):
    first, second = make_review(), make_review()
    assert reviewing.post(reverse(FOLLOWING), {"after": second.pk}).url == first.get_absolute_url()
    first.withdraw(by=first.submitted_by)
    assert reviewing.post(reverse(FOLLOWING), {"after": second.pk}).url == reverse("reviews.list")
