"""The rows of an ordered production plan: the outcome of each, filtered, page by page, and as a file."""

import csv
import io

import pytest
from django.urls import reverse

from renders.models import Render, Shot
from renders.models.publications import State
from tests.factories import (
    digest_of,
    make_colorway,
    make_decision,
    make_placement,
    make_product,
    make_production_plan,
    make_publication,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_template,
    make_version,
)

pytestmark = pytest.mark.django_db
LIVE = {"state": State.PUBLISHED, "sha256": digest_of("file"), "published_at": "2026-01-02T03:04:05Z"}
MANY = 10_000


@pytest.fixture
def plan(petra):
    shot_set = make_shot_set(launched_by=petra)
    return make_production_plan(author=petra, shot_set=shot_set, is_ordered=True)


@pytest.fixture
def petras(client_of, petra):
    return client_of(petra)


@pytest.fixture
def shot(plan):
    return make_shot(plan.shot_set)


def answer_of(browser, plan, **query):
    return browser.get(reverse("production.rows", args=[plan.pk]), query)


def rows_of(browser, plan, **query):
    return [*answer_of(browser, plan, **query).context["rows"]]


def table_of(browser, plan, **query):
    answer = browser.get(reverse("production.rows.table", args=[plan.pk]), query)
    return [*csv.DictReader(io.StringIO(answer.getvalue().decode()))]


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        (["queued", "queued"], "Waiting"),
        (["queued", "ready"], "Waiting"),
        (["submitted", "queued"], "Rendering"),
        (["in_doubt", "ready"], "In doubt"),
        (["in_doubt", "submitted"], "In doubt"),
        (["stored", "ready"], "Rendering"),
        (["ready", "failed"], "Ready"),
        (["failed", "cancelled"], "Failed"),
        (["cancelled", "cancelled"], "Stopped"),
    ],
)
def test_a_row_has_the_outcome_of_its_renders(petras, plan, shot, states, outcome):
    for state in states:
        make_render(shot, state=state)
    (row,) = rows_of(petras, plan)
    assert row.label == outcome


def test_an_approved_row_is_approved_and_a_live_one_live(petras, plan, shot):
    decision = make_decision(make_review(make_render(shot)))
    make_publication(make_decision(make_review(make_render(make_shot(plan.shot_set)))), **LIVE)
    assert decision.verdict == "approve"
    assert [row.label for row in rows_of(petras, plan)] == ["Approved", "Live"]


def test_a_row_says_how_many_are_ready_and_why_one_failed(petras, plan, shot):
    make_render(shot)
    make_render(shot, state="failed", reason="timeout", explanation="The provider took too long.")
    text = answer_of(petras, plan).content.decode()
    assert "1 of 2" in text
    assert "1 failed: The provider took too long." in text


def test_a_failed_render_that_was_ordered_again_counts_no_more(petras, plan, shot):
    failed = make_render(shot, state="failed")
    make_render(shot, retry_of=failed)
    (row,) = rows_of(petras, plan)
    assert (row.label, row.ready, row.total, row.failure) == ("Ready", 1, 1, None)


def test_rows_of_the_pilot_come_before_those_of_the_rest(petras, petra):
    pilot, rest = (make_shot(make_shot_set(launched_by=petra)) for _ in range(2))
    ordered = {"is_pilot_ordered": True, "is_ordered": True}
    sets = {"pilot_set": pilot.shot_set, "shot_set": rest.shot_set}
    plan = make_production_plan(author=petra, **ordered, **sets)
    assert [row.code for row in rows_of(petras, plan)] == [pilot.code, rest.code]


def test_rows_of_one_outcome_are_shown(petras, plan, shot):
    make_render(shot, state="failed")
    make_render(make_shot(plan.shot_set))
    assert [row.code for row in rows_of(petras, plan, outcome="failed")] == [shot.code]


@pytest.mark.parametrize("query", [{"outcome": "nonsense\0"}, {"after": "9" * 40}, {"after": "0-\0"}, {"after": "-1"}])
def test_a_value_that_nobody_offered_selects_all(petras, plan, shot, query):
    make_render(shot)
    assert [row.code for row in rows_of(petras, plan, **query)] == [shot.code]


