"""Production plans in the browser: from ticked products to one order."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.models import Campaign, ImageModel
from renders.models import Account, ProductionPlan, ShotSet
from tests.factories import (
    make_account,
    make_budget,
    make_campaign,
    make_colorway,
    make_image_model,
    make_person,
    make_product,
    make_production_plan,
    make_render,
    make_shot,
    make_shot_set,
    make_version,
)
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(order):
    """The placement and the colour of an order that production takes."""
    order["version"].freeze(by=make_person(group="Admins"))
    order["version"].refresh_from_db()
    return order


@pytest.fixture
def plan(production, petra):
    line = {name: production[name].pk for name in ("placement", "version", "image_model")}
    return make_production_plan(*production["colorways"], author=petra, lines=[{**line, "count": 2, "scope": "every"}])


def begin(browser, **chosen):
    return browser.post(reverse("production.new"), chosen)


def page_of(browser, plan):
    return browser.get(plan.get_absolute_url()).context["page"]


def click(browser, plan, **changes):
    (part, *_) = page_of(browser, plan).parts
    sent = {"part": part.name, "seen": part.production.digest, "quoted": part.quote.total_micros, **changes}
    return browser.post(reverse("production.detail.launch", args=[plan.pk]), sent)


def change(browser, plan, **changes):
    line = plan.lines[0]
    fields = {f"{name}-0": line[name] for name in ("placement", "version", "image_model", "count", "scope")}
    return browser.post(plan.get_absolute_url(), {"line": "0", "title": "", **fields, **changes})


def test_a_plan_begins_with_the_ticked_products_and_what_production_takes_there(petras, production):
    (colorway,) = production["colorways"]
    answer = begin(petras, product=[colorway.product_id])
    plan = ProductionPlan.objects.get()
    assert answer["Location"] == plan.get_absolute_url()
    assert (plan.colorways, [one.placement for one in plan.chosen_lines]) == (
        [colorway.pk],
        [production["placement"].pk],
    )


def test_a_plan_begins_with_all_that_a_filter_finds(petras, production):
    (colorway,) = production["colorways"]
    begin(petras, all="on", q=colorway.sku)
    begin(petras, all="on", q="nothing of the kind")
    assert [one.colorways for one in ProductionPlan.objects.all()] == [[colorway.pk]]


def test_without_a_tick_nothing_begins(petras, production):
    begin(petras)
    assert not ProductionPlan.objects.exists()


def test_only_gaps_leaves_out_what_has_a_picture(petras, production):
    (colorway,) = production["colorways"]
    make_render(make_shot(colorway=colorway, placement=production["placement"], version=production["version"]))
    begin(petras, product=[colorway.product_id], gaps_only="on")
    assert page_of(petras, ProductionPlan.objects.get()).quote is None


def test_launching_orders_the_plan_and_leads_to_its_set(petras, plan):
    answer = click(petras, plan)
    shot_set = ShotSet.objects.get()
    assert (answer["Location"], shot_set.kind, shot_set.renders.count()) == (
        shot_set.get_absolute_url(),
        "production",
        2,
    )


def test_a_page_that_is_out_of_date_orders_nothing(petras, plan):
    assert click(petras, plan, quoted=1).status_code == 409
    assert not ShotSet.objects.exists()


def test_a_plan_that_no_budget_holds_is_refused_with_what_is_missing_and_orders_nothing(petras, plan):
    make_budget(name="Spring", cap_micros=1)
    answer = click(petras, plan)
    assert answer.status_code == 422
    assert "The budget Spring is short by" in flat(answer)
    assert "Nothing was ordered." in flat(answer)
    assert not ShotSet.objects.exists()


def test_fields_change_the_plan_and_its_price(petras, plan):
    before = page_of(petras, plan).quote.total_micros
    change(petras, plan, **{"count-0": "4", "title": "Spring"})
    plan.refresh_from_db()
    assert (plan.title, page_of(petras, plan).quote.total_micros) == ("Spring", 2 * before)


def test_a_placement_is_left_out_and_added_again(petras, plan):
    placement = plan.lines[0]["placement"]
    change(petras, plan, remove="0")
    plan.refresh_from_db()
    assert plan.lines == []
    petras.post(plan.get_absolute_url(), {"title": "", "add": "1", "placement": placement})
    plan.refresh_from_db()
    assert [one.placement for one in plan.chosen_lines] == [placement]


def test_a_plan_without_a_placement_asks_for_one_instead_of_having_nothing_left(petras, plan):
    change(petras, plan, remove="0")
    page = flat(petras.get(plan.get_absolute_url()))
    assert "Add a placement to see the price." in page
    assert "Nothing is left to order." not in page


def test_a_plan_of_somebody_else_is_not_there(client_of, paul, plan):
    assert client_of(paul).get(plan.get_absolute_url()).status_code == 404


def test_a_plan_that_was_ordered_stays_as_it_is(petras, plan):
    click(petras, plan)
    change(petras, plan, title="Other")
    petras.post(reverse("production.detail.discard", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.title == ""


def test_discarding_orders_nothing(petras, plan):
    petras.post(reverse("production.detail.discard", args=[plan.pk]))
    assert not ProductionPlan.objects.exists()


def test_a_plan_is_launched_for_a_later_moment(petras, plan):
    at = timezone.localtime() + timedelta(days=2)
    click(petras, plan, starts_at=f"{at:%Y-%m-%dT%H:%M}")
    assert ShotSet.objects.get().starts_at == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize("moment", ["2020-01-01T10:00", "2099-01-01T10:00", "soon", "a\x00b"])
def test_a_moment_that_is_over_or_far_away_orders_nothing(petras, plan, moment):
    assert click(petras, plan, starts_at=moment).status_code == 422
    assert not ShotSet.objects.exists()


def test_discarding_after_the_pilot_says_that_the_pilot_stays(petras, plan):
    pilot = make_shot().shot_set
    ProductionPlan.objects.update(pilot_set=pilot, is_pilot_ordered=True)
    answer = petras.post(reverse("production.detail.discard", args=[plan.pk]), follow=True)
    assert f"Its pilot {pilot} stays ordered." in flat(answer)


def test_a_refused_title_forgets_no_line_and_a_refused_launch_no_moment(petras, plan):
    page = change(petras, plan, **{"count-0": "4", "title": "x\x00"})
    assert (page.status_code, page.context["page"].lines[0].row.line.count) == (422, 4)
    assert 'value="2099-01-01T10:00"' in flat(click(petras, plan, starts_at="2099-01-01T10:00"))


def test_a_line_that_cannot_be_ordered_any_more_stays_on_the_plan(petras, plan):
    ImageModel.objects.update(is_enabled=False)
    change(petras, plan, title="Spring", **{"count-0": "3"})
    plan.refresh_from_db()
    assert (plan.title, [one.count for one in plan.chosen_lines]) == ("Spring", [3])


def test_a_plan_says_what_an_hour_brings_in_the_share_of_its_campaign(petras, plan, production):
    make_campaign(production["version"], placements=[production["placement"]], account_share=50)
    page = page_of(petras, plan).production
    assert (page.hourly, page.hourly_of_share) == (7_200, 3_600)
    assert "At least, in the share of its campaign</dt> <dd>3600</dd>" in flat(petras.get(plan.get_absolute_url()))


@pytest.fixture
def waiting_set(production):
    """Sixteen renders of another production set wait at the plan's account, which draws four at once, 2 s each."""

    def waiting_set(campaign=None, state="queued"):
        shot_set = make_shot_set(kind="production", campaign=campaign)
        of_order = {"image_model": production["image_model"], "account": Account.objects.earliest("pk")}
        shot = make_shot(shot_set, version=make_version(is_frozen=True), **of_order)
        for _ in range(16):
            make_render(shot, state=state)

    return waiting_set


