"""Several placements in one set: each has its own template, image model and number of candidates, and every promise of
the paid queue holds for the set as a whole."""

import uuid

import pytest

from catalog.models import ImageModel
from renders import composing
from renders.composing import NotLaunchable
from renders.composing.set_plans import PlacementChoices
from renders.models import Budget, LedgerEntry, Render, ShotSet
from renders.models.money import OverBudget, reserved_micros_of
from renders.models.renders import State
from tests.factories import (
    make_account,
    make_budget,
    make_campaign,
    make_colorway,
    make_image_model,
    make_model_pause,
    make_placement,
    make_template,
    make_version,
)
from tests.fakes import RUNNING, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(order):
    """Another placement of the same order: nine candidates of a dearer model, 4:3."""
    model = make_image_model(provider="fake", price_micros=20_000)
    placement = make_placement(image_models=[model], aspect="4:3", min_width=64, min_height=64)
    version = make_version(make_template(placements=[placement]))
    return {**order, "placement": placement, "version": version, "image_model": model, "count": 9}


def plans(by, *orders):
    return [composing.plan(**order, by=by) for order in orders]


def launch(by, *orders, token=None):
    return composing.launch(*plans(by, *orders), by=by, token=token or uuid.uuid4())


def set_plan(by, *orders):
    names = ("placement", "version", "image_model", "count")
    lines = [PlacementChoices(**{name: order[name] for name in names}) for order in orders]
    return composing.plan_set(orders[0]["colorways"], lines, kind=orders[0]["kind"], by=by)


def in_flight(image_model):
    return Render.objects.filter(shot__image_model=image_model, state=State.SUBMITTED).count()


def test_each_placement_keeps_its_own_model_count_and_price(order, second, petra):
    shots = launch(petra, order, second).shots.all()
    found = [(shot.placement, shot.image_model, shot.renders.count(), shot.price_micros) for shot in shots]
    assert found == [
        (one["placement"], one["image_model"], one["count"], price)
        for one, price in zip((order, second), (5_000, 20_000), strict=True)
    ]


def test_the_price_shown_is_the_price_reserved(order, second, petra):
    make_budget(cap_micros=10_000_000)
    plan = set_plan(petra, order, second)
    shot_set = composing.launch(*plan.plans, by=petra, token=uuid.uuid4())
    assert plan.quote.total_micros == 8 * 5_000 + 9 * 20_000
    assert plan.quote.worst_case_micros == 11 * 5_000 + 12 * 20_000
    assert reserved_micros_of(shot_set) == Budget.objects.get().reserved_micros == plan.quote.worst_case_micros


def test_a_budget_that_holds_one_placement_and_not_both_takes_neither(order, second, petra):
    make_budget(cap_micros=12 * 20_000)
    assert set_plan(petra, order, second).quote.missing_micros == 11 * 5_000
    with pytest.raises(OverBudget):
        launch(petra, order, second)
    assert not ShotSet.objects.exists()


def test_one_token_launches_the_whole_set_once(order, second, petra):
    token = uuid.uuid4()
    assert launch(petra, order, second, token=token) == launch(petra, order, second, token=token)
    assert (ShotSet.objects.count(), Render.objects.count(), LedgerEntry.objects.count()) == (1, 17, 1)


def test_a_token_that_launched_both_placements_does_not_launch_one_of_them(order, second, petra):
    token = uuid.uuid4()
    launch(petra, order, second, token=token)
    with pytest.raises(composing.TokenAlreadyUsed):
        launch(petra, order, token=token)


def test_the_same_placement_twice_is_refused(order, petra):
    with pytest.raises(NotLaunchable, match="ordered twice"):
        launch(petra, order, {**order, "count": 9})


def test_placements_of_different_campaigns_are_refused_together(order, second, petra):
    orders = []
    for one in (order, second):
        version = make_version(one["version"].template, is_frozen=True)
        make_campaign(version, placements=[one["placement"]])
        orders.append({**one, "version": version, "kind": "production"})
    with pytest.raises(NotLaunchable, match="belong to different campaigns"):
        launch(petra, *orders)
    assert not ShotSet.objects.exists()


