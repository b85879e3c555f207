"""What all simulators share: processes, options, time, measures and the bill."""

import io
import json
import signal
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from PIL import Image

from tests.simulators import Simulator, simulator
from tests.simulators.conftest import client, download
from tests.simulators.measures import peak
from tests.simulators.running import ROOT
from tests.simulators.site import options_for
from tests.waiting import PATIENCE

BODY = {"model": "flux-schnell/text-to-image", "input": {"prompt": "a mug", "aspect_ratio": "1:1"}}


def bought(sim: Simulator, account: httpx.Client) -> str:
    task_id: str = account.post("/v1/tasks", json=BODY).json()["data"]["taskId"]
    return task_id


def test_it_runs_by_hand_until_it_is_stopped():
    command = [sys.executable, "-m", "tests.simulators", "hiapi", "--dialect", "guide,expiry=iso", "--cap", "3"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        base_url = process.stdout.readline().strip()
        with urllib.request.urlopen(f"{base_url}/_control/options") as answer:
            options = json.load(answer)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert (options["cap"], options["expiry"], options["callback_place"]) == (3, "iso", "input")


def test_in_a_process_of_its_own_it_is_asked_the_same_way():
    with simulator("hiapi", apart=True, cap=2) as sim, client(sim) as account:
        sim.script({"fault": "503", "nth": 1})
        assert [account.post("/v1/tasks", json=BODY).status_code for _ in range(2)] == [503, 200]
        assert sim.ledger()["billed_micros"] == 5_000


@pytest.mark.parametrize(
    ("dialect", "options", "message"),
    [
        ("french", {}, "No dialect french"),
        ("statuses=odd", {}, "statuses is one of"),
        ("", {"colour": "red"}, "No option colour"),
    ],
)
def test_an_option_that_does_not_exist_is_refused(dialect, options, message):
    with pytest.raises(ValueError, match=message):
        options_for("hiapi", dialect, **options)


def test_time_runs_faster_at_a_smaller_scale():
    with simulator("hiapi", scale=0.001, mean=30, sigma=0, rpm=0) as sim, client(sim) as account:
        task_id = bought(sim, account)
        task = sim.tasks()[0]
        while account.get(f"/v1/tasks/{task_id}").json()["data"]["status"] != "success":
            pass
        assert sim.tasks()[0]["phase"] == "done"
    assert task["finished"] - task["created"] == pytest.approx(0.03, abs=1e-4)


def test_tasks_beyond_the_cap_wait_in_the_order_they_came():
    with simulator("hiapi", scale=10, cap=2, mean=30, sigma=0, rpm=0) as sim, client(sim) as account:
        for _ in range(6):
            bought(sim, account)
        tasks = sim.tasks()
    waits = [task["started"] - tasks[0]["created"] for task in tasks]
    assert waits == pytest.approx([0, 0, 300, 300, 600, 600], abs=5)


def test_service_times_come_from_the_seed():
    seconds_by_seed = []
    for seed in (1, 1, 2):
        with simulator("hiapi", seed=seed, cap=40, rpm=0) as sim, client(sim) as account:
            for _ in range(40):
                bought(sim, account)
            seconds_by_seed.append([task["finished"] - task["started"] for task in sim.tasks()])
    assert seconds_by_seed[0] == pytest.approx(seconds_by_seed[1])
    assert seconds_by_seed[0] != pytest.approx(seconds_by_seed[2])
    assert 25 < sum(seconds_by_seed[0]) / 40 < 35


def test_floor_span_and_peak_are_measured():
    with simulator("hiapi", scale=10, cap=2, mean=30, sigma=0, rpm=0) as sim, client(sim) as account:
        for _ in range(4):
            bought(sim, account)
        stats = sim.stats()
    assert (stats["work_seconds"], stats["floor_seconds"]) == (pytest.approx(1200), pytest.approx(600))
    assert stats["span_seconds"] == pytest.approx(600, abs=5)
    assert (stats["peak_outstanding"], stats["requests"]["create"]) == (4, 4)


def test_a_peak_counts_what_is_open_at_once():
    assert peak([(0, 10), (5, 15), (10, 20), (12, 13)]) == 3


def test_lags_are_counted_from_the_end_in_provider_seconds():
    with simulator("hiapi", scale=10, mean=30, sigma=0) as sim, client(sim) as account:
        task_id = bought(sim, account)
        sim.advance(34)
        url = account.get(f"/v1/tasks/{task_id}").json()["data"]["output"][0]["url"]
        sim.advance(3)
        download(url)
        stats = sim.stats()
    assert stats["seen_lag_provider_seconds"]["p50"] == pytest.approx(4, abs=0.5)
    assert stats["fetch_lag_provider_seconds"]["p50"] == pytest.approx(7, abs=0.5)


def test_the_bill_counts_every_purchase_of_every_account_exactly():
    with simulator("hiapi", rpm=0) as sim, ExitStack() as stack, ThreadPoolExecutor(8) as pool:
        accounts = [stack.enter_context(client(sim, key=f"sk-account-{number}-0123456789")) for number in range(4)]
        list(pool.map(lambda number: bought(sim, accounts[number % 4]), range(200)))
        bill = sim.ledger()
    assert (len(bill["accepted"]), bill["billed_micros"]) == (200, 1_000_000)
    assert set(bill["by_account"].values()) == {250_000}
    assert list(bill["per_input"].values()) == [200]
    assert len({entry["task_id"] for entry in bill["accepted"]}) == 200


def test_everything_is_forgotten_when_asked():
    with simulator("hiapi", rpm=0) as sim, client(sim) as account:
        task_id = bought(sim, account)
        sim.reset()
        assert account.get(f"/v1/tasks/{task_id}").status_code == 404
        assert (sim.ledger()["accepted"], sim.callbacks(), sim.tasks()) == ([], [], [])


@pytest.mark.parametrize(("file_format", "name"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
def test_pictures_have_the_ratio_ordered_and_bytes_of_their_own(file_format, name):
    wide = {**BODY, "input": {"prompt": "a mug", "aspect_ratio": "16:9"}}
    with simulator("hiapi", picture_format=file_format, url_extension="jpg") as sim, client(sim) as account:
        ids = [account.post("/v1/tasks", json=wide).json()["data"]["taskId"] for _ in range(2)]
        sim.advance(120)
        urls = [account.get(f"/v1/tasks/{task_id}").json()["data"]["output"][0]["url"] for task_id in ids]
        data = [download(url).content for url in [*urls, urls[0]]]
    pictures = [Image.open(io.BytesIO(each)) for each in data]
    for opened in pictures:
        opened.load()
    assert [(each.format, each.size) for each in pictures] == [(name, (64, 36))] * 3
    assert data[0] == data[2] != data[1]


def test_pictures_may_have_the_size_ordered():
    with simulator("hiapi", pixels=0) as sim, client(sim) as account:
        task_id = account.post("/v1/tasks", json=BODY).json()["data"]["taskId"]
        sim.advance(120)
        url = account.get(f"/v1/tasks/{task_id}").json()["data"]["output"][0]["url"]
        assert Image.open(io.BytesIO(download(url).content)).size == (1024, 1024)


def test_a_guessed_address_has_no_picture():
    with simulator("hiapi") as sim, client(sim) as account:
        task_id = bought(sim, account)
        sim.advance(120)
        assert download(f"{sim.asset_url}/tasks/{task_id}/0/0/0.png").status_code == 404


@pytest.mark.parametrize("vendor", ["hiapi", "pixelmuse", "imagepipeline"])
def test_every_vendor_refuses_a_request_without_a_key(vendor):
    paths = {"hiapi": "/v1/tasks", "pixelmuse": "/api/v1/images", "imagepipeline": "/generate/v3"}
    with simulator(vendor, keys="only-this-key") as sim, client(sim, key="another-key") as account:
        assert account.post(paths[vendor], json={}).status_code == 401
        assert sim.ledger()["refused"] == {"401": 1}


@pytest.mark.parametrize(
    "sent", [b"nonsense\r\n\r\n", b"POST /v1/tasks HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"GET / HTTP/1.1\r\n"]
)
def test_what_is_no_http_ends_its_own_connection_only(sent):
    with simulator("hiapi") as sim, client(sim) as account:
        host, port = sim.base_url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as plain:
            plain.sendall(sent)
            plain.shutdown(socket.SHUT_WR)
            assert plain.recv(100)[:12] in (b"HTTP/1.1 400", b"")
        assert account.get("/v1/tasks").status_code == 200
