"""Reviews: what may be put before reviewers, once at a time."""

import pytest

from renders.models import Event, Review
from renders.models.reviews import AlreadyOpen, NotJudgeable
from tests.factories import make_decision, make_render, make_review, make_shot

pytestmark = pytest.mark.django_db


def test_a_submitted_shot_waits_with_its_pick_and_the_others_beside_it(petra):
    shot = make_shot()
    first, pick, third = make_render(shot), make_render(shot), make_render(shot)

    review = Review.submit(shot, pick=pick, others=[first, pick, third, third], by=petra, note="Handle to the right")

    assert (review.pick, review.round, review.submitted_by) == (pick, 1, petra)
    assert [one.render for one in review.candidates.all()] == [first, third]


def test_submitting_is_written_into_the_audit_log(petra):
    render = make_render()
    Review.submit(render.shot, pick=render, by=petra, note="Handle to the right")
    event = Event.objects.get(action="review_submitted")
    assert (event.by, event.render, event.note) == (petra, render, "Handle to the right")


def test_a_shot_is_in_one_review_at_a_time(petra):
    review = make_review()
    with pytest.raises(AlreadyOpen) as refusal:
        Review.submit(review.shot, pick=review.pick, by=petra)
    assert refusal.value.review == review
    assert Review.objects.count() == 1


def test_a_rejected_shot_comes_back_as_its_next_round(petra):
    decision = make_decision(verdict="reject")
    again = Review.submit(decision.review.shot, pick=decision.render, by=petra)
    assert again.round == 2


def test_a_render_of_another_shot_cannot_be_put_forward(petra):
    shot, foreign = make_shot(), make_render()
    with pytest.raises(NotJudgeable):
        Review.submit(shot, pick=foreign, by=petra)
    assert not Review.objects.exists()


def test_a_render_without_a_picture_cannot_be_put_forward(petra):
    render = make_render(state="queued")
    with pytest.raises(NotJudgeable, match="no ready picture"):
        Review.submit(render.shot, pick=render, by=petra)


def test_a_failed_render_cannot_lie_beside_the_pick(petra):
    shot = make_shot()
    pick, failed = make_render(shot), make_render(shot, state="failed")
    with pytest.raises(NotJudgeable):
        Review.submit(shot, pick=pick, others=[failed], by=petra)
    assert not Review.objects.exists()


def test_a_withdrawn_review_makes_room_for_another(petra):
    review = make_review()
    assert review.withdraw(by=petra)
    assert Review.submit(review.shot, pick=review.pick, by=petra).round == 2


def test_a_decided_review_cannot_be_withdrawn(petra):
    decision = make_decision()
    assert not decision.review.withdraw(by=petra)
    assert decision.review.standing_decision == decision
