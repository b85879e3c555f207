"""Hours of servers that are paid by the hour: booked once, counted against budgets, spread over pictures."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from renders.insights.money.hourly_costs import rates_of
from renders.insights.overview import InsightFigures
from renders.insights.scope import InsightScope
from renders.invariants import money_adds_up
from renders.models import AccountTally, Event, LedgerEntry, LedgerSum, ServerHours
from tests.factories import (
    make_account,
    make_budget,
    make_decision,
    make_person,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
)

pytestmark = pytest.mark.django_db


def book(browser, **changes):
    """Three hours at two dollars, for today."""
    today = timezone.now().date().isoformat()
    terms = {"account": make_account().pk, "first_day": today, "last_day": today, "hours": "3", "price_micros": "2"}
    return browser.post(reverse("operations.server_hours"), {**terms, **changes})


def test_booked_hours_are_an_entry_of_the_ledger(client_of, ada):
    assert book(client_of(ada), note="Flux").status_code == HTTPStatus.FOUND
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.spent_micros, entry.server_hours.note) == ("hours", 6_000_000, "Flux")
    assert LedgerSum.objects.get().spent_micros == 6_000_000
    assert Event.objects.get().action == "hours_booked"


def test_they_count_against_the_budgets_of_everybody(client_of, ada, petra):
    month, total = make_budget(), make_budget(period="total")
    own = make_budget(person=petra)
    book(client_of(ada))
    for budget, spent in [(month, 6_000_000), (total, 6_000_000), (own, 0)]:
        budget.refresh_from_db()
        assert budget.spent_micros == spent
    assert list(money_adds_up()) == []


def test_a_budget_that_has_too_little_left_is_in_the_way(client_of, ada):
    budget = make_budget(cap_micros=5_000_000)
    answer = book(client_of(ada))
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "$1.00 are missing" in answer.content.decode()
    budget.refresh_from_db()
    assert (budget.spent_micros, ServerHours.objects.count(), LedgerEntry.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (0, -1, "The last day is before the first."),
        (0, 1, "Only hours that have passed can be booked."),
        (-400, 0, "At most a year can be booked at once."),
    ],
    ids=["ends before it begins", "to come", "more than a year"],
)
def test_a_period_that_cannot_be_is_refused_and_the_page_says_why(first, last, why, client_of, ada):
    today = timezone.now().date()
    days = {"first_day": today + timedelta(days=first), "last_day": today + timedelta(days=last)}
    answer = book(client_of(ada), **days)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f">{why}<" in answer.content.decode()
    assert not ServerHours.objects.exists()


def test_a_booking_does_not_change(client_of, ada):
    book(client_of(ada))
    for change in (lambda rows: rows.update(hours=1), lambda rows: rows.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(ServerHours.objects)


def test_an_approved_picture_costs_its_share_of_the_hours(client_of, ada, petra, paul):
    for person, pictures in [(petra, 3), (paul, 1)]:
        shot = make_shot(make_shot_set(launched_by=person), price_micros=0)
        renders = [make_render(shot) for _ in range(pictures)]
        make_decision(make_review(renders[0]), by=make_person(group="Reviewers"))
    book(client_of(ada))
    book(client_of(ada), hours="1")
    assert InsightFigures.of(InsightScope(7)).total.cost_per_approved == 8_000_000 / 2
    for person, share in [(petra, 3 / 4), (paul, 1 / 4)]:
        figures = InsightFigures.of(InsightScope(7, {"launcher": person.pk}))
        assert figures.total.spent_micros == figures.by_row["launcher"][person.pk].spent_micros == 8_000_000 * share


def test_hours_of_another_account_cost_it_nothing(client_of, ada):
    make_render(make_shot(price_micros=0))
    other = make_account(provider="imagepipeline", name="server")
    book(client_of(ada), account=other.pk)
    assert InsightFigures.of(InsightScope(7)).total.spent_micros == 0


def test_hours_cost_the_pictures_of_their_days_and_no_others(client_of, ada):
    account, yesterday = make_account(), timezone.now().date() - timedelta(days=1)
    for day in (yesterday, timezone.now().date()):
        AccountTally.objects.create(day=day, account=account, measure="ready", seconds=10, count=2)
    book(client_of(ada), account=account.pk, first_day=yesterday, last_day=yesterday)
    assert rates_of(InsightScope(7)) == {(account.pk, yesterday): 3_000_000}


def test_the_page_of_the_ledger_names_them(client_of, ada):
    book(client_of(ada))
    for by in ("shot_set", "person", "image_model"):
        rows = client_of(ada).get(reverse("operations.budget"), {"by": by}).context["rows"]
        assert [(str(name), group.spent_micros) for group, name in rows] == [("Server hours", 6_000_000)]