def time_of(petras, plan):
    """Of two renders: seconds at best and at worst, and pictures an hour."""
    page = page_of(petras, plan).production
    return page.set_plan.estimate.min_seconds, page.set_plan.estimate.max_seconds, page.hourly


def test_the_time_of_a_plan_counts_with_the_share_of_its_campaign(petras, plan, production, waiting_set):
    waiting_set()
    assert time_of(petras, plan) == (2, 10, 7_200)
    make_campaign(production["version"], placements=[production["placement"]], account_share=25)
    assert time_of(petras, plan) == (2, 4, 7_200)


def test_what_waits_for_the_same_campaign_is_drawn_in_its_share_too(petras, plan, production, waiting_set):
    campaign = make_campaign(production["version"], placements=[production["placement"]], account_share=50)
    waiting_set(campaign)
    waiting_set()
    waiting_set()
    assert time_of(petras, plan) == (2, 18, 7_200)


def test_what_was_sent_is_not_overtaken_by_a_share(petras, plan, production, waiting_set):
    make_campaign(production["version"], placements=[production["placement"]], account_share=25)
    waiting_set(state="submitted")
    waiting_set()
    assert time_of(petras, plan) == (2, 4 + 8, 7_200)


def test_a_plan_gets_what_other_campaigns_leave_while_something_of_theirs_waits(petras, plan, waiting_set):
    other = make_campaign(make_version(is_frozen=True), name="Gifts", slug="gifts", account_share=75)
    assert time_of(petras, plan) == (2, 2, 7_200)
    waiting_set(other)
    assert time_of(petras, plan) == (4, 10, 1_800)
    Campaign.objects.update(account_share=100)
    assert time_of(petras, plan) == (10, 10, 0)


