"""A budget may count previews alone, production alone, or one campaign; the rest passes it by."""

import uuid
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from renders import composing, invariants, schedule
from renders.composing.obstacles import full_budgets
from renders.models import Budget, Render
from renders.models.budget_changes import change_budget
from renders.models.money import OverBudget, settle
from renders.models.server_hours import book_hours
from tests.factories import (
    make_account,
    make_attempt,
    make_budget,
    make_campaign,
    make_person,
    make_shot,
    make_shot_set,
    make_version,
)
from tests.fakes import work
from tests.html import flat

pytestmark = pytest.mark.django_db(transaction=True)
HALF_A_DOLLAR = 500_000
# Eight previews at $0.005, with the retries that a launch reserves.
PREVIEWS = schedule.worst_case(8) * 5_000


def launch(order, by, **choices):
    plan = composing.plan(**{**order, **choices}, by=by)
    return composing.launch(plan, by=by, token=uuid.uuid4())


def frozen(version):
    return make_version(version.template, is_frozen=True)


def amounts(budget):
    budget.refresh_from_db()
    return budget.reserved_micros, budget.spent_micros


@pytest.fixture
def previews():
    """A day's budget for variant testing."""
    return make_budget(kind="preview", period="day", cap_micros=PREVIEWS)


def test_a_day_of_variant_testing_is_used_up_by_previews_and_not_by_production(order, previews, petra):
    launch(order, petra)
    assert amounts(previews) == (PREVIEWS, 0)
    launch(order, petra, kind="production", count=1, version=frozen(order["version"]))
    assert amounts(previews) == (PREVIEWS, 0)
    with pytest.raises(OverBudget):
        launch(order, petra)


def test_the_quote_names_the_budget_of_variant_testing_for_previews_alone(order, previews, petra):
    assert composing.plan(**order, by=petra).quote.budget_name == previews.name
    assert composing.plan(**{**order, "kind": "production", "count": 1}, by=petra).quote.budget_name == ""


def test_a_hundred_previews_a_day_are_15_dollars_in_30_days():
    budget = make_budget(kind="preview", period="day", cap_micros=100 * 5_000)
    assert (budget.in_30_days_micros, budget.scope) == (15_000_000, "previews")


def test_what_is_billed_and_what_is_left_over_come_back_to_the_budgets_that_counted_it(order, previews, petra):
    everything, production = make_budget(), make_budget(kind="production")
    launch(order, petra)
    work()
    assert set(Render.objects.values_list("state", flat=True)) == {"ready"}
    assert amounts(previews) == amounts(everything) == (0, 8 * 5_000)
    assert amounts(production) == (0, 0)
    assert list(invariants.money_adds_up()) == []


def test_a_campaign_s_budget_counts_the_sets_of_that_campaign(petra):
    campaign, other = make_campaign(), make_campaign()
    budget = make_budget(campaign=campaign, period="total", cap_micros=HALF_A_DOLLAR)
    for each, spent in ((campaign, 5_000), (other, 0), (None, 0)):
        shot_set = make_shot_set(launched_by=petra, campaign=each)
        attempt = make_attempt(make_shot(shot_set), price_micros=5_000)
        before = amounts(budget)[1]
        Budget.objects.update(reserved_micros=F("reserved_micros") + 5_000)
        settle(attempt, shot_set, 1)
        assert amounts(budget)[1] - before == spent


@pytest.mark.parametrize("end", ["ready", "stopped"])
def test_a_new_budget_counts_what_is_reserved_already(order, petra, end):
    shot_set = launch(order, petra)
    late = make_budget()
    assert amounts(late) == (PREVIEWS, 0)
    if end == "ready":
        work()
    else:
        composing.stop(shot_set, by=petra)
    assert amounts(late) == (0, 8 * 5_000 if end == "ready" else 0)
    assert list(invariants.money_adds_up()) == []


def test_server_hours_count_against_budgets_of_everything_alone(previews, ada):
    everything, today = make_budget(), timezone.now().date()
    book_hours(make_account(), by=ada, first_day=today, last_day=today, hours=Decimal(1), price_micros=40_000)
    assert (amounts(everything), amounts(previews)) == ((0, 40_000), (0, 0))


def test_what_a_budget_counts_is_chosen_once(client_of, ada, previews):
    page = reverse("admin:renders_budget_change", args=[previews.pk])
    fields = {"name": previews.name, "period": "day", "cap_micros": "0.01", "kind": "production", "person": ""}
    assert client_of(ada).post(page, fields).status_code == HTTPStatus.FOUND
    previews.refresh_from_db()
    assert (previews.kind, previews.cap_micros) == ("preview", 10_000)


def test_the_page_says_what_a_budget_counts_and_what_a_day_adds_up_to(client_of, ada):
    make_budget(kind="preview", period="day", cap_micros=HALF_A_DOLLAR)
    text = flat(client_of(ada).get(reverse("operations.budget")))
    assert "only previews" in text
    assert "$15.00 in 30 days" in text


def test_a_full_budget_of_previews_does_not_say_that_all_orders_are_refused(previews):
    previews.spent_micros = PREVIEWS
    [obstacle] = full_budgets([previews])
    assert obstacle.reason == "New orders that it counts (previews) are refused. It begins anew tomorrow."


def test_a_budget_that_changes_hands_counts_the_sets_of_its_new_person(order, petra, paul, ada):
    budget = make_budget(person=paul, period="month")
    launch(order, petra)
    budget.refresh_from_db()
    budget.person = petra
    change_budget(budget, by=ada).confirm(by=make_person("ben", group="Admins"))
    assert amounts(budget) == (PREVIEWS, 0)
    work()
    assert amounts(budget) == (0, 8 * 5_000)
    assert list(invariants.money_adds_up()) == []


def test_a_budget_that_would_count_nothing_is_not_made(client_of, ada):
    fields = {"name": "Tests", "period": "day", "cap_micros": "1", "kind": "preview", "person": ""}
    answer = client_of(ada).post(reverse("admin:renders_budget_add"), {**fields, "campaign": make_campaign().pk})
    assert "Previews belong to no campaign, so this budget would count nothing." in flat(answer)
    assert not Budget.objects.exists()


def test_the_full_budget_of_a_campaign_that_is_over_is_in_nobody_s_way(client_of, petra):
    now = timezone.now()
    over = make_campaign(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    spent = {"period": "total", "cap_micros": HALF_A_DOLLAR, "spent_micros": HALF_A_DOLLAR}
    make_budget(name="Autumn", campaign=over, **spent)
    make_budget(name="Winter", campaign=make_campaign(), **spent)
    page = client_of(petra).get(reverse("people.home"))
    assert [one.name for one in page.context["budgets"]] == ["Winter"]
    assert [obstacle.title for obstacle, _ in page.context["obstacles"]] == ["Winter has nothing left in all"]


@pytest.mark.parametrize("page", ["changelist", "add"])
def test_the_configuration_says_what_a_budget_without_limits_counts(client_of, ada, page):
    make_budget(person=None)
    text = flat(client_of(ada).get(reverse(f"admin:renders_budget_{page}")))
    assert all(words in text for words in ("Everybody", "Previews and production", "With and without a campaign"))


def test_a_budget_that_is_yet_to_be_made_shows_no_sums(client_of, ada):
    assert "Reserved" not in flat(client_of(ada).get(reverse("admin:renders_budget_add")))
