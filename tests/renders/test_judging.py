"""The interval of a share, the result of a duel, and who is on the left."""

import pytest

from renders.judging import Interval, VoteCount, challenger_is_on_left, sort_key, wilson

TERMS = {"win_rate_needed": 50, "minimum_votes": 12}


@pytest.mark.parametrize(
    ("won", "lost", "is_passed"),
    [(12, 0, True), (10, 2, True), (9, 3, False), (16, 8, False), (18, 8, True), (0, 12, False)],
)
def test_a_challenger_passes_when_chance_alone_does_not_explain_its_votes(won, lost, is_passed):
    assert VoteCount(won, lost).passes(**TERMS) is is_passed


def test_a_challenger_with_too_few_votes_does_not_pass():
    assert not VoteCount(won=11, lost=0).passes(**TERMS)


def test_neither_does_not_count_as_a_vote():
    count = VoteCount(won=11, lost=0, neither=40)
    assert (count.rate, count.decided) == (1.0, 11)
    assert not count.passes(**TERMS)


def test_a_higher_win_rate_needs_more_votes():
    assert VoteCount(10, 2).passes(win_rate_needed=50, minimum_votes=12)
    assert not VoteCount(10, 2).passes(win_rate_needed=60, minimum_votes=12)


def test_without_votes_there_is_no_rate():
    assert VoteCount().rate is None


def test_a_judge_sees_a_pair_the_same_way_on_every_visit():
    assert len({challenger_is_on_left(7, 3, 11) for _ in range(9)}) == 1


def test_sides_are_random_for_every_pair_and_every_judge():
    of_pairs = sum(challenger_is_on_left(7, pair, 11) for pair in range(400))
    of_judges = sum(challenger_is_on_left(7, 3, judge) for judge in range(400))
    assert 160 < of_pairs < 240
    assert 160 < of_judges < 240


def test_every_judge_sees_the_pairs_in_another_order():
    first, second = (sorted(range(8), key=lambda pair: sort_key(7, pair, judge)) for judge in (1, 2))
    assert first != second


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_has_the_published_values(successes, trials, low, high):
    interval = wilson(successes, trials)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_without_a_trial_any_share_is_possible():
    assert wilson(0, 0) == Interval(0, 1)


def test_ten_of_ten_may_still_be_a_lower_share():
    assert wilson(10, 10).high == 1
    assert wilson(10, 10).low == pytest.approx(0.7225, abs=0.0001)


@pytest.mark.parametrize(("successes", "trials"), [(2, 1), (-1, 3)])
def test_impossible_counts_are_refused(successes, trials):
    with pytest.raises(ValueError, match="is no count"):
        wilson(successes, trials)
