"""Budgets and what is reserved, while somebody else orders or makes a budget. On SQLite, and on Postgres under CI."""

from functools import partial
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse

from renders import composing, invariants
from renders.composing.earlier.missing import lock_family
from renders.models import Budget, SetSum
from renders.models.money import lock_budgets, release, release_rest, reserve, reserved_of, settle
from tests.factories import make_attempt, make_budget, make_campaign, make_person, make_shot, make_shot_set
from tests.waiting import begin, is_anybody_waiting, until

pytestmark = pytest.mark.django_db(transaction=True)


END = {
    "settled": lambda attempt: settle(attempt, attempt.shot.shot_set, 1),
    "released": transaction.atomic(lambda attempt: release(attempt.shot.shot_set, 5_000)),
}


def waits_for_budgets(count):
    """Whether so many wait for the table. On SQLite nobody waits there: a writer keeps all others from beginning."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'renders_budget'::regclass")
        return cursor.fetchone()[0] >= count


def test_a_budget_of_a_campaign_is_made_while_somebody_launches_in_it(order, petra):
    order["version"].freeze(by=make_person(group="Admins"))
    order["version"].refresh_from_db()
    campaign = make_campaign(order["version"], placements=[order["placement"]])
    plan = composing.plan(**{**order, "count": 1, "kind": "production"}, by=petra)
    outcomes = []
    with transaction.atomic():
        lock_budgets()
        launching = begin(lambda: composing.launch(plan, by=petra, token=uuid4()), outcomes)
        assert until(lambda: waits_for_budgets(1))
        budget = make_budget(campaign=campaign)
    launching.join()
    [shot_set] = outcomes
    assert shot_set.campaign == campaign
    budget.refresh_from_db()
    assert budget.reserved_micros == plan.quote.worst_case_micros
    assert list(invariants.money_adds_up()) == []


def test_more_is_ordered_in_a_repeated_set_while_its_rest_is_released(petra):
    shot_set = make_shot_set(launched_by=petra, repeats=make_shot_set(launched_by=petra))
    budget, outcomes = make_budget(), []
    with transaction.atomic():
        reserve(shot_set, 3_000)
    with transaction.atomic():
        lock_family(shot_set)
        reserve(shot_set, 5_000)
        releasing = begin(lambda: release_rest(shot_set.pk), outcomes)
        assert until(is_anybody_waiting)
    releasing.join()
    assert outcomes == [None]
    budget.refresh_from_db()
    assert budget.reserved_micros == reserved_of(budget)


@pytest.mark.parametrize("end", ["settled", "released"])
def test_more_is_ordered_in_a_set_while_money_of_it_is_settled_or_released(petra, end):
    """Whoever locks the set's sum first would wait for the other's budget for ever."""
    attempt = make_attempt(make_shot(make_shot_set(launched_by=petra)))
    shot_set, outcomes = attempt.shot.shot_set, []
    budget = make_budget()
    with transaction.atomic():
        reserve(shot_set, 5_000 + attempt.price_micros)
    with transaction.atomic():
        Budget.objects.select_for_update().get(pk=budget.pk)
        ending = begin(partial(END[end], attempt), outcomes)
        assert until(is_anybody_waiting)
        reserve(shot_set, 3_000)
    ending.join()
    assert outcomes == [None]
    budget.refresh_from_db()
    assert budget.reserved_micros == reserved_of(budget)
    assert SetSum.objects.differences() == []


def test_two_admins_make_budgets_at_the_same_moment(client_of, ada):
    outcomes, browsers = [], [client_of(ada), client_of(make_person(group="Admins", is_staff=True))]
    fields = {"period": "month", "cap_micros": "5.00", "kind": "", "person": "", "campaign": ""}
    address = reverse("admin:renders_budget_add")
    with transaction.atomic():
        lock_budgets()
        acts = [lambda one=one: one.post(address, {**fields, "name": f"Team {id(one)}"}) for one in browsers]
        making = [begin(act, outcomes) for act in acts]
        assert until(lambda: waits_for_budgets(2))
    for one in making:
        one.join()
    assert [answer.status_code for answer in outcomes] == [HTTPStatus.FOUND] * 2
    assert Budget.objects.count() == 2
