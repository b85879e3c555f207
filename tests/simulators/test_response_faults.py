"""Every fault happens when the script says so, and the bill knows what became of the request."""

import json

import httpx
import pytest

from tests.simulators import simulator
from tests.simulators.conftest import client
from tests.simulators.hiapi_client import SCHNELL, create, created, with_input

SHORT = 0.2


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    ("manner", "error"),
    [
        ("reset", httpx.ReadError),
        ("close", httpx.RemoteProtocolError),
        ("hang", httpx.ReadTimeout),
        ("cut", httpx.RemoteProtocolError),
        ("drip", httpx.ReadTimeout),
        ("slow", httpx.ReadTimeout),
    ],
)
def test_an_answer_is_lost_before_or_after_the_order_was_taken(manner, error, moment):
    with simulator("hiapi") as sim:
        sim.script({"fault": f"{manner}_{moment}", "nth": 2, "pace": 1})
        first = create(sim)
        with pytest.raises(error):
            create(sim, timeout=SHORT if error is httpx.ReadTimeout else 5)
        bill = sim.ledger()
    assert first.status_code == 200
    assert bill["billed_micros"] == (10_000 if moment == "after" else 5_000)


@pytest.mark.parametrize("status", [401, 402, 429, 500, 503, 504])
def test_a_status_is_answered_without_or_with_the_order_taken(status):
    with simulator("hiapi", rpm=0) as sim:
        sim.script({"fault": str(status), "nth": 1}, {"fault": f"{status}_after", "nth": 1})
        assert [create(sim).status_code for _ in range(3)] == [status, status, 200]
        accepted = sim.ledger()["accepted"]
    assert [entry["answer"] for entry in accepted] == [f"{status}_after", "whole"]


@pytest.mark.parametrize("retry_after", [None, 7, "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_429_comes_with_the_wait_that_is_written(retry_after):
    with simulator("hiapi", rpm=0) as sim:
        sim.script({"fault": "429", **({} if retry_after is None else {"retry_after": retry_after})})
        header = create(sim).headers.get("Retry-After")
    assert header == (None if retry_after is None else str(retry_after))


@pytest.mark.parametrize("name", ["broken_json", "html", "empty"])
def test_an_answer_that_is_no_json_hides_an_accepted_order(name):
    with simulator("hiapi") as sim:
        sim.script({"fault": name})
        answer = create(sim)
        accepted = sim.ledger()["accepted"]
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert [entry["answer"] for entry in accepted] == [f"{name}_after"]


def test_an_answer_may_be_ten_megabytes():
    with simulator("hiapi") as sim:
        sim.script({"fault": "huge_json", "on": "list"})
        with client(sim) as account:
            assert len(account.get("/v1/tasks").content) > 10_000_000


def test_a_lost_answer_is_replayed_by_its_key():
    with simulator("hiapi") as sim, client(sim, **{"Idempotency-Key": "k1"}) as account:
        sim.script({"fault": "lost_answer", "on": "create", "nth": 1})
        with pytest.raises(httpx.ReadError):
            account.post("/v1/tasks", json=SCHNELL)
        again = account.post("/v1/tasks", json=SCHNELL)
        bill = sim.ledger()
    assert again.headers["Idempotent-Replay"] == "true"
    assert (bill["billed_micros"], bill["per_key"], bill["accepted"][0]["answer"]) == (5_000, {"k1": 1}, "reset_after")


def test_a_rule_strikes_only_where_it_says():
    teapot = with_input(SCHNELL, prompt="a teapot")
    with simulator("hiapi", rpm=0) as sim, client(sim) as account:
        sim.script(
            {"fault": "503", "on": "detail"}, {"fault": "500", "match": "teapot"}, {"fault": "502", "model": "qwen"}
        )
        statuses = [account.get(f"/v1/tasks/{created(sim)}").status_code]
        statuses += [create(sim, body).status_code for body in (teapot, {**SCHNELL, "model": "qwen-image-2.0"})]
    assert statuses == [503, 500, 502]


@pytest.mark.parametrize(
    ("when", "struck"),
    [
        ({"nth": [2, 4]}, [2, 4]),
        ({"from": 5}, [5, 6]),
        ({"every": 3}, [3, 6]),
        ({"times": 2}, [1, 2]),
        ({"every": 2, "times": 1}, [2]),
    ],
)
def test_a_rule_strikes_by_counting(when, struck):
    with simulator("hiapi", rpm=0) as sim:
        sim.script({"fault": "503", **when})
        refused = [number for number in range(1, 7) if create(sim).status_code == 503]
        assert sim.stats()["faults"] == {"503": len(struck)}
    assert refused == struck


def test_a_fraction_strikes_the_same_requests_for_the_same_seed():
    statuses = []
    for seed in (1, 1, 2):
        with simulator("hiapi", rpm=0) as sim, client(sim) as account:
            sim.script({"fault": "503", "fraction": 0.3, "seed": seed})
            statuses.append([account.get("/v1/tasks").status_code for _ in range(60)])
    assert statuses[0] == statuses[1] != statuses[2]
    assert 8 <= statuses[0].count(503) <= 28


def test_an_unknown_fault_or_place_is_refused_by_name():
    with simulator("hiapi") as sim:
        with pytest.raises(ValueError, match="No fault earthquake"):
            sim.script({"fault": "earthquake"})
        with pytest.raises(ValueError, match="not on list"):
            sim.script({"fault": "task_stuck", "on": "list"})
