"""Launching: all or nothing, once, within budget, on exactly what was composed."""

import threading
import uuid

import pytest
from django.db import connection

from catalog.models import Placement
from config.queue import queue
from renders import composing
from renders.composing import NotLaunchable, TokenSpent
from renders.models import Budget, Event, LedgerEntry, Render, ShotSet
from renders.models.money import OverBudget, held
from renders.models.renders import State
from renders.providers import Refused
from tests.factories import (
    make_budget,
    make_colorway,
    make_image_model,
    make_placement,
    make_template,
    make_version,
)
from tests.fakes import RUNNING, work

pytestmark = pytest.mark.django_db


def launch(order, by, token=None, **changes):
    plan = composing.plan(**{**order, **changes}, by=by)
    return composing.launch(plan, by=by, token=token or uuid.uuid4())


def fields(order, by, **changes):
    return {problem.field: problem.sentence for problem in composing.plan(**{**order, **changes}, by=by).problems}


def test_a_launch_writes_the_set_its_shots_and_its_waiting_renders(order, petra):
    shot_set = launch(order, petra)
    shot = shot_set.shots.get()
    assert shot.code == f"{shot_set.code}-1"
    assert list(shot.renders.values_list("number", flat=True)) == list(range(1, 9))
    assert set(shot.renders.values_list("state", flat=True)) == {State.QUEUED}


def test_a_batch_without_a_row_is_not_launched(order, petra):
    nothing = composing.free_plan([], order["version"], order["image_model"], petra)
    with pytest.raises(NotLaunchable, match="nothing to order"):
        composing.launch(nothing, by=petra, token=uuid.uuid4())
    assert not ShotSet.objects.exists()


def test_a_launch_pins_what_was_ordered(order, petra):
    contract = launch(order, petra).shots.get().contract
    assert contract.prompt == order["version"].wording.replace("{{material}}", "matte ceramic").replace(
        "{{product}}", "coffee mug"
    ).replace("{{color}}", "soft beige glaze")
    assert contract.prompt_digest == order["version"].digest()


def test_a_launch_seals_the_wording(order, petra):
    launch(order, petra)
    order["version"].refresh_from_db()
    assert order["version"].is_sealed


def test_a_launch_holds_the_worst_case_of_its_quote(order, petra):
    budget = make_budget(cap_micros=1_000_000)
    shot_set = launch(order, petra)
    budget.refresh_from_db()
    assert budget.reserved_micros == held(shot_set) == 11 * 5_000


def test_candidates_of_one_number_share_their_seed_across_colorways(order, petra):
    order["colorways"] = [order["colorways"][0], make_colorway()]
    first, second = launch(order, petra).shots.all()
    assert list(first.renders.values_list("seed")) == list(second.renders.values_list("seed"))
    assert len(set(first.renders.values_list("seed"))) == 8


def test_the_same_token_launches_once(order, petra):
    token = uuid.uuid4()
    assert launch(order, petra, token) == launch(order, petra, token)
    assert ShotSet.objects.count() == 1
    assert LedgerEntry.objects.count() == 1


def test_a_spent_token_does_not_launch_another_order(order, petra):
    token = uuid.uuid4()
    first = launch(order, petra, token)
    with pytest.raises(TokenSpent) as spent:
        launch(order, petra, token, count=9)
    assert spent.value.shot_set == first


def test_a_token_of_somebody_else_is_not_answered_with_their_set(order, petra, paul):
    token = uuid.uuid4()
    launch(order, petra, token)
    with pytest.raises(TokenSpent):
        launch(order, paul, token)


@pytest.mark.parametrize("count", [7, 13, 0, -1, None, 10**9])
def test_a_preview_has_eight_to_twelve_candidates(order, petra, count):
    assert fields(order, petra, count=count)["count"] == "Choose 8 to 12."


@pytest.mark.parametrize("count", [0, 5])
def test_production_has_one_to_four_candidates(order, petra, count):
    order["version"].freeze(by=petra)
    order["version"].refresh_from_db()
    assert fields(order, petra, count=count, kind="production") == {"count": "Choose 1 to 4."}


def test_production_takes_frozen_versions_only(order, petra):
    assert "not frozen" in fields(order, petra, kind="production", count=1)["version"]


def test_an_order_needs_a_product(order, petra):
    assert fields(order, petra, colorways=[])["colorways"] == "Choose at least one product."


def test_a_ratio_the_model_does_not_draw_is_refused(order, petra):
    placement = make_placement(image_models=[order["image_model"]], aspect="5:7", min_width=1, min_height=1)
    order["version"].template.placements.add(placement)
    assert "does not draw 5:7" in fields(order, petra, placement=placement)["placement"]


def test_a_model_the_placement_does_not_allow_is_refused(order, petra):
    other = make_image_model(provider="fake")
    assert "may not be used" in fields(order, petra, image_model=other)["image_model"]


def test_a_model_switched_off_is_refused(order, petra):
    order["image_model"].is_enabled = False
    order["image_model"].save()
    assert "may not be used" in fields(order, petra)["image_model"]


def test_a_template_of_another_placement_is_refused(order, petra):
    other = make_version(make_template())
    assert "was not written for" in fields(order, petra, version=other)["version"]