def test_pages_follow_each_other_across_pilot_and_rest(petras, petra, monkeypatch):
    monkeypatch.setattr("renders.views.production.rows.ROWS_A_PAGE", 2)
    sets = [make_shot_set(launched_by=petra) for _ in range(2)]
    shots = [make_shot(sets[0]) for _ in range(3)] + [make_shot(sets[1]) for _ in range(2)]
    for one in shots:
        make_render(one)
    rows = dict(zip(("pilot_set", "shot_set"), sets, strict=True))
    plan = make_production_plan(author=petra, is_pilot_ordered=True, is_ordered=True, **rows)
    for query in ({}, {"outcome": "ready"}):
        codes, after = [], ""
        while after is not None:
            page = answer_of(petras, plan, after=after, **query).context
            codes, after = [*codes, *(row.code for row in page["rows"])], page["next_after"]
        assert codes == [one.code for one in shots]


def test_a_plan_that_was_not_ordered_has_no_rows(petras, petra):
    assert "Nothing was ordered yet" in answer_of(petras, make_production_plan(author=petra)).content.decode()


def test_the_page_of_an_ordered_plan_leads_to_its_rows(petras, plan, shot):
    assert reverse("production.rows", args=[plan.pk]) in petras.get(plan.get_absolute_url()).content.decode()


def test_nobody_else_sees_the_rows(client_of, paul, plan):
    assert answer_of(client_of(paul), plan).status_code == 404


def test_the_file_has_every_row_and_no_cell_that_a_spreadsheet_runs(petras, plan):
    colorway = make_colorway(make_product(name="=HYPERLINK(1)"), name="+Beige")
    shot = make_shot(plan.shot_set, colorway=colorway)
    make_render(shot, state="failed", reason="timeout", explanation="@SUM(A1)")
    make_render(make_shot(plan.shot_set))
    first, second = table_of(petras, plan)
    assert (first["Product"], first["Colour"]) == ("'=HYPERLINK(1)", "'+Beige")
    assert (first["Outcome"], first["Reason"], first["Explanation"]) == ("Failed", "timeout", "'@SUM(A1)")
    assert (second["Outcome"], second["Ready"], second["Renders"]) == ("Ready", "1", "1")


def test_the_file_of_one_outcome_has_its_rows_alone(petras, plan, shot):
    make_render(shot, state="failed")
    make_render(make_shot(plan.shot_set))
    assert [row["Shot"] for row in table_of(petras, plan, outcome="failed")] == [shot.code]


@pytest.fixture
def ten_thousand(plan):
    """Rows with a render each; the last one failed."""
    placement = make_placement()
    first = make_shot(plan.shot_set, placement=placement, version=make_version(make_template(placements=[placement])))
    same = {field.attname: getattr(first, field.attname) for field in Shot._meta.fields if not field.primary_key}
    Shot.objects.bulk_create(
        Shot(**{**same, "number": number, "code": f"{plan.shot_set}-{number}"}) for number in range(2, MANY + 1)
    )
    model = make_render(first)
    ready = {field.attname: getattr(model, field.attname) for field in Render._meta.fields if not field.primary_key}
    failed = {"state": "failed", "reason": "timeout", "explanation": "The provider took too long."}
    *others, last = Shot.objects.filter(shot_set=plan.shot_set).order_by("number").values_list("pk", flat=True)[1:]
    rows = [Render(**{**ready, "shot_id": pk}) for pk in others]
    Render.objects.bulk_create([*rows, Render(**{**ready, **failed, "shot_id": last})])
    return plan


def test_a_page_of_ten_thousand_rows_stays_small(petras, ten_thousand, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        page = answer_of(petras, ten_thousand)
    assert len(page.content) <= 100_000
    assert page.context["next_after"] == "0-50"
    with django_assert_max_num_queries(14):
        (row,) = rows_of(petras, ten_thousand, outcome="failed")
    assert row.number == MANY
    assert len(table_of(petras, ten_thousand)) == MANY