def test_a_problem_of_one_placement_keeps_the_whole_set_from_being_launched(order, second, petra):
    with pytest.raises(NotLaunchable):
        launch(petra, order, {**second, "version": make_version()})
    assert not ShotSet.objects.exists()


def test_candidates_of_one_number_share_their_seed_across_placements(order, second, petra):
    first, other = launch(petra, order, second).shots.all()
    seeds = [list(shot.renders.order_by("number").values_list("seed", flat=True)) for shot in (first, other)]
    assert seeds[0] == seeds[1][:8]


def test_a_missing_value_is_no_refusal_of_the_model(order, second, petra):
    nameless = make_version(second["version"].template, prompt="{{product}} with {{finish}}", is_current=False)
    bare = make_colorway(order["colorways"][0].product)
    bare.product.finish = ""
    small = {**second, "placement": make_placement(image_models=[second["image_model"]], min_width=9_000)}
    small["version"] = make_version(make_template(placements=[small["placement"]]))
    plan = set_plan(petra, {**order, "colorways": [bare]}, {**second, "version": nameless}, small)
    assert [shot.gap.value if shot.gap else None for shot in plan.shots] == [None, "value", "model"]


def test_a_model_that_takes_what_the_chosen_one_refuses_is_named(order, petra):
    small = make_image_model(provider="fake", aspects=["1:1"])
    order["placement"].min_width = 2_000
    refused = composing.plan(**{**order, "version": order["version"]}, by=petra)
    able = make_image_model(provider="fake", name="Able", aspects=["1:1"])
    assert refused.shots[0].gap
    assert composing.model_instead(refused, [order["image_model"], small]) is None
    order["placement"].min_width = 64
    assert composing.model_instead(refused, [order["image_model"], able]) == able


def test_the_time_of_a_set_waits_once_for_what_others_ordered(order, second, petra, paul):
    make_version(order["version"].template)
    launch(paul, order)
    plan = set_plan(petra, order, second)
    alone = [composing.plan(**one, by=petra).estimate for one in (order, second)]
    assert plan.estimate.min_seconds == max(one.min_seconds for one in alone)
    assert plan.estimate.max_seconds < sum(one.max_seconds for one in alone)


@pytest.mark.django_db(transaction=True)
def test_a_full_model_lets_the_other_placement_of_its_set_go_on(order, second, petra, fake):
    fake.progress = RUNNING
    ImageModel.objects.filter(pk=order["image_model"].pk).update(cap_in_flight=1)
    launch(petra, order, second)
    work()
    assert in_flight(order["image_model"]) <= 1 + 2
    assert in_flight(order["image_model"]) + in_flight(second["image_model"]) >= 4
    assert in_flight(second["image_model"])


@pytest.mark.django_db(transaction=True)
def test_a_paused_model_lets_the_other_placement_of_its_set_go_on(order, second, petra, fake):
    shot_set = launch(petra, order, second)
    make_model_pause(account=shot_set.shots.first().account, image_model=order["image_model"])
    work()
    ready = shot_set.renders.filter(state=State.READY)
    assert set(ready.values_list("shot__image_model", flat=True)) == {second["image_model"].pk}
    assert ready.count() == 9


@pytest.mark.django_db(transaction=True)
def test_a_set_of_two_models_comes_home_and_costs_what_was_shown(order, second, petra, fake):
    plan = set_plan(petra, order, second)
    shot_set = composing.launch(*plan.plans, by=petra, token=uuid.uuid4())
    work()
    assert set(shot_set.renders.values_list("state", flat=True)) == {State.READY}
    spent = sum(LedgerEntry.objects.filter(shot_set=shot_set).values_list("spent_micros", flat=True))
    assert spent == plan.quote.total_micros
    assert reserved_micros_of(shot_set) == 0


@pytest.mark.django_db(transaction=True)
def test_placements_of_two_vendors_do_not_wait_for_each_other(order, second, petra, fake):
    make_account(provider="lightbox", name="studio")
    studio = make_image_model(provider="lightbox")
    second["placement"].image_models.add(studio)
    shot_set = launch(petra, order, {**second, "image_model": studio})
    assert shot_set.is_mixed
    work()
    assert not shot_set.renders.filter(state=State.QUEUED).exists()
