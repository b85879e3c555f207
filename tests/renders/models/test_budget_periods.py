"""Budgets of a day or a month begin anew at their boundary; one in all never does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from renders.models import Budget
from renders.models.money import OverBudget, reserve, settle
from tests.factories import make_attempt, make_budget, make_shot, make_shot_set

pytestmark = pytest.mark.django_db
CAP = 100_000
Period = Budget.Period
PASSED = {Period.DAY: timedelta(days=1), Period.MONTH: timedelta(days=32)}


def budget_of(period, **amounts):
    """A budget as it was left when its last window ended."""
    window = timezone.now().date().replace(day=1) if period == Period.MONTH else timezone.now().date()
    window -= PASSED.get(period, timedelta())
    return make_budget(period=period, cap_micros=CAP, window=window, **amounts)


@pytest.mark.parametrize("period", PASSED)
def test_what_was_spent_before_the_boundary_leaves_the_next_window_its_whole_cap(period):
    budget = budget_of(period, spent_micros=CAP)
    reserve(make_shot_set(), CAP)
    budget.refresh_from_db()
    assert (budget.reserved_micros, budget.spent_micros, budget.left_micros) == (CAP, 0, 0)


@pytest.mark.parametrize("period", PASSED)
def test_what_is_reserved_stays_reserved_across_the_boundary(period):
    budget_of(period, reserved_micros=60_000, spent_micros=40_000)
    with pytest.raises(OverBudget):
        reserve(make_shot_set(), 40_001)
    reserve(make_shot_set(), 40_000)


@pytest.mark.parametrize("period", PASSED)
def test_a_picture_ordered_before_the_boundary_and_billed_after_it_is_spent_in_the_new_window(period):
    budget = budget_of(period, reserved_micros=40_000, spent_micros=60_000)
    shot_set = make_shot_set()
    attempt = make_attempt(make_shot(shot_set), price_micros=40_000)
    settle(attempt, shot_set, 1)
    budget.refresh_from_db()
    assert (budget.reserved_micros, budget.spent_micros) == (0, 40_000)


@pytest.mark.parametrize("period", PASSED)
def test_within_a_window_what_was_spent_counts(period):
    make_budget(period=period, cap_micros=CAP, spent_micros=CAP)
    with pytest.raises(OverBudget):
        reserve(make_shot_set(), 1)


def test_a_budget_in_all_never_begins_anew():
    budget_of(Period.TOTAL, spent_micros=CAP)
    Budget.objects.update(window="2020-01-01")
    with pytest.raises(OverBudget):
        reserve(make_shot_set(), 1)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_new_budget_counts_from_the_day_of_utc_in_every_time_zone(settings, zone):
    settings.TIME_ZONE = zone
    assert Budget().window == timezone.now().date()
