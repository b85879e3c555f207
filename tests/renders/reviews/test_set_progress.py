"""The review of one shot says how far its set is decided, and leads to the next of it."""

import pytest

from tests.factories import make_decision, make_render, make_review, make_shot, make_shot_set
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def shots():
    """Five shots of one set, each with a ready candidate."""
    shot_set = make_shot_set()
    return [make_shot(shot_set) for _ in range(5)]


def in_review(shot):
    return make_review(make_render(shot))


def card(browser, review):
    page = flat(browser.get(review.get_absolute_url() + "?findings=clean"))
    start = page.find('id="set-progress"')
    return page[start : page.index("</section>", start)] if start >= 0 else ""


def test_it_counts_what_is_decided_and_names_what_is_missing(reviewing, shots):
    make_decision(in_review(shots[0]), verdict="reject")
    here, other = in_review(shots[1]), in_review(shots[3])
    in_review(shots[2]).withdraw(by=here.submitted_by)
    text = card(reviewing, here)
    assert "1 of 5 shots decided" in text
    assert f"<strong>{shots[1].code}</strong> this one" in text
    assert f'<a href="{other.get_absolute_url()}?findings=clean">{shots[3].code}</a> waits' in text
    assert text.count("not submitted yet") == 2
    assert f">{shots[0].code}<" not in text


def test_a_shot_that_was_submitted_again_is_missing_again(reviewing, shots):
    make_decision(in_review(shots[0]), verdict="changes")
    again = in_review(shots[0])
    assert "0 of 5 shots decided" in card(reviewing, again)


def test_it_leads_to_the_next_of_the_set_and_round_to_the_first(reviewing, shots):
    first, third, fifth = (in_review(shots[at]) for at in (0, 2, 4))
    make_review()
    led = [f'id="next-of-set" href="{one.get_absolute_url()}?findings=clean"' for one in (first, third, fifth)]
    assert led[1] in card(reviewing, first)
    assert led[2] in card(reviewing, third)
    assert led[0] in card(reviewing, fifth)


def test_with_the_last_one_there_is_no_next(reviewing, shots):
    here = in_review(shots[0])
    assert "next-of-set" not in card(reviewing, here)


def test_a_set_of_one_shot_says_nothing_of_it(reviewing):
    assert card(reviewing, make_review()) == ""


def test_of_a_large_set_the_first_missing_shots_are_named(reviewing, shots):
    for _ in range(15):
        make_shot(shots[0].shot_set)
    here = in_review(shots[0])
    assert "And 8 more." in card(reviewing, here)
