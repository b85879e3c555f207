"""The page of insights: who sees it, its files, and the figures that need no history."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from renders.insights.scope import InsightScope
from tests.factories import make_attempt, make_person, make_render, make_shot, make_shot_set
from tests.renders.operations.insight_tables import table

pytestmark = pytest.mark.django_db


def test_provider_health_counts_what_is_in_doubt_now():
    make_render(state="in_doubt")
    (row,) = table("providers", days=7).values()
    assert row["In doubt now"] == 1


def test_median_time_of_a_provider_runs_from_sending_to_the_picture():
    shot = make_shot()
    for seconds in (3, 5, 16):
        attempt = make_attempt(shot, sent_at=timezone.now() - timedelta(seconds=seconds))
        make_render(shot, attempt=attempt)
    (row,) = table("providers", days=7).values()
    assert row["Median time"] == 5


def test_a_reviewer_sees_no_insights(client_of, ruth):
    assert client_of(ruth).get(reverse("operations.insights")).status_code == HTTPStatus.FORBIDDEN


def test_no_spreadsheet_runs_a_name(client_of, ada):
    make_render(make_shot(make_shot_set(launched_by=make_person("eve", first_name="=1+1"))))
    answer = client_of(ada).get(reverse("operations.insights.table", args=["launchers"]))
    assert "\r\n'=1+1," in answer.getvalue().decode()


def test_there_is_no_file_of_an_unknown_table(client_of, ada):
    address = reverse("operations.insights.table", args=["secrets"])
    assert client_of(ada).get(address).status_code == HTTPStatus.NOT_FOUND


def test_long_periods_have_weeks_and_months():
    assert [InsightScope(days).step for days in (7, 30, 90, None)] == ["day", "day", "week", "month"]
