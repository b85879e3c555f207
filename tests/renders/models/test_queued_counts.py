"""How many renders wait for an account: each set of its own, no more of it than anybody needs to know."""

import pytest
from django.db import connection

from renders.models.queued_counts import queued_by_set
from renders.models.renders import State
from tests.factories import make_account, make_render, make_shot

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(db):
    return make_account(provider="hiapi")


def queue(account, count, shot=None):
    """The id of a set of which so many renders are in this account's queue."""
    shot = shot or make_shot()
    for _ in range(count):
        make_render(shot, account=account, state=State.QUEUED)
    return shot.shot_set_id


def test_each_set_that_waits_is_counted_and_a_long_one_only_as_far_as_asked(account):
    few, many = queue(account, 2), queue(account, 7)
    assert queued_by_set(account.pk, 5) == {few: 2, many: 5}


def test_sets_of_other_accounts_and_renders_with_a_slot_are_not_counted(account):
    queue(make_account(provider="pixelmuse"), 3)
    make_render(make_shot(), account=account, state=State.SUBMITTED)
    assert queued_by_set(account.pk, 5) == {}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite counts the steps of a statement")
def test_a_longer_queue_is_counted_in_as_many_steps(account):
    shots = [make_shot() for _ in range(3)]
    for shot in shots:
        queue(account, 10, shot)
    few = steps_of(lambda: queued_by_set(account.pk, 5))
    for shot in shots:
        queue(account, 20, shot)
    assert steps_of(lambda: queued_by_set(account.pk, 5)) == few


def steps_of(work):
    """How many instructions SQLite executes for this."""
    count = 0

    def step():
        nonlocal count
        count += 1

    connection.ensure_connection()
    connection.connection.set_progress_handler(step, 1)
    try:
        work()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return count
