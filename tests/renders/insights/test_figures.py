"""What shares, drift and performance say, from plain figures."""

from datetime import timedelta

import pytest
from django.utils import timezone

from renders.insights.drift import PERIOD, Drift, Share
from renders.insights.performance import Performance

LONG_AGO, YOUNG = timezone.now() - 2 * PERIOD, timezone.now() - 2 * PERIOD + timedelta(hours=1)
MANY_GOOD, MANY_BAD = Share(90, 100), Share(10, 100)


def test_a_share_of_nothing_has_no_rate():
    assert (Share().rate, Share(1, 4).rate) == (None, 0.25)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (MANY_GOOD, MANY_BAD, True),
        (MANY_BAD, MANY_GOOD, True),
        (MANY_GOOD, Share(85, 100), False),
        (Share(), MANY_BAD, False),
    ],
)
def test_shares_differ_when_their_intervals_do_not_overlap(one, other, differ):
    assert one.differs_from(other) is differ


@pytest.mark.parametrize(
    ("drift", "has_drifted", "sentence"),
    [
        (Drift(YOUNG, MANY_GOOD, MANY_BAD), False, "Too early"),
        (Drift(LONG_AGO, MANY_GOOD, MANY_BAD), True, "It does not draw as it did"),
        (Drift(LONG_AGO, MANY_GOOD, MANY_GOOD), False, "As in its first four weeks."),
        (Drift(LONG_AGO, MANY_GOOD, Share(0, 9)), False, "Too few decisions: 10 are needed"),
        (Drift(LONG_AGO, Share(9, 9), MANY_BAD), False, "Too few decisions"),
        (Drift(LONG_AGO, Share(10, 10), Share(0, 10)), True, "It does not draw as it did"),
        (Drift(LONG_AGO, marked_early=MANY_BAD, marked_late=MANY_GOOD), True, "It does not draw as it did"),
    ],
)
def test_drift_is_said_only_of_two_whole_periods_with_enough_decisions(drift, has_drifted, sentence):
    assert drift.has_drifted is has_drifted
    assert drift.sentence.startswith(sentence)


def test_performance_has_no_rate_and_no_cost_before_the_first_approval():
    none = Performance(spent_micros=10_000)
    assert (none.rate, none.cost_per_approved) == (None, None)
    some = Performance(spent_micros=100_000, decided=4, approved=3)
    assert (some.rate, some.cost_per_approved) == (0.75, 33_300)
    assert some.interval.low < 0.75 < some.interval.high


def test_the_three_most_frequent_reasons_are_named_the_first_by_code_where_equal():
    reasons = {"text": 2, "shadow": 5, "color": 2, "edge": 1, "gone": 4}
    ranked = [(code, count) for code, _, count in Performance(reasons=reasons).top_reasons]
    assert ranked == [("shadow", 5), ("gone", 4), ("color", 2)]
