"""Callbacks come in every form and disorder that the sources name."""

import hashlib
import hmac
import json
from collections import Counter

import httpx
import pytest

from tests.simulators import simulator
from tests.simulators.conftest import Receiver
from tests.simulators.faults import CALLBACKS
from tests.simulators.hiapi_client import (
    SCHNELL,
    TASK_SECONDS,
    create,
    created,
    finished,
    read_task,
    with_callback,
    with_input,
)


@pytest.mark.parametrize(("place", "other"), [("top", "input"), ("input", "top")])
def test_a_callback_in_the_other_place_is_refused_by_name(place, other, receiver: Receiver):
    callback = {"url": receiver.url, "when": "final"}
    bodies = {"top": {**SCHNELL, "callback": callback}, "input": with_input(SCHNELL, callback=callback)}
    with simulator("hiapi", callback_place=place, rpm=0) as sim:
        wrong, right = create(sim, bodies[other]), create(sim, bodies[place])
        sim.advance(TASK_SECONDS)
        receiver.next()
    assert wrong.status_code == 400
    assert "callback" in wrong.json()["message"]
    assert right.status_code == 200


@pytest.mark.parametrize("form", ["bare", "enveloped"])
def test_a_callback_carries_the_task_bare_or_enveloped_and_signed(form, receiver: Receiver):
    with simulator("hiapi", callback_body=form, callback_key="k" * 16) as sim:
        done = finished(sim, {**SCHNELL, "callback": {"url": receiver.url}})
        came = receiver.next()
    body = json.loads(came.body)
    signed = hmac.new(b"k" * 16, came.headers["x-hiapi-timestamp"].encode() + b"." + came.body, hashlib.sha256)
    assert (body["data"] if form == "enveloped" else body) == done
    assert came.headers["x-hiapi-signature"] == signed.hexdigest()


def test_a_callback_is_repeated_after_1_5_and_20_minutes_and_then_no_more(receiver: Receiver):
    receiver.status = 500
    with simulator("hiapi") as sim:
        created(sim, {**SCHNELL, "callback": {"url": receiver.url}})
        for minutes in (2, 1.1, 5.1, 20.1):
            sim.advance(60 * minutes)
            receiver.next()
        sim.advance(24 * 3600)
        assert [each["attempt"] for each in sim.callbacks()] == [1, 2, 3, 4]


def test_a_callback_of_the_guide_comes_once(receiver: Receiver):
    receiver.status = 500
    with simulator("hiapi", "guide") as sim:
        created(sim, with_input(SCHNELL, callback={"url": receiver.url}))
        sim.advance(TASK_SECONDS)
        receiver.next()
        sim.advance(24 * 3600)
        assert len(sim.callbacks()) == 1


def next_document(receiver: Receiver) -> dict[str, object]:
    document: dict[str, object] = json.loads(receiver.next().body)
    return document


def test_a_callback_may_come_many_times(receiver: Receiver):
    with simulator("hiapi") as sim:
        sim.script({"fault": "callback_duplicate", "times": 5})
        finished(sim, with_callback(receiver.url))
        assert len({repr(next_document(receiver)) for _ in range(5)}) == 1


def test_a_callback_may_come_before_the_answer_that_names_its_task(receiver: Receiver):
    with simulator("hiapi") as sim:
        sim.script({"fault": "callback_early", "seconds": 60})
        with pytest.raises(httpx.ReadTimeout):
            create(sim, with_callback(receiver.url), timeout=0.2)
        assert next_document(receiver)["status"] == "success"


def test_a_callback_may_be_late_or_missing(receiver: Receiver):
    with simulator("hiapi") as sim:
        sim.script({"fault": "callback_late", "seconds": 600, "nth": 1}, {"fault": "callback_missing", "nth": 2})
        late, _ = (finished(sim, with_callback(receiver.url)) for _ in range(2))
        assert sim.callbacks() == []
        sim.advance(600)
        assert next_document(receiver)["taskId"] == late["taskId"]
        assert len(sim.callbacks()) == 1


def test_callbacks_may_overtake_each_other(receiver: Receiver):
    with simulator("hiapi") as sim:
        sim.script({"fault": "callback_reordered"})
        create(sim, with_callback(receiver.url))
        sim.advance(TASK_SECONDS)
        assert Counter(next_document(receiver)["status"] for _ in range(2)) == {"success": 1, "handling": 1}
        assert {each["kind"] for each in sim.callbacks()} == {"true", "outrun"}


def test_a_callback_may_go_to_the_address_of_another_task(receiver: Receiver):
    with simulator("hiapi") as sim:
        sim.script({"fault": "callback_misdirected", "nth": 2})
        first, second = (finished(sim, with_callback(f"{receiver.url}/{n}")) for n in range(2))
        came = {json.loads(each.body)["taskId"]: each.path for each in (receiver.next(), receiver.next())}
    assert came[first["taskId"]] == came[second["taskId"]]


def test_a_forged_callback_comes_before_the_end_and_leads_into_the_trap(receiver: Receiver):
    with simulator("hiapi", callback_key="k" * 16, mean=100, sigma=0) as sim:
        sim.script({"fault": "callback_forged"})
        task_id = create(sim, with_callback(receiver.url)).json()["data"]["taskId"]
        sim.advance(60)
        forged = next_document(receiver)
        assert read_task(sim, task_id)["status"] == "handling"
    assert (forged["status"], forged["output"][0]["url"].startswith(sim.trap_url)) == ("success", True)


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("callback_stale", lambda it, sim: sim.stats()["now"] - int(it.headers["x-hiapi-timestamp"]) > 500),
        ("callback_contradicting", lambda it, sim: json.loads(it.body)["status"] == "fail"),
        ("callback_garbage", lambda it, sim: it.body.startswith(b"{") and not it.body.endswith(b"}")),
        ("callback_big", lambda it, sim: len(it.body) > 64 * 1024),
    ],
)
def test_a_callback_may_be_unfit(name, check, receiver: Receiver):
    with simulator("hiapi", callback_key="k" * 16) as sim:
        sim.script({"fault": name})
        assert finished(sim, with_callback(receiver.url))["status"] == "success"
        assert check(receiver.next(), sim)


def test_every_callback_fault_may_befall_a_task(receiver: Receiver):
    with simulator("hiapi") as sim:
        for name in CALLBACKS:
            sim.script({"fault": name, "seconds": 0})
            create(sim, with_callback(receiver.url))
        sim.script()
        assert len(sim.ledger()["accepted"]) == len(CALLBACKS)
