"""Who changes the reviews of one shot at the same moment waits for the other, and neither fails."""

import pytest
from django.db import transaction

from renders.models import Decision, Review
from renders.models.bulk_approvals import BulkObstacle, approve_together
from renders.models.removals import lock_pictures_of
from renders.models.reviews import AlreadyOpen
from renders.models.shot_sets import Shot
from tests.factories import make_finding, make_person, make_render, make_review
from tests.waiting import begin, is_anybody_waiting, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ruth(db):
    return make_person(group="Reviewers")


def decide(review, ruth):
    return review.decide(by=ruth, verdict="approve").review == review


def withdraw(review, ruth):
    return review.withdraw(by=review.submitted_by)


def prioritise(review, ruth):
    return review.prioritise(priority=Review.Priority.HIGH, due_on=None, by=review.submitted_by)


@pytest.mark.parametrize("change", [decide, withdraw, prioritise])
def test_a_submission_and_a_change_of_the_open_review_wait_for_each_other(ruth, change):
    review, outcomes = make_review(), []
    pick = make_render(review.shot)
    with transaction.atomic():
        lock_pictures_of(Shot.objects.filter(pk=review.shot_id))
        thread = begin(lambda: change(review, ruth), outcomes)
        assert until(is_anybody_waiting)
        with pytest.raises(AlreadyOpen):
            Review.submit(review.shot, pick=pick, by=review.submitted_by)
    thread.join()
    assert outcomes == [True]


def test_an_undo_and_a_submission_wait_for_each_other(ruth):
    review, outcomes = make_review(), []
    decision = review.decide(by=ruth, verdict="approve")
    pick = make_render(review.shot)
    with transaction.atomic():
        lock_pictures_of(Shot.objects.filter(pk=review.shot_id))
        thread = begin(lambda: decision.undo(by=ruth), outcomes)
        assert until(is_anybody_waiting)
        Review.submit(review.shot, pick=pick, by=review.submitted_by)
    thread.join()
    assert outcomes == [False]
    assert Decision.objects.standing().get() == decision


def test_what_inspection_finds_before_reviews_are_locked_stops_their_approval_together(ruth):
    review, outcomes = make_review(), []
    review.open_for(ruth)
    with transaction.atomic():
        lock_pictures_of(Shot.objects.filter(pk=review.shot_id))
        thread = begin(lambda: approve_together([review.pk], by=ruth), outcomes)
        assert until(is_anybody_waiting)
        make_finding(review.pick)
    thread.join()
    [approval] = outcomes
    assert (approval.decisions, approval.left_out) == ([], [(review, BulkObstacle.FINDINGS.label)])


def test_of_a_decision_and_an_approval_of_many_at_once_one_wins(ruth):
    review, other, outcomes = make_review(), make_review(), []
    for one in (review, other):
        one.open_for(ruth)
    with transaction.atomic():
        decision = review.decide(by=make_person(group="Reviewers"), verdict="reject", reason="crop")
        thread = begin(lambda: approve_together([other.pk, review.pk], by=ruth), outcomes)
        assert until(is_anybody_waiting)
    thread.join()
    [approval] = outcomes
    assert approval.closed == [(review, decision)]
    assert [one.review for one in approval.decisions] == [other]
