"""An order that a budget refuses is notified to who may raise it, though everything else of it is rolled back."""

import uuid

import pytest

from renders import composing
from renders.composing.production.launching import launch_production
from renders.composing.production.plans import production_of
from renders.models import Notification, ShotSet
from renders.models.money import OverBudget, take
from renders.models.notification_texts import detail_of, title_of
from tests.factories import make_budget, make_person, make_production_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget(db):
    """It has a cent for an order of more than five."""
    return make_budget(name="Spring", cap_micros=10_000)


def launch(order, by):
    with pytest.raises(OverBudget):
        composing.launch(composing.plan(**order, by=by), by=by, token=uuid.uuid4())


def texts(person):
    found = Notification.objects.of(person).with_subjects()
    return [(one.kind, title_of(one), detail_of(one)) for one in found]


def test_admins_learn_whose_order_was_refused_and_what_is_left(order, petra, ada, budget):
    launch(order, petra)
    title = "The budget Spring has too little left for an order of Petra"
    assert texts(ada) == [("budget", title, "$0.01 of $0.01 are left now.")]
    assert texts(petra) == []
    assert not ShotSet.objects.exists()


def test_orders_that_are_refused_one_after_the_other_are_one_notification(order, petra, paul, ada, budget):
    launch(order, petra)
    launch(order, paul)
    [(_kind, title, _detail)] = texts(ada)
    assert title == "The budget Spring had too little left for 2 orders, the last one of Paul"


def test_whose_budget_it_is_learns_of_it_unless_it_was_their_own_order(order, petra, ada):
    make_budget(name="Petra's", cap_micros=10_000, person=petra)
    launch(order, petra)
    assert (len(texts(ada)), texts(petra)) == (1, [])


def test_an_admin_who_reaches_a_threshold_reads_of_both(order, petra, ada, budget):
    launch(order, petra)
    take(budget, "reserved_micros", 6_000)
    assert [title for _kind, title, _detail in texts(ada)] == [
        "50 % of the budget Spring is spent or reserved",
        "The budget Spring has too little left for an order of Petra",
    ]


def test_a_plan_that_is_refused_notifies_once_though_its_launch_is_part_of_it(order, petra, ada, budget):
    order["version"].freeze(by=make_person(group="Admins"))
    line = {name: order[name].pk for name in ("placement", "version", "image_model")}
    plan = make_production_plan(*order["colorways"], author=petra, lines=[{**line, "count": 2, "scope": "every"}])
    production = production_of(plan, by=petra)
    price = production.set_plan.quote.total_micros
    with pytest.raises(OverBudget):
        launch_production(plan, by=petra, is_pilot=False, seen=production.digest, quoted=price)
    [one] = Notification.objects.of(ada)
    assert (one.outcome, one.count, one.by) == ("refused", 1, petra)
