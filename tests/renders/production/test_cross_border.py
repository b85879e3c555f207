"""200 SKUs for a cross-border shop: 810 renders and $20.25, before the launch and after it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from renders import composing
from renders.composing import NotLaunchable
from renders.composing.production.launching import NotAsShown, launch_production
from renders.composing.production.plans import production_of
from renders.models import Budget, ProductionPlan, Render, ShotSet
from renders.models.money import OverBudget, settle
from tests.factories import make_attempt, make_version
from tests.fakes import work

pytestmark = pytest.mark.django_db


def launch(row, by, **how):
    """As the button does it on a page that was read a moment ago."""
    production = production_of(row, by=by, **how)
    price = production.set_plan.quote.total_micros
    return launch_production(row, by=by, is_pilot=how.get("is_pilot", False), seen=production.digest, quoted=price)


def smaller(row, skus):
    """The same plan for the first few SKUs."""
    row.colorways = row.colorways[:skus]
    row.save(update_fields=["colorways"])
    return row


def test_the_plan_says_810_renders_and_20_dollars_25(cross_border, petra):
    production = production_of(cross_border, by=petra)
    quote = production.set_plan.quote
    assert (quote.renders, quote.total_micros, production.problems) == (810, 20_250_000, [])
    assert [one.plan.quote.renders for one in production.rows] == [200, 200, 200, 10, 200]
    assert [(one.renders, one.hourly) for one in production.models] == [(810, 6 * 3600 // 35)]
    assert production.only_model == production.models[0].image_model


def test_its_page_reads_each_kind_of_row_once_for_all_placements(cross_border, petra, client):
    client.force_login(petra)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(cross_border.get_absolute_url())
    assert ("$20.25" in answer.content.decode(), len(queries)) == (True, 24)
    cross_border.lines = cross_border.lines[:1]
    cross_border.save(update_fields=["lines"])
    with CaptureQueriesContext(connection) as of_one:
        client.get(cross_border.get_absolute_url())
    assert len(of_one) == len(queries)


def test_it_settles_at_the_price_of_the_plan(cross_border, petra):
    shot_set = launch(cross_border, petra)
    budget = Budget.objects.get()
    assert (shot_set.renders.count(), budget.reserved_micros) == (810, 2 * 20_250_000)
    shot = shot_set.shots.first()
    settle(make_attempt(shot, price_micros=25_000), shot_set, 810)
    composing.stop(shot_set, by=petra)
    budget.refresh_from_db()
    assert (budget.spent_micros, budget.reserved_micros) == (20_250_000, 0)


@pytest.mark.django_db(transaction=True)
def test_what_workers_draw_of_it_costs_what_the_plan_said(cross_border, petra):
    launch(smaller(cross_border, 2), petra)
    work()
    budget = Budget.objects.get()
    assert set(Render.objects.values_list("state", flat=True)) == {"ready"}
    assert (budget.spent_micros, budget.reserved_micros) == ((4 * 2 + 2) * 25_000, 0)


def test_a_pilot_comes_first_and_the_rest_costs_the_rest(cross_border, petra):
    row = smaller(cross_border, 30)
    pilot = launch(row, petra, is_pilot=True)
    row.refresh_from_db()
    rest = launch(row, petra)
    assert (pilot.renders.count(), rest.renders.count()) == (4 * 20 + 10, 4 * 10)
    ordered = [set(one.shots.values_list("placement", "colorway")) for one in (pilot, rest)]
    assert not ordered[0] & ordered[1]


def test_a_second_click_gets_the_set_of_the_first(cross_border, petra):
    row = smaller(cross_border, 2)
    production = production_of(row, by=petra)
    click = {"by": petra, "is_pilot": False, "seen": production.digest}
    click["quoted"] = production.set_plan.quote.total_micros
    one, other = (launch_production(ProductionPlan.objects.get(pk=row.pk), **click) for _ in range(2))
    stale = launch_production(row, **click)
    assert one == other == stale == ShotSet.objects.get()


def test_everything_is_not_ordered_beside_a_pilot_of_another_window(cross_border, petra):
    row = smaller(cross_border, 22)
    before = ProductionPlan.objects.get(pk=row.pk)
    launch(row, petra, is_pilot=True)
    with pytest.raises(NotAsShown):
        launch(before, petra)
    assert ShotSet.objects.count() == 1


def test_another_price_than_the_page_showed_orders_nothing(cross_border, petra):
    row = smaller(cross_border, 2)
    with pytest.raises(NotAsShown):
        launch_production(row, by=petra, is_pilot=False, seen=production_of(row, by=petra).digest, quoted=1)
    assert not ShotSet.objects.exists()


def test_a_budget_that_is_too_small_orders_nothing_and_leaves_the_plan_open(cross_border, petra):
    Budget.objects.update(cap_micros=20_000)
    with pytest.raises(OverBudget):
        launch(smaller(cross_border, 2), petra)
    assert not ShotSet.objects.exists()
    assert ProductionPlan.objects.open().filter(is_ordered=False).exists()


def test_a_version_that_is_not_current_any_more_orders_nothing(cross_border, petra):
    row = smaller(cross_border, 2)
    make_version(production_of(row, by=petra).rows[0].version.template, is_frozen=True)
    with pytest.raises(NotLaunchable, match="is not current"):
        launch(row, petra)
    assert not ShotSet.objects.exists()
