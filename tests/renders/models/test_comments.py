"""Comments: threads about exact bytes, replies, resolving, and mentions that wait until they are read."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from renders.models import Comment, CommentThread, Event, Mention
from renders.models.comments import MayNotClose, Spot, mentionable, mentioned_in
from renders.models.reviews import NotJudgeable
from tests.factories import make_decision, make_person, make_render, make_review, make_thread

pytestmark = pytest.mark.django_db


def unread(person):
    """The threads that wait for this person, because they are mentioned."""
    return [mention.comment.thread for mention in Mention.objects.unread_by(person)]


def test_a_thread_is_about_the_bytes_of_a_submitted_candidate_and_a_spot_of_them():
    review = make_review(others=[make_render()])
    thread = make_thread(review, spot=Spot(0.25, 1))
    assert (thread.render, thread.sha256, thread.spot) == (review.pick, review.pick.sha256, (0.25, 1))
    assert make_thread(review, render=review.candidates.get().render).spot is None


def test_a_candidate_that_was_not_submitted_takes_no_comment():
    review = make_review()
    with pytest.raises(NotJudgeable):
        make_thread(review, render=make_render(review.shot))
    assert not CommentThread.objects.exists()


def test_a_comment_is_written_into_the_audit_log_and_shown_to_open_pages_of_the_shot(petra):
    review = make_review()
    before = review.shot.revision
    make_thread(review, by=petra, text="The handle is bent")
    event = Event.objects.get(action="comment_added")
    assert (event.by, event.render, event.note) == (petra, review.pick, "The handle is bent")
    review.shot.refresh_from_db()
    assert review.shot.revision > before


def test_letters_count_through_the_rounds_of_a_shot(petra):
    decision = make_decision(verdict="changes")
    first = make_thread(decision.review)
    again = make_review(decision.render)
    assert (again.round, first.letter, make_thread(again).letter) == (2, "A", "B")


@pytest.mark.parametrize(("number", "letter"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_after_z_come_two_letters(number, letter):
    assert CommentThread(number=number).letter == letter


def test_a_form_that_is_sent_twice_makes_one_thread_and_one_reply(ruth):
    review, token = make_review(), uuid4()
    first, second = make_thread(review, token=token), make_thread(review, token=token)
    assert first == second
    for _ in range(2):
        first.reply(by=ruth, text="Why?", token=token)
    assert first.comments.count() == 2


def test_a_form_that_is_changed_before_it_is_sent_again_loses_nothing():
    review, token = make_review(), uuid4()
    make_thread(review, token=token, text="Bent")
    make_thread(review, token=token, text="Bent, and too dark")
    assert Comment.objects.count() == 2


def test_author_submitter_and_reviewers_resolve_and_reopen(petra, ruth):
    author = make_person("paul", group="Marketers")
    thread = make_thread(make_review(submitted_by=petra), by=author)
    for person in (author, petra, ruth):
        assert thread.resolve(by=person)
        assert not thread.resolve(by=person)
        thread.refresh_from_db()
        assert thread.resolved_by == person
        assert thread.reopen(by=person)
        assert not thread.reopen(by=person)
    actions = Event.objects.filter(action__in=["thread_resolved", "thread_reopened"])
    assert actions.count() == 6


@pytest.mark.parametrize("verb", ["resolve", "reopen"])
def test_nobody_else_resolves_or_reopens(verb, ada):
    thread = make_thread()
    with pytest.raises(MayNotClose):
        getattr(thread, verb)(by=ada)


def test_a_mentioned_person_is_waited_for_until_they_read_the_thread(petra, ruth, ada):
    thread = make_thread(by=petra, text="@ruth, is this bent? @ada: see (@Ruth).")
    assert unread(ruth) == unread(ada) == [thread]
    thread.read_by(ruth)
    assert (unread(ruth), unread(ada)) == ([], [thread])


def test_who_replies_has_read_the_thread(petra, ruth):
    thread = make_thread(by=petra, text="@ruth bent?")
    thread.reply(by=ruth, text="Yes, @petra", token=uuid4())
    assert (unread(ruth), unread(petra)) == ([], [thread])


def test_nobody_mentions_themselves_or_who_sees_no_review(petra):
    make_person("sam", group=None)
    make_person("gone", is_active=False)
    make_thread(by=petra, text="@petra @sam @gone @nobody")
    assert not Mention.objects.exists()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ruth", ["ruth"]),
        ("Look, @ruth.", ["ruth"]),
        ("(@RUTH)", ["ruth"]),
        ("ask ruth@shop.example", []),
        ("ask @ruth@shop.example", ["ruth@shop.example"]),
        ("@ruthless", []),
        ("@@ruth", []),
        ("@", []),
    ],
)
def test_a_user_name_behind_an_at_sign_is_a_mention(text, names):
    people = [make_person("ruth"), make_person("ruth@shop.example")]
    assert [person.username for person in mentioned_in(text, people)] == names


def test_everybody_in_a_role_can_be_mentioned(petra, ruth, ada):
    make_person("sam", group=None)
    assert {person.username for person in mentionable()} == {"petra", "ruth", "ada"}


@pytest.mark.parametrize("spot", [Spot(1.01, 0), Spot(0, -0.01), Spot(0.5, None), Spot(None, 0.5)])
def test_no_pin_lies_outside_of_the_picture(spot):
    review = make_review()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_thread(review, spot=spot)
