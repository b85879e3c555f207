"""Insights of three days of work: each figure of the page is what the rows say."""

import csv
from datetime import timedelta
from statistics import median

import pytest
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDay
from django.urls import reverse
from django.utils import timezone

from catalog.guards import lift
from renders import guards
from renders.insights.overview import InsightFigures
from renders.insights.panels import PANELS
from renders.insights.scope import InsightScope
from renders.models import Decision, Render, Tally
from renders.models.renders import FINAL
from tests.factories import make_account, make_decision, make_person, make_render, make_review, make_shot, make_shot_set
from tests.renders.operations.insight_tables import table

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PAID = Q(state="ready") | Q(was_charged=True)


@pytest.fixture(scope="module")
def petra(module_rows):
    """The marketer of two of the three days."""
    return make_person("petra", first_name="Petra")


@pytest.fixture(scope="module")
def paul(module_rows):
    """The marketer of the day before."""
    return make_person("paul", first_name="Paul")


@pytest.fixture(scope="module", params=[True, False], ids=["folded", "not folded"])
def work(request, petra, paul):
    """Two people's sets of three days, with approvals, rejections, a failure that was billed and one that was not."""
    with transaction.atomic():
        work_of_three_days([petra, petra, paul])
        if request.param:
            Tally.objects.fold()
        yield
        transaction.set_rollback(True)


def work_of_three_days(launchers):
    """A set each, the latest first, and what two reviewers decided."""
    ruth, rita = make_person("ruth", group="Reviewers"), make_person("rita", group="Reviewers")
    lift(guards.GUARDS)
    for age, launcher in enumerate(launchers):
        shot = make_shot(make_shot_set(launched_by=launcher), price_micros=30_000)
        ready = [make_render(shot) for _ in range(3)]
        make_render(shot, state="failed", was_charged=True)
        make_render(shot, state="failed")
        make_render(shot, state="queued")
        launched_at = timezone.now() - age * DAY - 10 * MINUTE
        type(shot.shot_set).objects.filter(pk=shot.shot_set_id).update(launched_at=launched_at)
        decided = [make_decision(make_review(ready[0]), by=ruth)]
        decided.append(make_decision(make_review(ready[1]), by=rita))
        decided.append(make_decision(make_review(ready[2]), by=ruth, verdict="reject"))
        for minutes, decision in zip((4, 12, 6), decided, strict=True):
            Decision.objects.filter(pk=decision.pk).update(at=launched_at + minutes * MINUTE)
        shot.renders.update(state_changed_at=launched_at)


def ended():
    """The ordered renders that ended."""
    return Render.objects.filter(parent=None, state__in=FINAL)


def test_spend_of_a_day_is_the_price_of_its_ready_and_billed_renders(work):
    rows = ended().values(day=TruncDay("state_changed_at")).annotate(spent=Sum("price_micros", filter=PAID))
    spent = {row["day"].date(): row["spent"] for row in rows.order_by()}
    shown = {day: row["Spent"] for day, row in table("spend", days=7).items()}
    assert len(spent) >= 3
    assert {day: amount for day, amount in shown.items() if amount} == spent


def test_cost_per_approved_is_what_was_spent_by_approvals(work):
    spent = ended().aggregate(spent=Sum("price_micros", filter=PAID))["spent"]
    approved = Decision.objects.filter(undone_at=None, verdict="approve").count()
    assert InsightFigures.of(InsightScope(30)).total.cost_per_approved == spent / approved


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("versions", "review__shot__version"),
        ("image-models", "review__shot__image_model"),
        ("placements", "review__shot__placement"),
        ("launchers", "review__shot__shot_set__launched_by"),
        ("reviewers", "by"),
    ],
)
def test_approval_rate_is_the_share_of_standing_decisions_that_approve(work, code, path):
    standing = Decision.objects.filter(undone_at=None).values(path).order_by()
    rows = standing.annotate(decided=Count("pk"), approved=Count("pk", filter=Q(verdict="approve")))
    shown = [(row["Decided"], row["Approved"], row["Approval rate"]) for row in table(code, days=7).values()]
    assert sorted(shown) == sorted((row["decided"], row["approved"], row["approved"] / row["decided"]) for row in rows)


def test_reject_reasons_are_those_of_standing_rejections(work):
    rejections = Decision.objects.filter(undone_at=None, verdict="reject").values("reason").order_by()
    counted = {str(Decision.Reason(row["reason"]).label): row["n"] for row in rejections.annotate(n=Count("pk"))}
    assert {name: row["Rejected"] for name, row in table("reasons", days=7).items()} == counted


def test_time_to_approval_is_from_the_launch_of_the_set(work):
    approvals = Decision.objects.filter(undone_at=None, verdict="approve").select_related("review__shot__shot_set")
    minutes = sorted((one.at - one.review.shot.shot_set.launched_at) / MINUTE for one in approvals)
    waits = InsightFigures.of(InsightScope(7)).waits
    assert waits.median == round(median(minutes))
    assert waits.p90 == round(minutes[-1])


def test_provider_health_is_of_the_renders_that_ended(work):
    account = make_account()
    counted = (
        ended()
        .filter(account=account)
        .aggregate(ready=Count("pk", filter=Q(state="ready")), failed=Count("pk", filter=Q(state="failed")))
    )
    (row,) = table("providers", days=7).values()
    assert (row["Ready"], row["Failed"]) == (counted["ready"], counted["failed"])
    assert row["Failure rate"] == counted["failed"] / (counted["ready"] + counted["failed"])


def test_a_period_leaves_out_what_is_older(work):
    assert InsightFigures.of(InsightScope(1)).total.drawn == 3
    assert InsightFigures.of(InsightScope(2)).total.drawn == 6
    assert InsightFigures.of(InsightScope(None)).total.drawn == 9


def test_a_filter_counts_its_rows_alone(work, petra):
    assert InsightFigures.of(InsightScope(7, {"launcher": petra.pk})).total.drawn == 6


def test_a_launcher_sees_their_own_sets_alone(work, client_of, paul):
    overview = client_of(paul).get(reverse("operations.insights"), {"launcher": "petra"}).context["overview"]
    assert overview.total.drawn == 3


def test_an_admin_sees_everything(work, client_of, ada):
    overview = client_of(ada).get(reverse("operations.insights")).context["overview"]
    assert overview.total.drawn == 9


def test_an_unknown_filter_does_not_filter(work, client_of, ada):
    answer = client_of(ada).get(reverse("operations.insights"), {"placement": "nowhere", "period": "week"})
    assert answer.context["overview"].total.drawn == 9


def test_each_chart_has_a_title_a_description_and_a_table(work, client_of, ada):
    page = client_of(ada).get(reverse("operations.insights")).content.decode()
    for code in PANELS:
        assert f'aria-labelledby="{code}-name {code}-about"' in page
    assert page.count("<desc ") == page.count("<details>") == len(PANELS)


def test_a_table_comes_as_a_file_of_the_same_period(work, client_of, ada):
    answer = client_of(ada).get(reverse("operations.insights.table", args=["launchers"]), {"period": "7"})
    lines = list(csv.reader(answer.getvalue().decode().splitlines()))
    assert lines[0][2] == "Spent ($)"
    assert {line[0]: line[2] for line in lines[1:]} == {"Petra": "0.24", "Paul": "0.12"}
