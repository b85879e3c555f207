"""Approving several reviews from the list: only what was opened, is clean and leaves no choice."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.people import name_of
from renders.models import Decision, Event, Notification, Review, Shot, WebhookDelivery
from renders.models.bulk_approvals import BulkObstacle
from tests.factories import (
    make_decision,
    make_finding,
    make_person,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_webhook_endpoint,
)
from tests.html import flat

pytestmark = pytest.mark.django_db
LIST, BULK = "reviews.list", "reviews.bulk"


def opened(review, person):
    """That review, after this person had it on the screen."""
    review.open_for(person)
    Review.objects.update(opened_until=timezone.now())
    return review


def unopened(ruth):
    return make_review()


def own(ruth):
    shot = make_shot(make_shot_set(launched_by=ruth))
    return make_review(make_render(shot), submitted_by=make_person())


def warned(ruth):
    review = opened(make_review(), ruth)
    make_finding(review.pick)
    return review


def blocked(ruth):
    review = opened(make_review(), ruth)
    make_finding(review.pick, severity="blocking")
    return review


def with_a_choice(ruth):
    shot = make_shot()
    return opened(make_review(make_render(shot), others=[make_render(shot)]), ruth)


def opened_by_another(ruth):
    return opened(make_review(), make_person(group="Reviewers"))


def on_another_screen(ruth):
    review = opened(make_review(), ruth)
    review.open_for(make_person(group="Reviewers"))
    return review


HINDERED = [
    (unopened, BulkObstacle.UNOPENED),
    (opened_by_another, BulkObstacle.UNOPENED),
    (own, BulkObstacle.OWN),
    (warned, BulkObstacle.FINDINGS),
    (blocked, BulkObstacle.FINDINGS),
    (with_a_choice, BulkObstacle.SEVERAL),
    (on_another_screen, BulkObstacle.TAKEN),
]


def approve(browser, *reviews, query=""):
    return browser.post(reverse(BULK) + query, {"review": [one.pk for one in reviews]}, follow=True)


def test_what_was_opened_and_is_clean_is_approved_together(reviewing, ruth):
    reviews = [opened(make_review(), ruth) for _ in range(3)]
    make_finding(reviews[0].pick, severity="info")
    answer = approve(reviewing, *reviews, query="?findings=clean")
    assert answer.redirect_chain[0][0] == f"{reverse(LIST)}?findings=clean"
    assert "3 reviews are approved." in flat(answer)
    made = {(one.review, one.by, one.verdict) for one in Decision.objects.all()}
    assert made == {(review, ruth, "approve") for review in reviews}


def test_each_can_be_undone(reviewing, ruth):
    approve(reviewing, *(opened(make_review(), ruth) for _ in range(7)))
    # Seven in the list, and the latest in the bar.
    assert flat(reviewing.get(reverse(LIST))).count("/undo/") == 8


@pytest.mark.parametrize(("hindered", "obstacle"), HINDERED)
def test_the_list_leaves_out_what_needs_a_look_of_its_own_and_says_why(reviewing, ruth, hindered, obstacle):
    fine, review = opened(make_review(), ruth), hindered(ruth)
    page = flat(reviewing.get(reverse(LIST)))
    assert f'name="review" value="{fine.pk}"' in page
    assert f'name="review" value="{review.pk}"' not in page
    assert "Tick all 1 that can be approved together" in page
    left_out = page[page.index("1 left out, and why") :]
    assert 0 < left_out.index(str(obstacle.label)[1:]) < left_out.index(review.shot.code)


@pytest.mark.parametrize(("hindered", "obstacle"), HINDERED)
def test_no_request_approves_it_in_bulk(reviewing, ruth, hindered, obstacle):
    fine, review = opened(make_review(), ruth), hindered(ruth)
    answer = flat(approve(reviewing, review, fine))
    assert f"{review.shot} was not approved: {obstacle.label}." in answer
    assert "1 review is approved." in answer
    assert Decision.objects.get().review == fine


def test_one_that_was_lost_to_somebody_else_is_reported(reviewing, ruth):
    lost, fine = opened(make_review(), ruth), opened(make_review(), ruth)
    make_decision(lost, by=make_person(group="Reviewers", first_name="Maya"), verdict="reject")
    answer = flat(approve(reviewing, lost, fine))
    assert f"{lost.shot} was not approved: Maya was first (rejected)." in answer
    assert Review.objects.get(pk=fine.pk).state == "decided"


def test_the_same_review_twice_is_one_decision(reviewing, ruth):
    review = opened(make_review(), ruth)
    approve(reviewing, review, review)
    answer = flat(approve(reviewing, review))
    assert f"{review.shot} was not approved: {name_of(ruth)} was first (approved)." in answer
    assert Decision.objects.count() == 1


def test_one_that_was_withdrawn_is_reported(reviewing, ruth):
    review = opened(make_review(), ruth)
    review.withdraw(by=review.submitted_by)
    answer = flat(approve(reviewing, review))
    assert f"{review.shot} was not approved: it was withdrawn from review." in answer
    assert not Decision.objects.exists()


def test_each_decision_has_copies_of_what_inspection_had_found(reviewing, ruth):
    reviews = [opened(make_review(), ruth) for _ in range(2)]
    noted = make_finding(reviews[0].pick, severity="info")
    approve(reviewing, *reviews)
    copies = {one.review: [copy.message for copy in one.findings.all()] for one in Decision.objects.all()}
    assert copies == {reviews[0]: [noted.message], reviews[1]: []}


def test_each_is_an_event_and_its_people_are_notified(reviewing, ruth):
    reviews = [opened(make_review(), ruth) for _ in range(2)]
    approve(reviewing, *reviews)
    events = Event.objects.filter(action="decision_made", by=ruth, after="approve")
    assert {event.shot for event in events} == {review.shot for review in reviews}
    for review in reviews:
        notified = Notification.objects.filter(kind="decided", review=review, outcome="approve", by=ruth)
        assert {one.person for one in notified} == {review.submitted_by, review.shot.shot_set.launched_by}
        assert review.shot.revision < Shot.objects.get(pk=review.shot_id).revision


def test_webhooks_owe_an_event_for_each(reviewing, ruth):
    make_webhook_endpoint(kinds=["decision.made"])
    reviews = [opened(make_review(), ruth) for _ in range(2)]
    approve(reviewing, *reviews)
    sent = [json.loads(one.body)["data"] for one in WebhookDelivery.objects.order_by("pk")]
    assert [(one["review"]["id"], one["decision"]["verdict"]) for one in sent] == [
        (review.pk, "approve") for review in reviews
    ]


def test_many_take_as_many_queries_as_few(reviewing, ruth):
    counts = []
    for number in (2, 120):
        reviews = [opened(make_review(), ruth) for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            reviewing.post(reverse(BULK), {"review": [one.pk for one in reviews]})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_numbers_of_no_review_are_passed_over(reviewing, ruth):
    review = opened(make_review(), ruth)
    reviewing.post(reverse(BULK), {"review": ["x", "-1", "999999", str(review.pk)]})
    assert Decision.objects.get().review == review


def test_without_javascript_a_link_ticks_all(reviewing, ruth):
    review = opened(make_review(), ruth)
    assert f'name="review" value="{review.pk}" checked' in flat(reviewing.get(reverse(LIST), {"tick": "all"}))


def test_who_does_not_decide_sees_no_boxes(client_of, petra):
    make_review()
    page = flat(client_of(petra).get(reverse(LIST)))
    assert 'name="review"' not in page
    assert 'id="bulk"' not in page


def test_looking_at_the_page_counts_as_opening(reviewing):
    review = make_review()
    reviewing.post(reverse("reviews.detail.stay", args=[review.pk]))
    approve(reviewing, review)
    assert Decision.objects.get().review == review