def test_an_ordered_plan_is_ready_when_its_page_expected_it(petras, plan, production, waiting_set):
    make_campaign(production["version"], placements=[production["placement"]], account_share=25)
    waiting_set()
    click(petras, plan)
    page = petras.get(ShotSet.objects.latest("pk").get_absolute_url()).context["set_page"]
    assert (page.outlook.estimate.min_seconds, page.outlook.estimate.max_seconds) == (2, 4)


def test_a_plan_warns_where_colours_are_drawn_from_words_alone(petras, plan, production):
    warning = "would draw several colours of a product from words alone"
    assert warning not in flat(petras.get(plan.get_absolute_url()))
    second = make_colorway(production["colorways"][0].product, color_words="deep black")
    ProductionPlan.objects.update(colorways=[*plan.colorways, second.pk])
    assert warning in flat(petras.get(plan.get_absolute_url()))


def test_a_plan_of_more_shots_than_can_be_planned_says_so_and_orders_nothing(petras, plan, monkeypatch):
    monkeypatch.setattr("renders.composing.production.plans.MAX_SHOTS", 0)
    page = page_of(petras, plan)
    assert [one.blocker.message for one in page.blockers] == [
        "This plan has 1 shots. At most 0 are ordered at once: leave placements out."
    ]
    assert page.quote is None
    assert page.unpriced_text == "No price: the plan is too large to be ordered at once."


@pytest.fixture
def unusable(production):
    """Nothing can be ordered from the plan's image model; the studio draws its placement too."""
    Account.objects.filter(provider="fake").update(is_enabled=False)
    make_account()
    production["placement"].image_models.add(make_image_model(name="Studio", price_micros=0))
    return production["image_model"]


def test_what_is_in_the_way_is_said_once_and_one_click_solves_it(petras, plan, production, unusable):
    (shown,) = page_of(petras, plan).blockers
    assert (shown.blocker.placements, str(shown.other_model)) == ([production["placement"].name], "Studio")
    assert flat(petras.get(plan.get_absolute_url())).count("No account for fake is switched on") == 1
    change(petras, plan, other_model=str(unusable.pk))
    assert page_of(petras, plan).blockers == []


def test_a_model_that_cannot_be_ordered_from_is_shown_as_the_chosen_one(petras, plan, unusable):
    assert f"{unusable} (cannot be ordered from now)" in flat(petras.get(plan.get_absolute_url()))


def test_a_missing_key_is_said_once_with_the_page_of_its_account_for_admins(petras, plan, monkeypatch):
    monkeypatch.setattr("renders.providers.missing_keys", lambda _provider: ["FAKE_KEY"])
    page = page_of(petras, plan)
    assert (page.obstacles, [one.settings for one in page.blockers]) == ([], [""])
    assert flat(petras.get(plan.get_absolute_url())).count("has no key") == 1


def test_colours_that_lack_something_are_linked_and_left_out_at_once(petras, plan, production):
    lacking = make_colorway(make_product(name="Nameless", material=""))
    ProductionPlan.objects.update(colorways=[*plan.colorways, lacking.pk])
    plan.refresh_from_db()
    (shown,) = page_of(petras, plan).blockers
    assert (shown.blocker.colours, shown.lacking) == ([lacking], 1)
    address = lacking.product.get_absolute_url()
    assert re.search(f'<a href="{address}"\\s*><bdi>Nameless</bdi>', flat(petras.get(plan.get_absolute_url())))
    change(petras, plan, leave_out="1")
    plan.refresh_from_db()
    assert plan.colorways == [production["colorways"][0].pk]
