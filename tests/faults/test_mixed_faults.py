"""Thousands of orders while everything goes wrong at once and workers are killed: the ledger equals the bill."""

import random

import pytest

from tests.faults.scenario import Scenario

MIXED = [
    {"fault": "reset_after", "on": "create", "fraction": 0.02, "seed": 1},
    {"fault": "reset_before", "on": "create", "fraction": 0.01, "seed": 2},
    {"fault": "503_after", "on": "create", "fraction": 0.01, "seed": 3},
    {"fault": "504_before", "on": "create", "fraction": 0.01, "seed": 4},
    {"fault": "html_after", "on": "create", "fraction": 0.01, "seed": 5},
    {"fault": "429", "on": "create", "fraction": 0.005, "seed": 6, "retry_after": 1},
    {"fault": "slow_after", "on": "create", "fraction": 0.02, "seed": 7, "seconds": 1},
    {"fault": "503", "on": "read", "fraction": 0.02, "seed": 8},
    {"fault": "broken_json", "on": "read", "fraction": 0.02, "seed": 9},
    {"fault": "reset", "on": "asset", "fraction": 0.02, "seed": 10},
    {"fault": "cut", "on": "asset", "fraction": 0.02, "seed": 11},
    {"fault": "503", "on": "asset", "fraction": 0.02, "seed": 12},
    {"fault": "task_fails", "fraction": 0.02, "seed": 13, "code": "TASK_TIMEOUT", "message": "took too long"},
    {"fault": "task_fails", "fraction": 0.01, "seed": 14, "code": "content_policy", "message": "not this one"},
    {"fault": "task_stuck", "fraction": 0.002, "seed": 15},
    {"fault": "task_vanishes", "fraction": 0.002, "seed": 16},
    {"fault": "task_no_output", "fraction": 0.005, "seed": 17},
    {"fault": "task_unknown_status", "fraction": 0.01, "seed": 18},
    {"fault": "task_slow", "fraction": 0.01, "seed": 19},
    {"fault": "address_expired", "fraction": 0.02, "seed": 20},
    {"fault": "picture_truncated", "fraction": 0.005, "seed": 21},
]
CAP = 24


@pytest.mark.long
@pytest.mark.parametrize(("orders", "deaths"), [(500, 5), (10_000, 20)])
def test_with_all_faults_at_once_nothing_is_bought_twice_and_the_ledger_equals_the_bill(
    polling: Scenario, orders, deaths, run
):
    if run:
        pytest.skip("Once is long enough.")
    polling.begin(*MIXED, cap=CAP)
    installation, moments = polling.installation, random.Random(orders)
    launched = installation.order(orders, f"mixed-{orders}")
    installation.run(f"Account.objects.filter(provider='hiapi').update(cap_in_flight={CAP})")
    worker = installation.worker()
    for _ in range(deaths):
        installation.wait_for_state_changes(moments.randint(1, orders * 12 // (2 * deaths)), 1800)
        worker.kill()
        worker = installation.worker()
    installation.wait(lambda: installation.is_closed(launched), 3600)
    worker.stop()
    states = installation.states_of(launched)
    again = sum(states.values()) - orders
    print(f"{dict(states)}, {again} rendered again, {polling.sim.stats()['faults']}")  # noqa: T201 - what came of it
    assert states["ready"] > orders * 0.95
    polling.check(launched)
    assert len(polling.sim.ledger()["accepted"]) <= orders + again
