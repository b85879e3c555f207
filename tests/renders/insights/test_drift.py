"""Drift of frozen prompts."""

from datetime import timedelta

import pytest

from catalog import guards as catalog_guards
from catalog.guards import lift
from catalog.models import PromptVersion
from renders import guards
from renders.insights.drift import PERIOD, Drift, Share, drifts
from tests.factories import make_finding, make_version
from tests.renders.insights.drawing import NOW, decided, drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(db):
    """A version frozen ten weeks ago."""
    version = make_version(is_frozen=True)
    lift(catalog_guards.GUARDS)
    PromptVersion.objects.filter(pk=version.pk).update(frozen_at=NOW - timedelta(weeks=10))
    version.refresh_from_db()
    return version


def shift(rows, moment, by):
    """Move rows in time."""
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(**{moment: by})


def test_the_last_four_weeks_are_compared_with_the_first(frozen):
    lift(guards.GUARDS)
    early, late = frozen.frozen_at + timedelta(days=3), NOW - timedelta(days=3)
    first = [decided(frozen) for _ in range(2)]
    last = [decided(frozen, "reject")]
    shift(first, "at", early)
    shift([one.render for one in first], "state_changed_at", early)
    shift([*last], "at", late)
    make_finding(last[0].render)
    (drift,) = drifts([frozen]).values()
    assert (drift.approved_early, drift.approved_late) == (Share(2, 2), Share(0, 1))
    assert (drift.marked_early, drift.marked_late) == (Share(0, 2), Share(1, 1))


def test_a_draft_has_no_drift():
    version = make_version()
    drawn(version)
    assert drifts([version]) == {}


LONG_AGO = NOW - 3 * PERIOD


def test_what_was_frozen_lately_is_too_young_to_have_drifted():
    drift = Drift(NOW - PERIOD, Share(20, 20), Share(0, 20))
    assert not drift.has_drifted
    assert drift.sentence.startswith("Too early")


def test_surely_fewer_approvals_are_drift():
    drift = Drift(LONG_AGO, Share(19, 20), Share(8, 20))
    assert drift.has_drifted
    assert drift.sentence == "It does not draw as it did in its first four weeks."


def test_surely_more_marks_are_drift():
    assert Drift(LONG_AGO, marked_early=Share(5, 200), marked_late=Share(60, 200)).has_drifted


def test_a_difference_within_the_intervals_is_no_drift():
    drift = Drift(LONG_AGO, Share(15, 20), Share(13, 20), Share(20, 200), Share(24, 200))
    assert not drift.has_drifted
    assert drift.sentence == "As in its first four weeks."


def test_too_few_decisions_prove_no_drift():
    drift = Drift(LONG_AGO, Share(9, 9), Share(0, 9))
    assert not drift.has_drifted
    assert drift.sentence.startswith("Too few decisions: 10 are needed")


def test_ten_decisions_in_each_period_are_enough():
    assert Drift(LONG_AGO, Share(10, 10), Share(0, 10)).has_drifted
    assert not Drift(LONG_AGO, Share(10, 10), Share(0, 9)).has_drifted


@pytest.mark.parametrize(("days", "counted"), [(1, 1), (27, 1), (29, 0)])
def test_the_first_period_is_four_weeks(days, counted, frozen):
    lift(guards.GUARDS)
    drawn_then = decided(frozen)
    shift([drawn_then], "at", frozen.frozen_at + timedelta(days=days))
    (drift,) = drifts([frozen]).values()
    assert drift.approved_early.whole == counted
