"""The budget page: caps, what is held and spent, line by line."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import LedgerEntry
from tests.factories import make_budget, make_shot_set

pytestmark = pytest.mark.django_db


def line_of(person, micros=1_230_000):
    """A reservation for a set this person launched."""
    shot_set = make_shot_set(launched_by=person)
    return LedgerEntry.objects.create(kind=LedgerEntry.Kind.RESERVE, shot_set=shot_set, reserved_micros=micros)


def budget(browser, **query):
    """The page as text."""
    return browser.get(reverse("operations.budget"), query).content.decode()


def test_a_marketer_sees_the_budgets_that_hold_for_them(client_of, petra, paul):
    make_budget(name="Team")
    make_budget(name="Only Petra", person=petra)
    make_budget(name="Only Paul", person=paul)
    text = budget(client_of(petra))
    assert ["Team" in text, "Only Petra" in text, "Only Paul" in text] == [True, True, False]


def test_a_marketer_sees_their_own_lines(client_of, petra, paul):
    mine, theirs = line_of(petra, 1_230_000), line_of(paul, 4_560_000)
    text = budget(client_of(petra))
    assert mine.shot_set.code in text
    assert "$1.23" in text
    assert theirs.shot_set.code not in text


def test_an_admin_sees_every_budget_and_line(client_of, ada, paul):
    make_budget(name="Only Paul", person=paul)
    line = line_of(paul)
    text = budget(client_of(ada))
    assert "Only Paul" in text
    assert line.shot_set.code in text


def test_the_ledger_has_pages(client_of, ada, petra):
    first = line_of(petra)
    shot_set = make_shot_set()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(kind="reserve", shot_set=shot_set, reserved_micros=1) for _ in range(50)
    )
    browser = client_of(ada)
    assert first.shot_set.code not in budget(browser)
    older = browser.get(reverse("operations.budget")).context["older"]
    assert first.shot_set.code in budget(browser, before=older)


@pytest.mark.parametrize("person", ["ruth", "sam"])
def test_money_is_not_for_everybody(person, client_of, request):
    assert (
        client_of(request.getfixturevalue(person)).get(reverse("operations.budget")).status_code == HTTPStatus.FORBIDDEN
    )
