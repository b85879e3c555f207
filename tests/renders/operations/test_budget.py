"""The budget page: caps, what is held and spent, line by line."""

from contextlib import suppress
from http import HTTPStatus

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse

from renders.insights.money.ledger_groups import LedgerGroups
from renders.models import LedgerEntry, LedgerSum, SetSum
from tests.factories import make_attempt, make_budget, make_image_model, make_shot, make_shot_set

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
    browser = client_of(ada)
    lines = [line_of(petra, micros) for micros in (5, *[7] * 50)]
    shown = {line.shot_set.code for line in lines if line.shot_set.code in budget(browser)}
    after = browser.get(reverse("operations.budget")).context["next_after"]
    rest = {line.shot_set.code for line in lines if line.shot_set.code in budget(browser, after=after)}
    assert (len(shown), len(rest)) == (50, 1)
    assert shown | rest == {line.shot_set.code for line in lines}


def settled(person, micros, **shot):
    """What a picture of a set that this person launched cost."""
    attempt = make_attempt(make_shot(make_shot_set(launched_by=person), **shot))
    return LedgerEntry.objects.create(
        kind="settle", shot_set=attempt.shot.shot_set, attempt=attempt, reserved_micros=-micros, spent_micros=micros
    )


def groups(browser, **query):
    """(name, reserved, spent) of each row of the ledger, in the order of the page."""
    rows = browser.get(reverse("operations.budget"), query).context["rows"]
    return [(str(name), group.reserved_micros, group.spent_micros) for group, name in rows]


def test_the_largest_amount_stands_first(client_of, ada, petra):
    small, large, middle = (settled(petra, micros) for micros in (10, 30, 20))
    assert [name for name, *_ in groups(client_of(ada))] == [one.shot_set.code for one in (large, middle, small)]
    latest = [name for name, *_ in groups(client_of(ada), order="latest")]
    assert latest == [one.shot_set.code for one in (middle, large, small)]


def test_rows_of_nothing_are_shown_when_they_are_asked_for(client_of, ada, petra):
    line = line_of(petra, 10)
    LedgerEntry.objects.create(kind="release", shot_set=line.shot_set, reserved_micros=-10)
    assert groups(client_of(ada)) == []
    assert groups(client_of(ada), zero="on") == [(line.shot_set.code, 0, 0)]


@pytest.mark.parametrize(
    ("by", "column"), [("month", TruncMonth("at")), ("person", F("shot_set__launched_by__first_name"))]
)
def test_groups_are_what_the_entries_add_up_to(by, column, client_of, ada, petra, paul):
    for person, micros in [(petra, 30), (petra, 40), (paul, 100)]:
        settled(person, micros)
        line_of(person, 5)
    entries = LedgerEntry.objects.order_by().values(key=column)
    sums = entries.annotate(reserved=Sum("reserved_micros"), spent=Sum("spent_micros"))
    shown = groups(client_of(ada), by=by)
    assert sorted(shown) == sorted(
        (str(row["key"].date() if by == "month" else row["key"]), row["reserved"], row["spent"]) for row in sums
    )


def test_an_image_model_has_what_its_pictures_cost(client_of, ada, petra):
    for slug, micros in [("small", 30), ("large", 500)]:
        settled(petra, micros, image_model=make_image_model(slug=slug, name=slug.title()))
        line_of(petra, 5)
    assert [(name, spent) for name, _, spent in groups(client_of(ada), by="image_model")] == [
        ("Large", 500),
        ("Small", 30),
    ]


def test_a_file_has_all_rows_of_the_person(client_of, petra, paul):
    settled(petra, 1_250_000)
    settled(paul, 7_000_000)
    text = client_of(petra).get(reverse("operations.budget.table"), {"by": "person"}).getvalue().decode()
    assert text.splitlines() == ["Launched by,Reserved ($),Spent ($)", "Petra,'-1.25,1.25"]


def test_the_sums_can_be_counted_anew(petra, paul):
    settled(petra, 30)
    line_of(paul)
    fields = ("month", "shot_set", "person", "image_model", "reserved_micros", "spent_micros")
    kept = sorted(LedgerSum.objects.values_list(*fields))
    LedgerSum.objects.rebuild()
    assert sorted(LedgerSum.objects.values_list(*fields)) == kept != []


def test_a_set_has_what_its_entries_add_up_to(petra, paul):
    costs = [settled(petra, 30), line_of(paul, 5)]
    expected = sorted((one.shot_set_id, one.reserved_micros, one.spent_micros) for one in costs)
    fields = ("shot_set", "reserved_micros", "spent_micros")
    assert sorted(SetSum.objects.values_list(*fields)) == expected
    SetSum.objects.all().delete()
    LedgerSum.objects.rebuild()
    assert sorted(SetSum.objects.values_list(*fields)) == expected


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite says how it would read before it knows the rows")
@pytest.mark.parametrize("is_latest_first", [False, True])
@pytest.mark.parametrize("person", [None, 1])
def test_a_page_of_sets_is_read_in_the_order_of_an_index(person, is_latest_first):
    sums = LedgerGroups(person=person, is_latest_first=is_latest_first).sums()
    assert "TEMP B-TREE" not in sums.explain()


def test_verify_names_a_sum_of_a_set_that_is_wrong_and_counts_it_anew(petra, capsys):
    shot_set = line_of(petra).shot_set_id
    SetSum.objects.update(spent_micros=7)
    with pytest.raises(CommandError):
        call_command("verify")
    assert f"The sum of set {shot_set} is (1230000, 7), the ledger's sums say (1230000, 0)" in capsys.readouterr().out
    with suppress(CommandError):  # the budgets of rows made here do not add up
        call_command("verify", "--recount")
    assert SetSum.objects.differences() == []


def test_verify_names_a_ledger_sum_that_is_wrong_and_counts_it_anew(petra, capsys):
    line_of(petra)
    LedgerSum.objects.update(reserved_micros=7)
    with pytest.raises(CommandError):
        call_command("verify")
    assert "is (7, 0), the entries say (1230000, 0)" in capsys.readouterr().out
    with suppress(CommandError):  # the budgets of rows made here do not add up
        call_command("verify", "--recount")
    assert LedgerSum.objects.differences() == []


@pytest.mark.parametrize("sums", [LedgerSum, SetSum])
def test_sums_are_compared_in_one_statement(petra, sums, django_assert_num_queries):
    """Between two, a worker could write an entry, and a right sum would be called wrong."""
    line_of(petra)
    with django_assert_num_queries(1):
        assert sums.objects.differences() == []


@pytest.mark.parametrize("sums", [LedgerSum, SetSum])
def test_verify_names_a_sum_without_entries_and_one_that_is_missing(petra, paul, sums):
    line_of(petra)
    missing = sums.objects.get()
    sums.objects.filter(pk=missing.pk).delete()
    line_of(paul, 0)
    sums.objects.create(**{**row_of(missing), "shot_set_id": missing.shot_set_id + 100})
    first, last = sums.objects.differences()
    assert "is None, the" in first
    assert first.endswith("say (1230000, 0)")
    assert "is (1230000, 0), the" in last
    assert last.endswith("say None")


def row_of(stored):
    """The fields of a sum, without its own key."""
    return {field.attname: getattr(stored, field.attname) for field in stored._meta.fields if not field.primary_key}


@pytest.mark.parametrize("person", ["ruth", "sam"])
def test_money_is_not_for_everybody(person, client_of, request):
    assert (
        client_of(request.getfixturevalue(person)).get(reverse("operations.budget")).status_code == HTTPStatus.FORBIDDEN
    )
