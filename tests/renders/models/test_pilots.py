"""Campaigns in orders: the version they lock, and the pilot that comes before the rest."""

import uuid

import pytest

from catalog.models import Campaign
from renders import composing
from renders.composing import NotLaunchable
from renders.models import Event, LedgerEntry, Render, ShotSet
from renders.models.actions import Action
from renders.models.pilots import NotOpenable, Pilot
from tests.catalog.models.test_campaigns import at_once
from tests.factories import (
    make_artwork,
    make_campaign,
    make_colorway,
    make_decision,
    make_image_model,
    make_person,
    make_product,
    make_render,
    make_review,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(order):
    """The choices of a production order, one picture a shot, from a frozen current version."""
    order["version"].freeze(by=make_person(group="Admins"))
    order["version"].refresh_from_db()
    return {**order, "count": 1, "kind": "production"}


def colorways(count):
    """So many SKUs of one product."""
    product = make_product()
    make_artwork(product)
    return [make_colorway(product) for _ in range(count)]


def campaign_of(production, **overrides):
    """A running campaign for the order's version and placement."""
    return make_campaign(production["version"], placements=[production["placement"]], **overrides)


def launch(production, by, **overrides):
    """Plan and launch."""
    return composing.launch(composing.plan(**{**production, **overrides}, by=by), by=by, token=uuid.uuid4())


def problems_of(production, by, **overrides):
    """What is wrong with an order, by field."""
    return {each.field: each.message for each in composing.plan(**{**production, **overrides}, by=by).problems}


def decide_all(campaign, verdict="approve"):
    """Every shot of the campaign gets a picture and a verdict."""
    for shot_set in campaign.shot_sets.all():
        for shot in shot_set.shots.all():
            pick = make_render(shot, number=90, price_micros=0)
            make_decision(make_review(pick), verdict=verdict)


def test_production_uses_the_version_the_campaign_locks(production, petra):
    campaign = campaign_of(production, name="Winter")
    other = make_version(production["version"].template, is_frozen=True, is_current=False)
    found = problems_of(production, petra, version=other)
    assert found["version"].startswith(
        f"Production for {production['placement'].name} uses {production['version']}: it is locked by campaign Winter"
    )
    assert launch(production, petra).campaign == campaign


def test_a_preview_may_use_any_version_during_a_campaign(production, petra):
    campaign_of(production)
    other = make_version(production["version"].template, is_current=False)
    assert problems_of(production, petra, version=other, kind="preview", count=8) == {}


def test_a_campaign_draws_with_its_own_image_models(production, petra):
    campaign = campaign_of(production, name="Winter")
    other = make_image_model(name="Another", provider="fake", aspects=["1:1"])
    Campaign.objects.filter(pk=campaign.pk).update(name="Winter")
    campaign.image_models.add(other)
    assert problems_of(production, petra)["image_model"].startswith("Campaign Winter draws with Another, not with")


def test_an_order_over_the_pilot_is_refused_before_any_money(production, petra):
    campaign_of(production, name="Winter", pilot_skus=3)
    with pytest.raises(NotLaunchable, match="The pilot of campaign Winter takes 3 SKUs; this order has 5. Keep the "):
        launch(production, petra, colorways=colorways(5))
    assert not ShotSet.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_refused_order_says_which_colorways_fit_the_pilot(production, petra):
    campaign_of(production, pilot_skus=3)
    wanted = colorways(5)
    plan = composing.plan(**{**production, "colorways": wanted}, by=petra)
    assert plan.governance.pilot_colorways == [one.pk for one in wanted[:3]]


def test_colorways_of_the_pilot_may_be_ordered_again_and_the_skus_left_too(production, petra):
    campaign_of(production, pilot_skus=3)
    first, more = colorways(2), colorways(2)
    launch(production, petra, colorways=first)
    plan = composing.plan(**{**production, "colorways": [*more, *first]}, by=petra)
    assert plan.governance.pilot_colorways == [more[0].pk, first[0].pk, first[1].pk]
    launch(production, petra, colorways=[more[0], *first])


def test_a_pilot_takes_twenty_skus_unless_set_otherwise(production, petra):
    campaign_of(production)
    assert "takes 20 SKUs; this order has 21" in problems_of(production, petra, colorways=colorways(21))["colorways"]
    assert problems_of(production, petra, colorways=colorways(20)) == {}


def test_the_rest_opens_once_every_picture_is_decided(production, petra, ada):
    campaign = campaign_of(production, pilot_skus=2)
    launch(production, petra, colorways=colorways(2))
    with pytest.raises(NotOpenable, match="2 of 2 pictures of the pilot wait for a decision"):
        Pilot.of(campaign).open_rest(by=ada)
    decide_all(campaign)
    assert Pilot.of(campaign).open_rest(by=ada)
    campaign.refresh_from_db()
    assert campaign.opened_by == ada
    launch(production, petra, colorways=colorways(5))


def test_only_decided_pilots_that_were_not_opened_are_ready_to_open(production, petra, ada):
    campaign = campaign_of(production)
    launch(production, petra)
    assert Pilot.ready_to_open(5) == []
    decide_all(campaign)
    assert [pilot.campaign for pilot in Pilot.ready_to_open(5)] == [campaign]
    assert Pilot.ready_to_open(0) == []
    Pilot.of(campaign).open_rest(by=ada)
    assert Pilot.ready_to_open(5) == []


def test_a_pilot_without_an_order_is_not_opened(production, ada):
    with pytest.raises(NotOpenable, match="Nothing was ordered in the pilot yet"):
        Pilot.of(campaign_of(production)).open_rest(by=ada)


def test_a_pilot_counts_what_was_approved_with_its_interval(production, petra):
    campaign = campaign_of(production)
    launch(production, petra, colorways=colorways(2))
    decide_all(campaign)
    launch(production, petra, colorways=colorways(1))
    pilot = Pilot.of(campaign)
    assert (pilot.shots, pilot.decided, pilot.approved, pilot.undecided) == (3, 2, 2, 1)
    assert pilot.rate == 1
    assert pilot.interval.low == pytest.approx(0.342, abs=0.001)


def test_a_pilot_does_not_wait_for_a_shot_whose_renders_all_failed(production, petra):
    campaign = campaign_of(production)
    shot_set = launch(production, petra)
    Render.fast.filter(shot_set=shot_set).try_move("queued", "cancelled")
    assert (Pilot.of(campaign).shots, Pilot.of(campaign).skus) == (0, 1)


def test_a_set_of_a_campaign_that_was_ended_between_page_and_launch_is_refused(production, petra, ada):
    campaign = campaign_of(production)
    plan = composing.plan(**production, by=petra)
    campaign.end(by=ada)
    with pytest.raises(NotLaunchable, match="A campaign began or ended a moment ago"):
        composing.launch(plan, by=petra, token=uuid.uuid4())
    assert not ShotSet.objects.exists()


def test_launching_twice_from_one_form_for_the_last_skus_gives_the_first_set(production, petra):
    campaign_of(production, pilot_skus=1)
    plan, token = composing.plan(**production, by=petra), uuid.uuid4()
    sets = [composing.launch(plan, by=petra, token=token) for _ in range(2)]
    assert sets[0] == sets[1]
    assert Event.objects.filter(action=Action.SET_LAUNCHED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_orders_at_once_stay_within_one_pilot(production, petra):
    campaign = campaign_of(production, pilot_skus=3)
    plans = [composing.plan(**{**production, "colorways": colorways(2)}, by=petra) for _ in range(2)]
    outcomes = at_once(*(lambda one=one: composing.launch(one, by=petra, token=uuid.uuid4()) for one in plans))
    refusals = [outcome for outcome in outcomes if isinstance(outcome, NotLaunchable)]
    assert len(refusals) == 1
    assert "takes 3 SKUs, 2 are ordered; this order has 2. Keep the first 1." in str(refusals[0])
    assert Pilot.of(campaign).skus == 2
