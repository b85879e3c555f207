"""Idempotency keys buy once, as hiapi documents them."""

import json

import httpx
import pytest

from tests.simulators import simulator
from tests.simulators.conftest import client
from tests.simulators.hiapi_client import SCHNELL, create


def test_the_same_key_and_bytes_buy_once():
    with simulator("hiapi") as sim:
        first, second = (create(sim, **{"Idempotency-Key": "k1"}) for _ in range(2))
        bill = sim.ledger()
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replay"] == "true"
    assert (bill["billed_micros"], bill["per_key"], bill["replayed"]) == (5_000, {"k1": 1}, {"k1": 1})


def test_a_key_is_bound_to_the_raw_bytes_of_its_first_body():
    with simulator("hiapi") as sim, client(sim, **{"Idempotency-Key": "k1"}) as account:
        account.post("/v1/tasks", json=SCHNELL)
        spaced = json.dumps(SCHNELL, indent=1).encode()
        answer = account.post("/v1/tasks", content=spaced, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error_code"] == "IDEMPOTENCY_KEY_MISMATCH"


def test_a_key_in_flight_is_answered_409_with_a_time_to_wait():
    with simulator("hiapi", create_seconds=60) as sim, client(sim, **{"Idempotency-Key": "k1"}) as account:
        with pytest.raises(httpx.ReadTimeout):
            account.post("/v1/tasks", json=SCHNELL, timeout=0.2)
        answer = account.post("/v1/tasks", json=SCHNELL)
        sim.advance(60)
        replay = account.post("/v1/tasks", json=SCHNELL)
        assert len(sim.ledger()["accepted"]) == 1
    assert answer.json()["error_code"] == "IDEMPOTENCY_KEY_PROCESSING"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert replay.status_code == 200


def test_where_keys_are_unknown_the_same_request_buys_twice():
    with simulator("hiapi", "guide") as sim:
        create(sim, **{"Idempotency-Key": "k1"})
        create(sim, **{"Idempotency-Key": "k1"})
        bill = sim.ledger()
    assert (bill["billed_micros"], bill["per_key"]) == (10_000, {"k1": 2})
    assert set(bill["per_input"].values()) == {2}
