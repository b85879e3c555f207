"""hiapi over real sockets: every dialect from order to picture, and faults that only a socket can have."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from renders.outbound import Outbound
from renders.providers import (
    Busy,
    Denied,
    FetchFailed,
    ModelDenied,
    Output,
    OutputGone,
    OutputRefused,
    TaskStatus,
    Unclear,
)
from renders.providers.hiapi.adapter import HiapiProvider
from tests.renders.providers.scripted import KEY, order
from tests.simulators.running import Simulator, simulator

FAST = {"scale": 0.01, "mean": 1.0, "sigma": 0.0}
CALLBACK_URL = "http://127.0.0.1:9/hooks/hiapi/token/"


def client(simulated: Simulator, key: str = "sk-demo-key-of-a-test", **settings: Any) -> HiapiProvider:
    hosts = [simulated.base_url.removeprefix("http://"), simulated.asset_url.removeprefix("http://")]
    outbound = Outbound(base_url=simulated.base_url, headers={"Authorization": f"Bearer {key}"}, allow=hosts)
    return HiapiProvider(outbound, **settings)


@contextmanager
def connected(dialect: str = "", **options: Any) -> Iterator[tuple[Simulator, HiapiProvider]]:
    with simulator("hiapi", dialect, **{**FAST, **options}) as simulated:
        yield simulated, client(simulated)


def ordered(provider: HiapiProvider, slug: str = "flux-schnell", key: str = KEY, **changes: Any) -> str:
    return provider.send(provider.draft(order(slug, **changes)), key).task_id


def finished(simulated: Simulator, provider: HiapiProvider, task_id: str) -> Output:
    simulated.advance(100)
    progress = provider.poll([task_id]).progress[task_id]
    assert progress.status is TaskStatus.FINISHED
    return progress.outputs[0]


@pytest.mark.parametrize(
    "dialect",
    ["documented", "guide", "blog", "documented,expiry=milliseconds,statuses=walk", "documented,expiry=missing"],
)
def test_an_order_becomes_a_picture_in_every_dialect(dialect):
    with connected(dialect) as (simulated, provider):
        output = finished(simulated, provider, ordered(provider))
        assert provider.fetch(output, lambda: order("flux-schnell")).startswith(b"\x89PNG")
        assert output.expires_at is not None
        assert simulated.ledger()["billed_micros"] == 5_000


def test_a_repeat_with_the_same_key_buys_nothing():
    with connected() as (simulated, provider):
        simulated.script({"fault": "reset_after", "on": "create", "nth": 1})
        with pytest.raises(Unclear):
            ordered(provider)
        ordered(provider)
        assert simulated.ledger()["billed_micros"] == 5_000


@pytest.mark.parametrize("fault", ["broken_json", "html", "empty", "cut", "close", "500", "503", "huge_json"])
def test_an_order_whose_answer_is_spoilt_is_in_doubt(fault):
    with connected() as (simulated, provider):
        simulated.script({"fault": fault, "on": "create"})
        with pytest.raises(Unclear):
            ordered(provider)


def test_a_key_whose_first_request_is_on_its_way_stays_in_doubt():
    with connected(create_seconds=50.0) as (simulated, provider):
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
            provider.poll(["tk-hiapi-1"])


@pytest.mark.parametrize(
    ("options", "error"),
    [({"balance_micros": 0}, Denied), ({"max_in_flight": 1}, Busy), ({"denied_models": "qwen-image-2.0"}, ModelDenied)],
)
@pytest.mark.parametrize("errors", ["documented", "guide", "blog"])
def test_missing_money_slots_and_permission_are_distinguished(options, error, errors):
    with connected(**options, errors=errors, mean=1000.0) as (_, provider):
        if "max_in_flight" in options:
            ordered(provider, key="another")
        with pytest.raises(error):
            ordered(provider, "qwen-image-2")


def test_the_request_budget_is_reported_with_its_wait():
    with connected(rpm=1, scale=0.1) as (_, provider):
        ordered(provider)
        with pytest.raises(Busy) as reported:
            provider.poll(["tk-hiapi-1"])
        assert 1 <= reported.value.seconds <= 6


@pytest.mark.parametrize("place", ["top", "input"])
def test_the_callback_goes_where_the_setting_says(place):
    other = {"top": "input", "input": "top"}[place]
    with simulator("hiapi", callback_place=place, **FAST) as simulated:
        ordered(client(simulated, callback_placement=place), callback_url=CALLBACK_URL)
        with pytest.raises(Denied, match=f"HIAPI_CALLBACK_PLACEMENT to {place}"):
            ordered(client(simulated, callback_placement=other), key="another", callback_url=CALLBACK_URL)
        assert simulated.ledger()["billed_micros"] == 5_000


@pytest.mark.parametrize("list_output", [True, False])
def test_many_tasks_are_watched_by_list(list_output):
    with connected(list_output=list_output, rpm=0) as (simulated, provider):
        tasks = [ordered(provider, key=f"key-{number}") for number in range(3)]
        simulated.advance(100)
        polled = provider.poll(tasks)
        assert polled.requests == (1 if list_output else 4)
        assert all(polled.progress[task_id].outputs for task_id in tasks)


def test_tasks_that_are_not_listed_yet_are_found_all_the_same():
    with connected(listing_lag=10_000.0) as (_, provider):
        tasks = [ordered(provider, key=f"key-{number}") for number in range(2)]
        polled = provider.poll(tasks)
        assert (set(polled.progress), polled.requests) == (set(tasks), 3)


def test_a_task_that_vanished_is_unknown():
    with connected() as (simulated, provider):
        simulated.script({"fault": "task_vanishes"})
        task_id = ordered(provider)
        assert provider.poll([task_id]).progress == {}


@pytest.mark.parametrize("status", ["403", "404", "410"])
def test_an_address_that_expired_is_replaced_by_asking_again(status):
    with connected(asset_ttl=50.0, asset_gone=status) as (simulated, provider):
        task_id = ordered(provider)
        first = finished(simulated, provider, task_id)
        simulated.advance(1000)
        with pytest.raises(OutputGone):
            provider.fetch(first, lambda: order("flux-schnell"))
        second = provider.poll([task_id]).progress[task_id].outputs[0]
        assert provider.fetch(second, lambda: order("flux-schnell")).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("address_private", OutputRefused),
        ("address_trap", OutputRefused),
        ("address_redirects", OutputRefused),
        ("address_loops", OutputRefused),
        ("picture_gzip_bomb", OutputRefused),
        ("picture_huge", OutputRefused),
        ("picture_lying_length", FetchFailed),
    ],
)
def test_a_bad_address_costs_a_picture_and_nothing_more(fault, error):
    with connected() as (simulated, provider):
        simulated.script({"fault": fault})
        output = finished(simulated, provider, ordered(provider))
        with pytest.raises(error):
            provider.fetch(output, lambda: order("flux-schnell"))


@pytest.mark.parametrize("dialect", ["documented", "documented,model_with_route=true", "blog"])
def test_an_order_without_an_answer_is_found_in_the_list(dialect):
    with connected(dialect) as (simulated, provider):
        ordered(provider, "qwen-image-2", key="another")
        simulated.script({"fault": "reset_after", "on": "create", "nth": 1})
        with pytest.raises(Unclear):
            ordered(provider)
        lost = simulated.tasks()[-1]["id"]
        found = provider.find(provider.draft(order("flux-schnell")), datetime.now(UTC), 5)
        assert (list(found.task_ids), found.is_complete, found.requests) == ([lost], True, 1)
        long_ago = provider.find(provider.draft(order("flux-schnell")), datetime.now(UTC) - timedelta(hours=1), 5)
        assert list(long_ago.task_ids) == []


def test_a_list_longer_than_may_be_read_is_not_complete():
    with connected(rpm=0) as (_, provider):
        for number in range(101):
            ordered(provider, key=f"key-{number}")
        draft = provider.draft(order("flux-schnell"))
        found = provider.find(draft, datetime.now(UTC), 1)
        assert (len(found.task_ids), found.is_complete) == (100, False)
        assert len(provider.find(draft, datetime.now(UTC), 2).task_ids) == 101
