"""Rules that hold for a set as a whole, whatever parts it is planned in, and for every door by which it is ordered."""

from uuid import uuid4

import pytest
from django.utils import timezone

from catalog.models import Exemption
from renders import composing
from renders.batch import planning
from renders.models import Render, ShotSet
from tests.factories import (
    make_artwork,
    make_campaign,
    make_colorway,
    make_person,
    make_placement,
    make_render,
    make_shot,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(order):
    """A production order of the current, frozen version."""
    order["version"].freeze(by=make_person(group="Admins"))
    order["version"].refresh_from_db()
    return {**order, "kind": "production", "count": 1}


def colorways(count):
    made = [make_colorway() for _ in range(count)]
    for colorway in made:
        make_artwork(colorway.product)
    return made


def launch(*plans, by):
    return composing.launch(*plans, by=by, token=uuid4())


def test_the_parts_of_a_set_stay_within_the_pilot_of_their_campaign_together(production, petra):
    make_campaign(production["version"], placements=[production["placement"]], pilot_skus=2)
    parts = [composing.plan(**{**production, "colorways": colorways(2)}, by=petra) for _ in range(2)]
    assert [part.problems for part in parts] == [[], []]
    with pytest.raises(composing.NotLaunchable, match="takes 2 SKUs; this order has 4"):
        launch(*parts, by=petra)
    assert not ShotSet.objects.exists()


def test_one_exemption_serves_all_parts_of_one_set(production, petra, ada):
    other = make_version(production["version"].template, is_frozen=True, is_current=False)
    exemption = Exemption.objects.create(version=other, reason="The buyer asked for it", allowed_by=ada)
    second = make_placement(image_models=[production["image_model"]], min_width=64, min_height=64)
    other.template.placements.add(second)
    places = (production["placement"], second)
    parts = [composing.plan(**{**production, "version": other, "placement": place}, by=petra) for place in places]
    shot_set = launch(*parts, by=petra)
    exemption.refresh_from_db()
    assert (shot_set.exemption, shot_set.shots.count(), bool(exemption.used_at)) == (exemption, 2, True)


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [("product", "is archived."), ("template", "is archived."), ("placement", "is switched off.")],
)
def test_what_was_archived_or_switched_off_is_refused_by_the_plan_itself(order, petra, gone, sentence):
    rows = {"product": order["colorways"][0].product, "template": order["version"].template}
    if gone == "placement":
        order["placement"].is_enabled = False
    else:
        rows[gone].archived_at = timezone.now()
    [problem] = composing.plan(**order, by=petra).problems
    assert problem.message.endswith(sentence)


@pytest.mark.parametrize("change", [{"is_enabled": False}, {"price_micros": 90_000}])
def test_a_render_is_not_ordered_again_from_a_model_that_is_switched_off_or_costs_something_else(petra, change):
    render = make_render(make_shot(), state="failed")
    model = render.shot.image_model
    Render.objects.filter(pk=render.pk).update(price_micros=model.price_micros)
    type(model).objects.filter(pk=model.pk).update(**change)
    with pytest.raises(composing.NotLaunchable, match="it shows what that costs now"):
        composing.retry_render(Render.objects.get(pk=render.pk), by=petra)
    assert not Render.objects.filter(retry_of=render).exists()


def test_an_order_whose_rows_changed_meanwhile_says_so_and_blames_no_exemption(order, petra, tmp_path):
    rows = b"sku,prompt,aspect_ratio\nmug-9,A mug on white,1:1\n"
    planning.launch_or_resume(planning.prepare(rows, order["image_model"], tmp_path / "one", petra, {}), petra)
    batch = planning.prepare(rows, order["image_model"], tmp_path / "two", petra, {})
    template = batch.catalogue.version.template
    template.promote(make_version(template, is_frozen=True, is_current=False), by=None)
    with pytest.raises(composing.NotLaunchable, match=r"was changed or deleted a moment ago. Look at it again.$"):
        planning.launch_or_resume(batch, petra)
