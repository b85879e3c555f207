"""hiapi over real sockets: every dialect from order to picture, and faults that only a socket can have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from renders.outbound import Outbound
from renders.providers import Busy, Denied, Fate, Output, Unclear, Unfetched, Unobtainable
from renders.providers.hiapi import Hiapi
from tests.renders.providers.scripted import KEY, order
from tests.simulators.running import Simulator, simulator

FAST = {"scale": 0.01, "mean": 1.0, "sigma": 0.0}
HOOK = "http://127.0.0.1:9/hooks/hiapi/token/"


def client(simulated: Simulator, key: str = "sk-demo-key-of-a-test", **settings: Any) -> Hiapi:
    hosts = [simulated.base_url.removeprefix("http://"), simulated.asset_url.removeprefix("http://")]
    outbound = Outbound(base_url=simulated.base_url, headers={"Authorization": f"Bearer {key}"}, allow=hosts)
    return Hiapi(outbound, **settings)


@contextmanager
def speaking(dialect: str = "", **options: Any) -> Iterator[tuple[Simulator, Hiapi]]:
    with simulator("hiapi", dialect, **{**FAST, **options}) as simulated:
        yield simulated, client(simulated)


def ordered(provider: Hiapi, slug: str = "flux-schnell", key: str = KEY, **changes: Any) -> str:
    return provider.send(provider.draft(order(slug, **changes)), key).task_id


def finished(simulated: Simulator, provider: Hiapi, task_id: str) -> Output:
    simulated.advance(100)
    progress = provider.look([task_id]).progress[task_id]
    assert progress.fate is Fate.FINISHED
    return progress.outputs[0]


@pytest.mark.parametrize(
    "dialect",
    ["documented", "guide", "blog", "documented,expiry=milliseconds,statuses=walk", "documented,expiry=missing"],
)
def test_an_order_becomes_a_picture_in_every_dialect(dialect):
    with speaking(dialect) as (simulated, provider):
        output = finished(simulated, provider, ordered(provider))
        assert provider.fetch(output, order("flux-schnell")).startswith(b"\x89PNG")
        assert output.expires_at is not None
        assert simulated.ledger()["billed_micros"] == 5_000


def test_a_repeat_with_the_same_key_buys_nothing():
    with speaking() as (simulated, provider):
        simulated.script({"fault": "reset_after", "on": "create", "nth": 1})
        with pytest.raises(Unclear):
            ordered(provider)
        ordered(provider)
        assert simulated.ledger()["billed_micros"] == 5_000


@pytest.mark.parametrize("fault", ["broken_json", "html", "empty", "cut", "close", "500", "503", "huge_json"])
def test_an_order_whose_answer_is_spoilt_is_in_doubt(fault):
    with speaking() as (simulated, provider):
        simulated.script({"fault": fault, "on": "create"})
        with pytest.raises(Unclear):
            ordered(provider)


def test_a_key_whose_first_request_is_on_its_way_stays_in_doubt():
    with speaking(create_seconds=50.0) as (simulated, provider):
        simulated.script({"fault": "close_after", "on": "create", "nth": 1})
        with pytest.raises(Unclear):
            ordered(provider)
        with pytest.raises(Unclear, match="still at work on this very order"):
            ordered(provider)


@pytest.mark.parametrize("errors", ["documented", "guide", "blog"])
@pytest.mark.parametrize("in_200", [False, True])
def test_a_revoked_key_is_denied_in_every_shape(errors, in_200):
    with simulator("hiapi", errors=errors, errors_in_200=in_200) as simulated:
        provider = client(simulated, key="sk-revoked-key-of-a-test")
        with pytest.raises(Denied, match="revoked key"):
            ordered(provider)
        with pytest.raises(Denied):
            provider.look(["tk-hiapi-1"])


@pytest.mark.parametrize(
    ("options", "error"),
    [({"balance_micros": 0}, Denied), ({"max_in_flight": 1}, Busy), ({"denied_models": "qwen-image-2.0"}, Denied)],
)
@pytest.mark.parametrize("errors", ["documented", "guide", "blog"])
def test_want_of_money_room_or_right_is_told_apart(options, error, errors):
    with speaking(**options, errors=errors, mean=1000.0) as (_, provider):
        if "max_in_flight" in options:
            ordered(provider, key="another")
        with pytest.raises(error):
            ordered(provider, "qwen-image-2")


def test_the_request_budget_is_told_with_its_wait():
    with speaking(rpm=1, scale=0.1) as (_, provider):
        ordered(provider)
        with pytest.raises(Busy) as told:
            provider.look(["tk-hiapi-1"])
        assert 1 <= told.value.seconds <= 6


@pytest.mark.parametrize("place", ["top", "input"])
def test_the_callback_goes_where_the_setting_says(place):
    other = {"top": "input", "input": "top"}[place]
    with simulator("hiapi", callback_place=place, **FAST) as simulated:
        ordered(client(simulated, callback_placement=place), callback_url=HOOK)
        with pytest.raises(Denied, match=f"HIAPI_CALLBACK_PLACEMENT to {place}"):
            ordered(client(simulated, callback_placement=other), key="another", callback_url=HOOK)
        assert simulated.ledger()["billed_micros"] == 5_000


@pytest.mark.parametrize("list_output", [True, False])
def test_many_tasks_are_watched_by_list(list_output):
    with speaking(list_output=list_output, rpm=0) as (simulated, provider):
        tasks = [ordered(provider, key=f"key-{number}") for number in range(3)]
        simulated.advance(100)
        looked = provider.look(tasks)
        assert looked.calls == (1 if list_output else 4)
        assert all(looked.progress[task_id].outputs for task_id in tasks)


def test_tasks_that_are_not_listed_yet_are_found_all_the_same():
    with speaking(listing_lag=10_000.0) as (_, provider):
        tasks = [ordered(provider, key=f"key-{number}") for number in range(2)]
        looked = provider.look(tasks)
        assert (set(looked.progress), looked.calls) == (set(tasks), 3)


def test_a_task_that_vanished_is_unknown():
    with speaking() as (simulated, provider):
        simulated.script({"fault": "task_vanishes"})
        task_id = ordered(provider)
        assert provider.look([task_id]).progress == {}


@pytest.mark.parametrize("status", ["403", "404", "410"])
def test_an_address_that_expired_is_replaced_by_asking_again(status):
    with speaking(asset_ttl=50.0, asset_gone=status) as (simulated, provider):
        task_id = ordered(provider)
        first = finished(simulated, provider, task_id)
        simulated.advance(1000)
        with pytest.raises(Unobtainable):
            provider.fetch(first, order("flux-schnell"))
        second = provider.look([task_id]).progress[task_id].outputs[0]
        assert provider.fetch(second, order("flux-schnell")).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("address_private", Unobtainable),
        ("address_trap", Unobtainable),
        ("address_redirects", Unobtainable),
        ("address_loops", Unobtainable),
        ("picture_gzip_bomb", Unobtainable),
        ("picture_huge", Unobtainable),
        ("picture_lying_length", Unfetched),
    ],
)
def test_a_bad_address_costs_a_picture_and_nothing_more(fault, error):
    with speaking() as (simulated, provider):
        simulated.script({"fault": fault})
        output = finished(simulated, provider, ordered(provider))
        with pytest.raises(error):
            provider.fetch(output, order("flux-schnell"))
