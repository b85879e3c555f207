"""The interval around a counted share."""

import pytest

from renders.judging import Interval, wilson


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
    found = wilson(successes, trials)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_without_a_trial_anything_is_possible():
    assert wilson(0, 0) == Interval(0, 1)


def test_ten_of_ten_still_leave_room_below():
    assert wilson(10, 10).high == 1
    assert wilson(10, 10).low == pytest.approx(0.7225, abs=0.0001)


@pytest.mark.parametrize(("successes", "trials"), [(2, 1), (-1, 3)])
def test_counts_that_cannot_be_are_refused(successes, trials):
    with pytest.raises(ValueError, match="is no count"):
        wilson(successes, trials)
