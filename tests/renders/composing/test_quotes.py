"""A quote names the tightest budget and all that an order can cost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from renders.composing.estimates import Estimate
from renders.composing.quotes import Quote, budgets_for, quote
from tests.factories import make_budget, make_image_model

pytestmark = pytest.mark.django_db
ONE_DOLLAR = 1_000_000


def quoted(person, **order):
    usual = {"shots": 2, "count": 10, "image_model": make_image_model(price_micros=5_000), "estimate": None}
    return quote(**{**usual, **order}, budgets=budgets_for(person, "preview", None))


def test_without_a_budget_nothing_is_short(petra):
    order = quoted(petra)
    assert (order.budget_left_micros, order.budget_name, order.missing_micros) == (None, "", 0)


def test_of_several_budgets_the_one_with_least_left_counts(petra, paul):
    make_budget(name="Team", cap_micros=9 * ONE_DOLLAR, reserved_micros=2 * ONE_DOLLAR, spent_micros=ONE_DOLLAR)
    make_budget(name="Petra", person=petra, cap_micros=7 * ONE_DOLLAR)
    make_budget(name="Paul", person=paul, cap_micros=ONE_DOLLAR)
    order = quoted(petra)
    assert (order.budget_name, order.budget_left_micros) == ("Team", 6 * ONE_DOLLAR)


@pytest.mark.parametrize(
    ("period", "days_ago", "left"),
    [("day", 0, 4), ("day", 1, 9), ("month", 0, 4), ("month", 32, 9), ("total", 400, 4)],
)
def test_what_was_spent_in_a_day_or_month_that_has_passed_is_there_again(petra, period, days_ago, left):
    today = timezone.now().date()
    began = {"day": today, "month": today.replace(day=1), "total": date.min}[period]
    window = max(date.min + timedelta(days=days_ago), began) - timedelta(days=days_ago)
    make_budget(
        period=period,
        window=window,
        cap_micros=10 * ONE_DOLLAR,
        reserved_micros=ONE_DOLLAR,
        spent_micros=5 * ONE_DOLLAR,
    )
    assert quoted(petra).budget_left_micros == left * ONE_DOLLAR


@pytest.mark.parametrize(("left", "missing"), [(130_000, 0), (129_999, 1), (0, 130_000), (999_999, 0)])
def test_what_is_short_is_measured_by_the_price_with_all_retries(left, missing):
    order = Quote(shots=2, count=10, price_micros=5_000, budget_left_micros=left, budget_name="Team")
    assert (order.renders, order.total_micros, order.worst_case_micros) == (20, 100_000, 130_000)
    assert order.missing_micros == missing


@pytest.mark.parametrize(("seconds", "micros"), [(3_600, ONE_DOLLAR), (1_800, ONE_DOLLAR // 2), (1, 278), (None, 0)])
def test_a_server_by_the_hour_costs_what_the_order_takes_at_most_rounded_up(petra, seconds, micros):
    model = make_image_model(abilities={"hourly_micros": ONE_DOLLAR})
    order = quoted(petra, image_model=model, estimate=Estimate(1, seconds) if seconds else None)
    assert (order.hourly_micros, order.server_micros) == (ONE_DOLLAR, micros)


def test_without_an_image_model_nothing_is_priced(petra):
    order = quoted(petra, image_model=None, estimate=Estimate(1, 60))
    assert (order.price_micros, order.hourly_micros, order.server_micros, order.is_approximate) == (0, 0, 0, False)


@pytest.mark.parametrize("is_estimate", [True, False])
def test_a_price_that_is_only_our_figure_says_so(petra, is_estimate):
    model = make_image_model(abilities={"price_is_estimate": is_estimate})
    assert quoted(petra, image_model=model).is_approximate is is_estimate


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        ((1, 1), "1 s"),
        ((40, 80), "40–80 s"),
        ((0, 120), "1–120 s"),
        ((60, 121), "1–3 min"),
        ((121, 7_200), "3–120 min"),
        ((3_600, 7_201), "1–3 h"),
    ],
)
def test_a_time_is_said_in_the_unit_of_its_longer_side(seconds, shown):
    assert str(Estimate(*seconds)) == shown
