"""Further candidates after one of them: bought once, within budget, by the same rules, of the patched prompt."""

import uuid

import pytest
from django.db import Error, transaction

from catalog.linting.patches import BY_NAME
from catalog.pictures.artwork_files import ARTWORK
from renders import composing, invariants
from renders.composing import NotLaunchable
from renders.composing.earlier.missing import lacking
from renders.composing.earlier.reworks import order_rework, plan_rework
from renders.models import Attempt, Event, LedgerEntry, Render, Rework
from renders.models.actions import Action
from renders.models.money import OverBudget
from renders.models.renders import State
from renders.pipeline.inspecting.order import inspection_order
from renders.providers import Refused
from tests.factories import (
    make_account,
    make_artwork,
    make_budget,
    make_colorway,
    make_image_model,
    make_placement,
    make_template,
    make_version,
)
from tests.fakes import FakeProvider, due_now, work
from tests.images import cutout
from tests.renders.composing.test_launching import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PRICE = 5_000


def patches(*names):
    return [BY_NAME[name] for name in names]


@pytest.fixture
def parent(order, petra):
    """The first candidate of a preview, ready."""
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    return shot_set.renders.order_by("number").first()


def rework(render, by, *names, count=1, token=None):
    plan = plan_rework(render, patches(*names), count, by=by)
    return order_rework(plan, token=token or uuid.uuid4())


def test_a_rework_is_a_candidate_of_the_same_shot_with_a_patched_prompt(parent, petra):
    made = rework(parent, petra, "larger", "softer-shadow").renders.get()
    assert (made.shot, made.number, made.state) == (parent.shot, 9, State.QUEUED)
    assert "about 85% of frame" in made.contract.prompt
    assert made.contract.prompt.endswith("Soft contact shadow, diffused light.")
    assert "about 70% of frame" in made.shot.contract.prompt


def test_its_contract_names_the_version_and_records_each_patch(parent, petra):
    child = rework(parent, petra, "larger").renders.get()
    assert child.contract.contract_version == 3
    assert child.contract.prompt_digest == parent.contract.prompt_digest
    assert [(one.name, one.text) for one in child.contract.patches] == [("larger", "85% of frame")]


def test_a_rework_of_a_rework_keeps_what_was_patched_before(parent, petra):
    rework(parent, petra, "larger")
    work()
    child = parent.shot.renders.get(number=9)
    grandchild = rework(child, petra, "no-shadow").renders.get()
    assert [one.name for one in grandchild.contract.patches] == ["larger", "no-shadow"]
    assert "about 85% of frame" in grandchild.contract.prompt


def test_the_vendor_is_sent_the_patched_prompt_and_the_picture_is_measured_against_it(
    parent, petra, fake: FakeProvider
):
    rework(parent, petra, "larger")
    work()
    child = parent.shot.renders.get(number=9)
    assert child.state == State.READY
    assert child.attempt.contract == child.contract
    assert "about 85% of frame" in fake.orders[-1].contract.prompt
    assert "about 85% of frame" in inspection_order(child).contract.prompt
    assert "about 70% of frame" in inspection_order(parent).contract.prompt


def test_more_like_it_orders_the_same_contract_with_other_seeds(parent, petra):
    made = rework(parent, petra, count=4).renders.order_by("number")
    assert {one.contract.digest() for one in made} == {parent.shot.contract_digest}
    assert parent.shot.renders.values("seed").distinct().count() == 12


def test_a_double_click_buys_once(parent, petra):
    token = uuid.uuid4()
    first, second = (rework(parent, petra, "larger", token=token) for _ in range(2))
    assert first == second
    assert parent.shot.renders.count() == 9
    assert rework(parent, petra, "smaller", token=token) != first


def test_two_windows_with_one_form_buy_once(parent, petra):
    token = uuid.uuid4()
    outcomes = at_once(4, lambda: rework(parent, petra, "larger", count=2, token=token))
    assert len({one.pk for one in outcomes}) == 1
    assert parent.shot.renders.count() == 10


def test_its_money_is_reserved_in_the_worst_case_and_no_budget_is_passed(parent, petra):
    budget = make_budget(cap_micros=3 * PRICE)
    outcomes = at_once(3, lambda: rework(parent, petra, "larger", count=2))
    assert sorted(type(one).__name__ for one in outcomes) == ["OverBudget", "OverBudget", "Rework"]
    assert (
        sum(LedgerEntry.objects.filter(kind="reserve").order_by("-pk").values_list("reserved_micros", flat=True)[:1])
        == 3 * PRICE
    )
    budget.refresh_from_db()
    assert budget.left_micros == 0
    assert parent.shot.renders.count() == 10
    work()
    assert not list(invariants.nothing_is_bought_twice())


def test_a_refusal_buys_nothing(parent, petra):
    make_budget(cap_micros=PRICE)
    with pytest.raises(OverBudget):
        rework(parent, petra, count=1)
    assert not Rework.objects.exists()
    assert parent.shot.renders.count() == 8


@pytest.mark.parametrize(
    ("names", "sentence"),
    [(["larger", "smaller"], "contradicts"), (["larger", "larger"], "contradicts")],
)
def test_choices_that_contradict_each_other_are_not_ordered(parent, petra, names, sentence):
    with pytest.raises(NotLaunchable, match=sentence):
        rework(parent, petra, *names)


