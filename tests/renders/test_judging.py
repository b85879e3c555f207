"""What votes say, and where pictures stand."""

import pytest

from renders.judging import VoteCount, challenger_is_on_left, sort_key

AGREED = {"win_rate_needed": 50, "minimum_votes": 12}


@pytest.mark.parametrize(
    ("won", "lost", "is_passed"),
    [(12, 0, True), (10, 2, True), (9, 3, False), (16, 8, False), (18, 8, True), (0, 12, False)],
)
def test_a_challenger_passes_when_chance_alone_explains_its_votes_no_more(won, lost, is_passed):
    assert VoteCount(won, lost).passes(**AGREED) is is_passed


def test_too_few_votes_pass_nobody_however_clear_they_are():
    assert not VoteCount(won=11, lost=0).passes(**AGREED)


def test_neither_counts_for_nobody_and_fills_no_quorum():
    count = VoteCount(won=11, lost=0, neither=40)
    assert (count.rate, count.decided) == (1.0, 11)
    assert not count.passes(**AGREED)


def test_a_higher_bar_asks_for_more():
    assert VoteCount(10, 2).passes(win_rate_needed=50, minimum_votes=12)
    assert not VoteCount(10, 2).passes(win_rate_needed=60, minimum_votes=12)


def test_without_votes_there_is_no_rate():
    assert VoteCount().rate is None


def test_a_pair_stands_the_same_way_on_every_visit_of_a_judge():
    assert len({challenger_is_on_left(7, 3, 11) for _ in range(9)}) == 1


def test_sides_are_thrown_for_every_pair_and_every_judge():
    of_pairs = sum(challenger_is_on_left(7, pair, 11) for pair in range(400))
    of_judges = sum(challenger_is_on_left(7, 3, judge) for judge in range(400))
    assert 160 < of_pairs < 240
    assert 160 < of_judges < 240


def test_judges_see_pairs_in_orders_of_their_own():
    first, second = (sorted(range(8), key=lambda pair: sort_key(7, pair, judge)) for judge in (1, 2))
    assert first != second