def test_a_product_without_a_value_is_named_and_nothing_is_blank(order, petra):
    order["colorways"][0].product.material = " "
    order["colorways"][0].product.save()
    assert "“material”" in fields(order, petra)["colorways"]


def test_an_unknown_placeholder_is_named_with_the_one_that_was_meant(order, petra):
    version = make_version(order["version"].template, wording="A {{colour}} mug", is_current=False)
    assert "{{colour}}. Did you mean {{color}}?" in fields(order, petra, version=version)["colorways"]


def test_a_size_below_the_placement_is_refused_before_any_money_is_spent(order, petra):
    Placement.objects.filter(pk=order["placement"].pk).update(min_width=4000)
    order["placement"].refresh_from_db()
    assert "needs at least 4000" in fields(order, petra)["colorways"]


def test_an_order_with_problems_is_not_launched(order, petra):
    with pytest.raises(NotLaunchable):
        launch(order, petra, count=7)
    assert not ShotSet.objects.exists()


def test_a_budget_is_a_wall(order, petra):
    make_budget(cap_micros=11 * 5_000 - 1)
    with pytest.raises(OverBudget) as over:
        launch(order, petra)
    assert over.value.short_micros == 1
    assert not ShotSet.objects.exists()
    assert Budget.objects.get().reserved_micros == 0


def test_a_budget_may_be_met_exactly(order, petra):
    make_budget(cap_micros=11 * 5_000)
    launch(order, petra)
    assert Budget.objects.get().left_micros == 0


def test_a_personal_budget_counts_only_its_person(order, petra, paul):
    make_budget(cap_micros=0, person=paul)
    launch(order, petra)
    with pytest.raises(OverBudget):
        launch(order, paul)


@pytest.mark.django_db(transaction=True)
def test_a_failed_render_is_ordered_again_once(order, petra, fake):
    fake.answer = Refused("The provider refused this prompt.")
    launch(order, petra)
    work()
    failed = Render.objects.filter(state=State.FAILED).first()
    first = composing.again(failed, by=petra)
    assert composing.again(failed, by=petra) == first
    assert first.number == 9
    assert first.seed not in set(Render.objects.exclude(pk=first.pk).values_list("seed", flat=True))


def test_a_render_that_did_not_fail_is_not_ordered_again(order, petra):
    launch(order, petra)
    with pytest.raises(NotLaunchable):
        composing.again(Render.objects.first(), by=petra)


def test_stopping_cancels_what_is_not_sent_and_gives_its_money_back(order, petra):
    budget = make_budget(cap_micros=1_000_000)
    shot_set = launch(order, petra)
    assert composing.stop(shot_set, by=petra) == 8
    assert composing.stop(shot_set, by=petra) == 0
    budget.refresh_from_db()
    assert budget.reserved_micros == held(shot_set) == 0
    assert set(shot_set.renders.values_list("state", flat=True)) == {State.CANCELLED}


@pytest.mark.django_db(transaction=True)
def test_stopping_leaves_what_was_sent(order, petra, fake):
    fake.progress = RUNNING
    shot_set = launch(order, petra)
    work()
    composing.stop(shot_set, by=petra)
    assert shot_set.renders.filter(state=State.SUBMITTED).count() == 4
    assert shot_set.renders.filter(state=State.CANCELLED).count() == 4


def test_a_launch_names_who_did_it(order, petra):
    shot_set = launch(order, petra)
    event = Event.objects.get(action="launched")
    assert (event.by, event.shot_set) == (petra, shot_set)


@pytest.mark.django_db(transaction=True)
def test_ten_launches_at_once_with_room_for_four_are_four(order, petra):
    make_budget(cap_micros=4 * 11 * 5_000)
    outcomes = at_once(10, lambda: launch(order, petra))
    assert [type(one) for one in outcomes].count(ShotSet) == 4
    assert [type(one) for one in outcomes].count(OverBudget) == 6
    assert Budget.objects.get().left_micros == 0


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_are_one_set(order, petra):
    token = uuid.uuid4()
    outcomes = at_once(10, lambda: launch(order, petra, token))
    assert set(outcomes) == {ShotSet.objects.get()}


@pytest.mark.django_db(transaction=True)
def test_a_launch_rings_once_its_rows_are_durable(order, petra):
    launch(order, petra)
    assert [task.name for task in queue.pending()] == ["drive"]


def at_once(times, function):
    """The outcomes, results or exceptions, of calls that start together."""
    barrier, outcomes = threading.Barrier(times), []

    def run():
        barrier.wait()
        try:
            outcomes.append(function())
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_candidates_of_a_shot_lie_side_by_side_and_share_their_seeds_with_other_shots(order, petra):
    order["colorways"] = [*order["colorways"], make_colorway(order["colorways"][0].product)]
    shot_set = launch(order, petra)
    first, second = (
        list(shot.renders.order_by("pk").values_list("pk", "number", "seed")) for shot in shot_set.shots.all()
    )
    assert [number for _, number, _ in first] == list(range(1, 9))
    assert [pk for pk, _, _ in first] == list(range(first[0][0], first[0][0] + 8))
    assert [seed for _, _, seed in first] == [seed for _, _, seed in second]