def test_what_the_prompt_says_already_is_not_bought_again(parent, petra):
    rework(parent, petra, "darker")
    work()
    with pytest.raises(NotLaunchable, match="says so already"):
        rework(parent.shot.renders.get(number=9), petra, "darker")


def test_only_who_launched_the_set_orders_more_of_it(parent, paul):
    with pytest.raises(NotLaunchable, match="person who launched"):
        rework(parent, paul, "larger")


def test_a_stopped_set_and_a_candidate_without_a_picture_are_not_reworked(parent, petra):
    queued = rework(parent, petra, "larger").renders.get()
    with pytest.raises(NotLaunchable, match="no ready picture"):
        rework(queued, petra, "darker")
    composing.stop(parent.shot_set, by=petra)
    with pytest.raises(NotLaunchable, match="stopped"):
        rework(parent, petra, "larger")


def test_a_model_that_was_taken_from_the_placement_reworks_nothing(parent, petra):
    parent.shot.placement.image_models.clear()
    with pytest.raises(NotLaunchable, match="may not be used"):
        rework(parent, petra, "larger")


def test_what_the_provider_objects_to_in_the_patched_prompt_is_said_before_it_costs(parent, petra, fake):
    fake.objections = lambda contract, spec: ["Too large."] if "85%" in contract.prompt else []
    with pytest.raises(NotLaunchable, match="Too large"):
        rework(parent, petra, "larger")
    assert rework(parent, petra, "darker")


@pytest.fixture
def production(order, petra):
    """A ready candidate of a production set."""
    order |= {"version": make_version(order["version"].template, is_frozen=True), "kind": "production", "count": 1}
    shot_set = composing.launch(composing.plan(**order, by=petra), by=petra, token=uuid.uuid4())
    work()
    return shot_set.renders.get()


def test_production_is_reworked_as_long_as_its_version_is_current(production, petra):
    assert rework(production, petra, "larger")
    make_version(production.shot.version.template, is_frozen=True)
    with pytest.raises(NotLaunchable, match="is not current"):
        rework(production, petra, "smaller")


def test_the_database_refuses_a_rework_of_production_that_is_not_current(production, petra):
    ordered = rework(production, petra, "larger")
    make_version(production.shot.version.template, is_frozen=True)
    ordered.pk, ordered.launch_token = None, uuid.uuid4()
    with pytest.raises(Error, match="current versions"), transaction.atomic():
        ordered.save()


def test_what_a_rework_ordered_does_not_change(parent, petra, paul):
    ordered = rework(parent, petra, "larger")
    for change in ({"count": 2}, {"contract_json": {}}, {"parent": parent.shot.renders.last()}):
        with pytest.raises(Error, match="does not change"), transaction.atomic():
            Rework.objects.filter(pk=ordered.pk).update(**change)
    with pytest.raises(Error, match="does not change"), transaction.atomic():
        Render.objects.filter(pk=parent.pk).update(rework=ordered)
    ordered.pk, ordered.launch_token, ordered.launched_by = None, uuid.uuid4(), paul
    with pytest.raises(Error, match="Who launched a set"), transaction.atomic():
        ordered.save()


def test_a_failed_rework_is_ordered_again_with_the_same_patches_and_not_with_the_set(parent, petra, fake):
    fake.answer = Refused("The provider refused this prompt.")
    rework(parent, petra, "larger")
    work()
    failed = parent.shot.renders.get(number=9)
    assert failed.state == State.FAILED
    assert lacking(parent.shot_set) == {}
    again = composing.retry_render(failed, by=petra)
    assert again.contract == failed.contract


def test_the_audit_log_says_who_ordered_what_after_which_candidate(parent, petra):
    rework(parent, petra, "larger", "darker", count=2)
    event = Event.objects.get(action=Action.RENDER_REWORKED)
    assert (event.by, event.render, event.note) == (petra, parent, "2 renders: Larger in frame, Darker")


def test_the_studio_draws_the_product_larger_when_it_was_asked_to(db, petra):
    make_account()
    model = make_image_model(price_micros=0)
    placement = make_placement(image_models=[model], min_width=64, min_height=64)
    colorway, size = make_colorway(), {"width": 512, "height": 512}
    make_artwork(colorway.product, sha256=ARTWORK.store(cutout(size=(512, 512))), **size)
    version = make_version(make_template(placements=[placement]), is_frozen=True, parameters={"long_edge": 256})
    choices = {"colorways": [colorway], "placement": placement, "image_model": model, "version": version}
    plan = composing.plan(**choices, count=1, kind="production", by=petra)
    shot_set = composing.launch(plan, by=petra, token=uuid.uuid4())
    work()
    parent = shot_set.renders.get()
    rework(parent, petra, "larger")
    due_now()
    work()
    parent.refresh_from_db()
    child = parent.shot.renders.get(number=2)
    assert (parent.state, child.state, child.seed) == (State.READY, State.READY, parent.seed)
    assert child.measures["fill"] > parent.measures["fill"] + 8
    assert Attempt.objects.count() == 2
