"""Raising a budget: a fifth alone, more with a second admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.money import dollars
from renders.models import Budget, BudgetChange, Event
from renders.models.actions import Action
from tests.factories import make_budget, make_person
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve(db):
    return make_person("eve", group="Admins", first_name="Eve", is_staff=True)


@pytest.fixture
def budget(db):
    return make_budget(name="Team", period="month", cap_micros=100_000_000)


def page_of(budget):
    return reverse("admin:renders_budget_change", args=[budget.pk])


def form_on(browser, budget):
    page = browser.get(page_of(budget)).content.decode()
    return next(form for form in forms_of(page) if "cap_micros" in form.names())


def save(browser, budget, **typed):
    """The page of a budget sent with these fields; what is in force then."""
    form = form_on(browser, budget)
    answer = browser.post(page_of(budget), form.data(**typed), follow=True)
    budget.refresh_from_db()
    return answer.content.decode()


def answer(browser, budget, verb):
    page = browser.post(reverse(f"admin:renders_budget_{verb}", args=[budget.pk]), follow=True)
    budget.refresh_from_db()
    return page


def test_a_fifth_more_is_in_force_at_once(client_of, ada, budget):
    save(client_of(ada), budget, cap_micros="120")
    assert budget.cap_micros == 120_000_000


def test_many_small_raises_do_not_add_up_to_a_large_one(client_of, ada, budget):
    save(client_of(ada), budget, cap_micros="115")
    page = save(client_of(ada), budget, cap_micros="130")
    assert budget.cap_micros == 115_000_000
    assert "waits for another admin" in page


@pytest.mark.parametrize(
    "typed", [{"cap_micros": "120.01"}, {"cap_micros": "1000000.00"}, {"period": "day"}, {"person": "ada"}]
)
def test_whatever_lets_more_be_spent_waits_for_a_second_admin(client_of, ada, eve, budget, typed):
    typed = {name: ada.pk if value == "ada" else value for name, value in typed.items()}
    save(client_of(ada), budget, name="Team north", **typed)
    assert (budget.name, budget.cap_micros, budget.period, budget.person) == ("Team north", 100_000_000, "month", None)
    assert "Confirm" in client_of(eve).get(page_of(budget)).content.decode()
    answer(client_of(eve), budget, "confirm")
    row = {"cap_micros": dollars(budget.cap_micros), "period": budget.period, "person": budget.person_id}
    assert row == {"cap_micros": "100.00", "period": "month", "person": None, **typed}
    assert list(Event.objects.values_list("action", "by")) == [
        (Action.BUDGET_RAISED, eve.pk),
        (Action.BUDGET_RAISE_ASKED, ada.pk),
    ]


def test_the_logs_name_people_by_their_number(client_of, ada, eve, budget):
    """They are never changed, so a name in them could not be erased."""
    petra = make_person("petra")
    Budget.objects.update(person=make_person("pia"))
    save(client_of(ada), budget, person=petra.pk)
    answer(client_of(eve), budget, "confirm")
    notes = "\n".join(Event.objects.values_list("note", flat=True)) + LogEntry.objects.latest("pk").change_message
    assert not {name for name in ("ada", "eve", "petra", "pia") if name in notes}
    assert f"Team: $100.00 a month for person {petra.pk}. Asked for by person {ada.pk}." in notes
    assert set(Event.objects.values_list("person", flat=True)) == {petra.pk}


def test_nobody_confirms_what_they_asked_for(client_of, ada, budget):
    browser = client_of(ada)
    save(browser, budget, cap_micros="500")
    assert "Confirm $500.00" not in browser.get(page_of(budget)).content.decode()
    assert answer(browser, budget, "confirm").status_code == 409
    assert budget.cap_micros == 100_000_000
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetChange.objects.update(is_confirmed=True, answered_by=ada, answered_at=budget.created_at)


@pytest.mark.parametrize("who", ["ada", "eve"])
def test_a_change_that_is_dropped_never_comes_into_force(client_of, ada, eve, budget, who):
    save(client_of(ada), budget, cap_micros="500")
    answer(client_of({"ada": ada, "eve": eve}[who]), budget, "withdraw")
    answer(client_of(eve), budget, "confirm")
    assert budget.cap_micros == 100_000_000


def test_a_later_wish_takes_the_place_of_an_earlier_one(client_of, ada, eve, budget):
    save(client_of(ada), budget, cap_micros="500")
    save(client_of(ada), budget, cap_micros="300")
    answer(client_of(eve), budget, "confirm")
    assert budget.cap_micros == 300_000_000


def test_lowering_a_budget_and_restoring_it_needs_nobody(client_of, ada, budget):
    save(client_of(ada), budget, cap_micros="10")
    save(client_of(ada), budget, cap_micros="100")
    assert budget.cap_micros == 100_000_000


def test_what_is_reserved_while_the_page_is_open_stays_reserved(client_of, ada, budget):
    browser = client_of(ada)
    form = form_on(browser, budget)
    Budget.objects.update(reserved_micros=7_000_000)
    browser.post(page_of(budget), form.data(cap_micros="90"))
    budget.refresh_from_db()
    assert (budget.cap_micros, budget.reserved_micros) == (90_000_000, 7_000_000)


def test_the_budget_page_says_to_admins_what_waits_for_them(client_of, ada, eve, petra, budget):
    save(client_of(ada), budget, cap_micros="500")
    sentence = "Ada asks to make Team $500.00 a month for everybody."
    assert sentence in client_of(eve).get(reverse("operations.budget")).content.decode()
    assert sentence not in client_of(petra).get(reverse("operations.budget")).content.decode()


def test_a_marketer_answers_no_change(client_of, ada, petra, budget):
    save(client_of(ada), budget, cap_micros="500")
    answer(client_of(petra), budget, "confirm")
    assert budget.cap_micros == 100_000_000
