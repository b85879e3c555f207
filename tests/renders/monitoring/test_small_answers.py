"""Who may read figures, how often they are found anew, and when a step is late."""

import pytest
from django.db import DatabaseError
from django.test import RequestFactory
from pydantic import SecretStr

from renders.views.monitoring.backlog import LATE_SECONDS, DueRows, late_seconds
from renders.views.monitoring.health import RecentAnswers, may_read_figures, result_of


@pytest.mark.parametrize(
    ("seconds", "late"),
    [((0.0,), None), ((LATE_SECONDS, 1.0), None), ((1.0, LATE_SECONDS + 1.0, 2.0), LATE_SECONDS + 1.0)],
)
def test_a_step_is_late_once_it_was_due_longer_than_a_worker_needs(seconds, late):
    assert late_seconds([DueRows("render", "renders", 1, each) for each in seconds]) == late


@pytest.mark.parametrize(
    ("token", "public", "sent", "may_read"),
    [
        ("", "", {"REMOTE_ADDR": "127.0.0.1"}, True),
        ("", "", {"REMOTE_ADDR": "::1"}, True),
        ("", "", {"REMOTE_ADDR": "10.0.0.7"}, False),
        ("", "", {"REMOTE_ADDR": ""}, False),
        ("", "", {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4"}, False),
        ("", "", {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=1.2.3.4"}, False),
        ("", "https://shop.example", {"REMOTE_ADDR": "127.0.0.1"}, False),
        ("t0ken", "https://shop.example", {"HTTP_AUTHORIZATION": "Bearer t0ken", "REMOTE_ADDR": "10.0.0.7"}, True),
        ("t0ken", "https://shop.example", {"HTTP_AUTHORIZATION": "Bearer other", "REMOTE_ADDR": "127.0.0.1"}, False),
        ("", "https://shop.example", {"HTTP_AUTHORIZATION": "Bearer ", "REMOTE_ADDR": "127.0.0.1"}, False),
    ],
)
def test_figures_are_for_this_machine_or_for_whoever_has_the_token(token, public, sent, may_read, settings):
    settings.METRICS_TOKEN, settings.PUBLIC_BASE_URL = SecretStr(token), public
    assert may_read_figures(RequestFactory().get("/metrics", **sent)) is may_read


@pytest.mark.parametrize(("seconds", "found"), [(1_000.0, [1, 1]), (0.0, [1, 2])])
def test_an_answer_is_found_anew_only_when_it_is_too_old(seconds, found):
    answers, count = RecentAnswers(seconds), iter(range(1, 9))

    def find():
        return {"number": next(count)}

    assert [answers.of("all", find)["number"] for _ in range(2)] == found
    answers.forget()
    assert answers.of("all", find)["number"] == found[-1] + 1


def test_answers_of_two_names_stay_apart():
    answers = RecentAnswers(1_000.0)
    assert [answers.of(name, lambda name=name: {"of": name})["of"] for name in ("all", "vital", "all")] == [
        "all",
        "vital",
        "all",
    ]


def fails(error):
    def check():
        raise error

    return check


@pytest.mark.parametrize(
    ("check", "result"),
    [
        (lambda: True, "ok"),
        (lambda: False, "behind"),
        (fails(DatabaseError("password=secret")), "DatabaseError"),
        (fails(PermissionError("/secret")), "PermissionError"),
    ],
)
def test_a_part_is_ok_behind_or_named_by_its_error_without_its_message(check, result):
    assert result_of(check) == result
