"""The status page: what each account does now, and how many renders are where."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_account, make_render, make_shot

pytestmark = pytest.mark.django_db


def states_of(client, **fields):
    """The label of the only account."""
    make_account(**fields)
    [row] = client.get(reverse("operations.status")).context["accounts"]
    return row.label


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({}, "Takes orders"),
        ({"is_enabled": False}, "Off"),
        ({"is_enabled": False, "paused_reason": "The key was refused."}, "Off"),
        ({"paused_reason": "The key was refused."}, "Paused"),
        ({"not_before": timezone.now() + timedelta(hours=1)}, "Waits"),
    ],
)
def test_an_account_says_whether_it_takes_orders(client_of, petra, fields, label):
    assert states_of(client_of(petra), **fields) == label


def test_renders_are_counted_by_state_whether_they_ended_or_not(client_of, petra):
    shot = make_shot()
    for state in ("ready", "ready", "failed", "queued"):
        make_render(shot, state=state)
    states = client_of(petra).get(reverse("operations.status")).context["states"]
    assert {str(state): count for state, _, count in states} == {"ready": 2, "failed": 1, "queued": 1}


def test_what_an_account_has_in_flight_is_counted(client_of, petra):
    shot = make_shot()
    for state in ("submitted", "in_doubt", "queued", "ready"):
        make_render(shot, state=state)
    rows = client_of(petra).get(reverse("operations.status")).context["accounts"]
    assert sum(row.account.in_flight for row in rows) == 2
