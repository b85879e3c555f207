"""A campaign's share of an account: what it has waiting goes out before other production until its share is full."""

import uuid
from collections import Counter

import pytest
from django.utils import timezone

from catalog.models import Campaign
from renders import composing
from renders.models import Account, Render
from renders.models.renders import State
from renders.pipeline.slots import AccountLoad, reserved_slots
from renders.schedule import QueuedSet
from tests.factories import make_account, make_campaign, make_placement, make_template, make_version
from tests.fakes import due_now, work
from tests.renders.composing.at_vendors import choices_at, pass_time

pytestmark = pytest.mark.django_db(transaction=True)
# The account draws eight pictures at once, and has one more of them ordered.
IN_FLIGHT = 9


@pytest.fixture
def urgent(slow_hiapi, settings):
    """What is ordered for the campaign Urgent, which has no share yet."""
    choices = choices_at(slow_hiapi, "flux-schnell", settings)
    make_campaign(choices["version"], name="Urgent", slug="urgent")
    return choices


@pytest.fixture
def large(urgent):
    """What is ordered for another campaign, of the same model."""
    placement = make_placement(image_models=[urgent["image_model"]], min_width=64, min_height=64)
    version = make_version(make_template(placements=[placement]), is_frozen=True)
    make_campaign(version, name="Large", slug="large")
    return {**urgent, "placement": placement, "version": version}


@pytest.fixture
def launch(petra):
    def launch(choices, kind="production", count=4):
        plan = composing.plan(**choices, kind=kind, count=count, by=petra)
        return composing.launch(plan, by=petra, token=uuid.uuid4())

    return launch


def all_end(slow_hiapi):
    """Whatever is drawn ends, is collected, and what is next is sent."""
    pass_time(slow_hiapi)
    for kind in (Account, Render):
        due_now(kind)
        work()


def in_flight():
    """How many pictures of which campaign are at the vendor."""
    sent = Render.objects.filter(state=State.SUBMITTED).values_list("shot_set__campaign__name", flat=True)
    return Counter(sent)


def test_an_urgent_campaign_gets_its_share_though_another_one_has_a_large_run(slow_hiapi, urgent, large, launch):
    Campaign.objects.filter(slug="urgent").update(account_share=75)
    for _ in range(12):
        launch(large)
    work()
    assert in_flight() == {"Large": IN_FLIGHT}
    for _ in range(4):
        launch(urgent)
    all_end(slow_hiapi)
    assert in_flight() == {"Urgent": 6, "Large": 3}


def test_without_a_share_each_set_gets_the_same(slow_hiapi, urgent, large, launch):
    for _ in range(12):
        launch(large)
    for _ in range(2):
        launch(urgent)
    work()
    assert in_flight()["Urgent"] < 2


def test_others_use_what_the_campaign_does_not_need(slow_hiapi, urgent, large, launch):
    Campaign.objects.filter(slug="urgent").update(account_share=75)
    for _ in range(4):
        launch(large)
    launch(urgent, count=2)
    work()
    assert in_flight() == {"Urgent": 2, "Large": 7}


def test_a_campaign_that_was_ended_has_no_share_any_more(slow_hiapi, urgent, large, launch, ada):
    Campaign.objects.filter(slug="urgent").update(account_share=75)
    for _ in range(12):
        launch(large)
    for _ in range(4):
        launch(urgent)
    Campaign.objects.get(slug="urgent").end(by=ada)
    work()
    assert in_flight() == {"Large": IN_FLIGHT}


def test_a_preview_goes_out_before_the_share_of_a_campaign(slow_hiapi, urgent, large, launch):
    Campaign.objects.filter(slug="urgent").update(account_share=100)
    for _ in range(4):
        launch(urgent)
    launch(large, kind="preview", count=8)
    work()
    assert in_flight() == {None: 8, "Urgent": 2}


@pytest.mark.parametrize(("has_campaign", "queries"), [(True, 2), (False, 0)])
def test_shares_cost_the_same_however_many_sets_wait(django_assert_num_queries, db, has_campaign, queries):
    account, now = make_account(), timezone.now()
    load = AccountLoad.of(account, now)
    campaign = make_campaign(account_share=50).pk if has_campaign else 0
    sets = [QueuedSet(number, False, 4, 0, campaign=campaign) for number in range(50)]
    with django_assert_num_queries(queries):
        assert reserved_slots(account, sets, load, now) == ({campaign: 4} if has_campaign else {})
