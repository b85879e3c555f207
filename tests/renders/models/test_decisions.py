"""Decisions: four eyes, one winner, exact bytes, and ten minutes to take one back."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from renders.models import Decision, Event, Review
from renders.models.decisions import AlreadyDecided, BlockedByFinding, MayNotDecide
from tests.factories import (
    make_decision,
    make_finding,
    make_person,
    make_publication,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
)
from tests.times import let_pass

pytestmark = pytest.mark.django_db


def test_a_decision_names_the_bytes_that_were_judged(ruth):
    review = make_review()
    decision = review.decide(by=ruth, verdict="approve")
    assert (decision.render, decision.sha256) == (review.pick, review.pick.sha256)


def test_deciding_is_written_into_the_audit_log(ruth):
    make_review().decide(by=ruth, verdict="reject", reason="edge", note="Left side")
    event = Event.objects.get(action="decision_made")
    assert (event.by, event.after, event.note) == (ruth, "reject", "Left side")


def test_a_blocked_picture_is_approved_with_a_reason_only(ruth):
    review = make_review()
    make_finding(review.pick, severity="blocking")
    for blank in ("", "  "):
        with pytest.raises(BlockedByFinding):
            review.decide(by=ruth, verdict="approve", note="Nice", override=blank)
    assert not Decision.objects.exists()
    assert review.decide(by=ruth, verdict="approve", override="The rim belongs to it").override
    assert Event.objects.get(action="decision_made").note == "The rim belongs to it"


@pytest.mark.parametrize("verdict", ["reject", "changes"])
def test_a_blocked_picture_is_sent_back_without_an_override(ruth, verdict):
    review = make_review()
    make_finding(review.pick, severity="blocking")
    assert make_decision(review, by=ruth, verdict=verdict, override="No matter").override == ""


def test_a_picture_that_nothing_blocks_keeps_no_override(ruth):
    review = make_review()
    make_finding(review.pick, severity="warning")
    assert review.decide(by=ruth, verdict="approve", override="No matter").override == ""


def test_a_decision_keeps_the_findings_that_it_was_made_on(ruth):
    review = make_review()
    kept = make_finding(review.pick, check_name="soft", measure=7, box=[0.1, 0.1, 0.5, 0.5])
    decision = review.decide(by=ruth, verdict="approve")
    kept.delete()
    make_finding(review.pick, check_name="noise")
    assert list(decision.findings.values_list("check_name", "measure", "box")) == [("soft", 7, [0.1, 0.1, 0.5, 0.5])]


def test_nobody_decides_on_what_they_launched(ruth):
    render = make_render(make_shot(make_shot_set(launched_by=ruth)))
    review = make_review(render, submitted_by=make_person())
    with pytest.raises(MayNotDecide, match="You launched this set"):
        review.decide(by=ruth, verdict="approve")
    assert not Decision.objects.exists()


def test_nobody_decides_on_what_they_submitted(ruth):
    review = make_review(submitted_by=ruth)
    with pytest.raises(MayNotDecide, match="You submitted this shot"):
        review.decide(by=ruth, verdict="approve")
    assert not Decision.objects.exists()


@pytest.mark.parametrize("person", ["paul", "ada", "sam"])
def test_only_reviewers_decide(person, request):
    with pytest.raises(MayNotDecide, match="Reviewers decide"):
        make_review().decide(by=request.getfixturevalue(person), verdict="approve")


def test_the_second_of_two_deciders_learns_who_was_first(ruth):
    review = make_review()
    first = review.decide(by=ruth, verdict="approve")
    with pytest.raises(AlreadyDecided) as refusal:
        review.decide(by=make_person(group="Reviewers"), verdict="reject", reason="crop")
    assert refusal.value.decision == first
    assert review.standing_decision == first


def test_a_withdrawn_review_cannot_be_decided(ruth):
    review = make_review()
    review.withdraw(by=review.submitted_by)
    with pytest.raises(AlreadyDecided) as refusal:
        review.decide(by=ruth, verdict="approve")
    assert refusal.value.decision is None


@pytest.mark.parametrize(
    "words",
    [{"verdict": "reject"}, {"verdict": "reject", "reason": "other"}, {"verdict": "changes"}],
    ids=["no reason", "other without a note", "changes without a note"],
)
def test_a_verdict_without_its_words_changes_nothing(ruth, words):
    review = make_review()
    with pytest.raises(IntegrityError), transaction.atomic():
        review.decide(by=ruth, **words)
    assert Review.objects.open().filter(pk=review.pk).exists()
    assert not Event.objects.filter(action="decision_made").exists()


def test_undo_within_ten_minutes_opens_the_review_again(ruth):
    decision = make_decision(by=ruth)
    assert decision.undo(by=ruth)
    assert decision.review.standing_decision is None
    assert Review.objects.open().filter(pk=decision.review_id).exists()


def test_an_undone_review_can_be_decided_again(ruth):
    decision = make_decision(by=ruth)
    decision.undo(by=ruth)
    other = make_person(group="Reviewers")
    assert decision.review.decide(by=other, verdict="reject", reason="crop").by == other


def test_undo_after_ten_minutes_is_too_late(ruth, monkeypatch):
    decision = make_decision(by=ruth)
    let_pass(monkeypatch, timedelta(minutes=10, seconds=1))
    assert not decision.undo(by=ruth)
    assert decision.review.standing_decision == decision


def test_nobody_undoes_what_somebody_else_decided(ruth):
    decision = make_decision(by=ruth)
    assert not decision.undo(by=make_person(group="Reviewers"))


def test_a_decision_that_is_being_published_cannot_be_undone(ruth):
    decision = make_decision(by=ruth)
    make_publication(decision)
    assert not decision.undo(by=ruth)


def test_a_decision_cannot_be_undone_once_the_next_round_is_open(ruth):
    decision = make_decision(by=ruth, verdict="reject")
    make_review(decision.render)
    assert not decision.undo(by=ruth)
    assert Review.objects.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_opposite_decisions_at_once_one_wins_and_the_other_sees_who_and_when():
    review = make_review()
    reviewers = [make_person(group="Reviewers"), make_person(group="Reviewers")]
    words = [{"verdict": "approve"}, {"verdict": "reject", "reason": "crop"}]
    barrier, outcomes = threading.Barrier(2), [None, None]

    def decide(number: int) -> None:
        mine = Review.objects.get(pk=review.pk)
        barrier.wait()
        try:
            outcomes[number] = mine.decide(by=reviewers[number], **words[number])
        except AlreadyDecided as refusal:
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winner = Decision.objects.get()
    assert {type(outcome) for outcome in outcomes} == {Decision, AlreadyDecided}
    loser = next(outcome for outcome in outcomes if isinstance(outcome, AlreadyDecided))
    assert (loser.decision, loser.decision.at) == (winner, winner.at)
