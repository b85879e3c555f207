"""The odd one of a set is named, with what it differs in."""

import pytest

from renders.quality import SetPicture, odd_ones


def pictures(name, *values):
    return [SetPicture(at, **{name: value}) for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("name", "values", "odd", "says"),
    [
        ("fill", (60, 61, 45, 59, 60), 2, "The product fills 45% of the frame, in the others about 60%."),
        ("ground", (255, 254, 255, 240), 3, "The ground has level 240, in the others about 255."),
        ("shadow", (80, -70, 60, 75), 1, "The shadow falls to the left, in the others to the right."),
        ("shadow", (-80, -70, 90, -75), 2, "The shadow falls to the right, in the others to the left."),
    ],
)
def test_the_picture_that_differs_is_named(name, values, odd, says):
    assert [(one.key, one.message) for one in odd_ones(pictures(name, *values))] == [(odd, says)]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("fill", (60, 61, 53, 59, 60)),  # within the limit
        ("fill", (60, 60, 45)),  # of three pictures nobody can say
        ("fill", (30, 40, 50, 60, 70, 80)),  # nothing is usual
        ("ground", (255, 250, 252, 248)),
        ("shadow", (80, 70, 10, 75)),  # straight below
        ("shadow", (80, -70, 60, -75)),
        ("shadow", (80, None, 60, -75)),  # one was not judged, and three are left
    ],
)
def test_nobody_is_named_where_nothing_is_usual(name, values):
    assert odd_ones(pictures(name, *values)) == []


def test_a_picture_may_be_odd_in_several_ways():
    usual = [SetPicture(at, fill=60, ground=255, shadow=80) for at in range(4)]
    found = odd_ones([*usual, SetPicture("odd", fill=40, ground=200, shadow=-80)])
    assert [one.key for one in found] == ["odd"] * 3
