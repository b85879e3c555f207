"""Which reviews the list shows, and how the filter goes along while somebody works through them."""

import pytest
from django.urls import reverse

from renders.models import Review
from tests.factories import (
    make_campaign,
    make_colorway,
    make_decision,
    make_finding,
    make_person,
    make_placement,
    make_product,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
)
from tests.html import flat
from tests.renders.reviews.deciding import decide

pytestmark = pytest.mark.django_db
FOLLOWING = "reviews.decisions.following"


def review_of(shot_set=None, **order):
    """An open review of a shot that was ordered like this."""
    return make_review(make_render(make_shot(shot_set, **order)))


def with_finding(severity):
    review = make_review()
    make_finding(review.pick, severity=severity)
    return review


def by_product():
    return review_of(colorway=make_colorway(make_product(code="mug"))), {"product": "mug"}


def by_placement():
    return review_of(placement=make_placement(slug="hero")), {"placement": "hero"}


def by_person():
    return make_review(submitted_by=make_person("maya")), {"person": "maya"}


def by_campaign():
    return review_of(make_shot_set(campaign=make_campaign(slug="winter"))), {"campaign": "winter"}


def by_warnings():
    return with_finding("warning"), {"findings": "warned"}


def by_blocks():
    blocked = with_finding("blocking")
    make_finding(blocked.pick)
    return blocked, {"findings": "blocked"}


@pytest.mark.parametrize("narrowed", [by_product, by_placement, by_person, by_campaign, by_warnings, by_blocks])
def test_the_list_narrows_to_what_was_asked_for(reviewing, narrowed):
    other, (wanted, parameters) = make_review(), narrowed()
    page = flat(reviewing.get(reverse("reviews.list"), parameters))
    assert "1 waiting" in page
    assert wanted.shot.code in page
    assert f"{other.shot.code}<" not in page


def test_clean_means_no_warning_and_no_block(reviewing):
    clean, warned, blocked, noted = make_review(), *map(with_finding, ("warning", "blocking", "info"))
    page = flat(reviewing.get(reverse("reviews.list"), {"findings": "clean"}))
    shown = [f"{one.shot.code}<" in page for one in (clean, warned, blocked, noted)]
    assert shown == [True, False, False, True]


def test_what_is_blocked_is_not_among_the_warnings(reviewing):
    by_blocks()
    assert "Nothing waits under this filter" in flat(reviewing.get(reverse("reviews.list"), {"findings": "warned"}))


def test_only_what_waits_is_offered(reviewing):
    make_product(code="idle")
    review_of(colorway=make_colorway(make_product(code="busy")))
    page = flat(reviewing.get(reverse("reviews.list")))
    assert '<option value="busy">' in page
    assert '<option value="idle"' not in page


def test_a_filter_stays_when_its_last_review_is_decided(reviewing):
    review, parameters = by_product()
    make_review()
    review.decide(by=make_person(group="Reviewers"), verdict="approve")
    page = flat(reviewing.get(reverse("reviews.list"), parameters))
    assert '<option value="mug" selected>' in page
    assert "Nothing waits under this filter" in page


def test_start_skip_and_verdict_lead_to_the_next_that_matches(reviewing):
    hero = make_placement(slug="hero")
    first, _, third, _, fifth = (review_of(placement=hero) if at % 2 else make_review() for at in range(1, 6))
    query = "?placement=hero"
    addresses = [f"{one.get_absolute_url()}{query}" for one in (first, third, fifth)]
    assert reviewing.post(reverse(FOLLOWING) + query).url == addresses[0]
    assert reviewing.post(reverse(FOLLOWING) + query, {"after": first.pk}).url == addresses[1]
    assert decide(reviewing, third, query=query, verdict="approve").url == addresses[2]
    assert decide(reviewing, fifth, query=query, verdict="approve").url == addresses[0]
    assert decide(reviewing, first, query=query, verdict="approve").url == reverse("reviews.list") + query


def test_undoing_keeps_the_filter(reviewing, ruth):
    decision = make_decision(by=ruth)
    answer = reviewing.post(reverse("reviews.decisions.undo", args=[decision.pk]) + "?findings=clean")
    assert answer.url == f"{decision.review.get_absolute_url()}?findings=clean"


def test_a_place_counts_within_the_filter_and_on_with_each_verdict(reviewing):
    hero = make_placement(slug="hero")
    first, _, third, _, _ = (review_of(placement=hero) if at % 2 else make_review() for at in range(1, 6))
    query = "?placement=hero"
    assert "1 of 3" in flat(reviewing.get(first.get_absolute_url() + query))
    decide(reviewing, first, query=query, verdict="approve")
    assert "2 of 3" in flat(reviewing.get(third.get_absolute_url() + query))
    assert "3 of 5" in flat(reviewing.get(third.get_absolute_url()))


def test_start_is_offered_where_only_a_later_page_has_something_to_decide(reviewing, ruth):
    Review.objects.bulk_create(
        Review(shot=make_render().shot, pick=make_render(), submitted_by=ruth) for _ in range(31)
    )
    assert 'id="start"' not in flat(reviewing.get(reverse("reviews.list")))
    make_review()
    assert 'id="start"' in flat(reviewing.get(reverse("reviews.list")))
