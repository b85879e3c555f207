"""The simulated imagepipeline.io speaks version 3 and its successor."""

import json

import httpx
import pytest

from tests.simulators import Simulator, simulator
from tests.simulators.conftest import KEY, NO_TLS, Receiver, client, download

V3, SUCCESSOR = "/generate/v3", "/generate/image/v1"
TASK_SECONDS = 120


def create(sim: Simulator, path: str = V3, **fields: object) -> httpx.Response:
    with client(sim) as account:
        return account.post(path, json={"prompt": "a mug", **fields})


def status(sim: Simulator, task_id: str, path: str = V3) -> dict[str, object]:
    with client(sim) as account:
        shown: dict[str, object] = account.get(f"{path}/status/{task_id}").json()
        return shown


def finished(sim: Simulator, path: str = V3, **fields: object) -> dict[str, object]:
    answer = create(sim, path, **fields).json()
    sim.advance(TASK_SECONDS)
    return status(sim, answer.get("id") or answer["job_id"], path)


def test_an_order_is_pending_then_succeeds_with_one_address_a_sample():
    with simulator("imagepipeline") as sim:
        answer = create(sim, samples=3, width=768, height=512).json()
        sim.advance(TASK_SECONDS)
        done = status(sim, answer["id"])
        pictures = [download(url) for url in done["download_urls"]]
    assert (answer["status"], set(answer)) == ("PENDING", {"status", "id"})
    assert (done["status"], [picture.status_code for picture in pictures]) == ("SUCCESS", [200] * 3)


def test_samples_left_out_are_two():
    with simulator("imagepipeline") as sim:
        assert len(finished(sim)["download_urls"]) == 2
        assert sim.ledger()["billed_pictures"] == 2


def test_the_answer_may_come_only_with_success():
    with simulator("imagepipeline", answers="blocking", scale=0.001) as sim:
        done = create(sim, samples=1).json()
    assert (done["status"], len(done["download_urls"])) == ("SUCCESS", 1)


@pytest.mark.parametrize(
    "wrong",
    [{"samples": 5}, {"samples": 0}, {"width": 1537}, {"height": "wide"}, {"aspect_ratio": "1:1"}, {"prompt": ""}],
)
def test_what_is_out_of_range_is_a_failure_and_not_accepted(wrong):
    with simulator("imagepipeline") as sim:
        answer = create(sim, **wrong)
        assert sim.ledger()["accepted"] == []
    assert (answer.status_code, answer.json()["status"]) == (400, "FAILURE")
    assert next(iter(wrong)) in answer.json()["error"]


def test_numbers_may_come_as_text():
    with simulator("imagepipeline") as sim:
        assert create(sim, width="768", height="768", samples="1").status_code == 200
        assert sim.tasks()[0]["input"]["width"] == 768


@pytest.mark.parametrize("field", ["error", "message", "error_message", "detail", "reason_text"])
def test_a_failure_says_why_under_the_name_that_is_set(field):
    with simulator("imagepipeline", failure_field="whole" if field == "reason_text" else field) as sim:
        sim.script({"fault": "task_fails", "message": "no memory"})
        assert finished(sim) == {"status": "FAILURE", field: "no memory"}


@pytest.mark.parametrize(("miss", "expected"), [("404", 404), ("403", 403), ("empty", 200)])
def test_addresses_may_come_before_their_pictures(miss, expected):
    with simulator("imagepipeline", queued_miss=miss) as sim:
        answer = create(sim, samples=1, queued_image_urls=True).json()
        early = download(answer["download_urls"][0])
        sim.advance(TASK_SECONDS)
        late = download(answer["download_urls"][0])
    assert (answer["status"], early.status_code, late.status_code) == ("PENDING", expected, 200)
    assert not early.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("created_status", [200, 201, 202])
def test_a_create_is_answered_with_the_status_that_is_set(created_status):
    with simulator("imagepipeline", created_status=created_status, status_case="lower") as sim:
        answer = create(sim)
    assert (answer.status_code, answer.json()["status"]) == (created_status, "pending")


def test_the_webhook_brings_json(receiver: Receiver):
    with simulator("imagepipeline") as sim:
        done = finished(sim, samples=1, webhook=receiver.url)
        assert json.loads(receiver.next().body) == done


def test_the_webhook_brings_raw_pictures_one_by_one(receiver: Receiver):
    with simulator("imagepipeline", webhook_body="raw") as sim:
        done = finished(sim, samples=2, webhook=receiver.url)
        came = [receiver.next(), receiver.next()]
        assert [each.body for each in came] == [download(url).content for url in done["download_urls"]]
    assert came[0].headers["content-type"] == "image/png"


def test_a_bearer_key_is_not_taken():
    with simulator("imagepipeline") as sim, httpx.Client(trust_env=False, verify=NO_TLS) as bearer:
        headers = {"Authorization": f"Bearer {KEY}"}
        assert bearer.post(f"{sim.base_url}{V3}", json={"prompt": "a mug"}, headers=headers).status_code == 401


def test_a_dedicated_server_may_be_needed_and_is_billed_by_the_hour():
    with simulator("imagepipeline", needs_server=True) as sim:
        refused = create(sim)
        finished(sim, server_id="demo-server")
        sim.advance(3600)
        finished(sim, server_id="demo-server")
        bill = sim.ledger()
    assert "server_id" in refused.json()["error"]
    assert (bill["billed_micros"], bill["server_hours"], bill["server_micros"]) == (0, 2, 2_000_000)


def test_the_successor_gives_a_job_with_progress_and_one_result():
    with simulator("imagepipeline", "successor", scale=10, mean=100, sigma=0) as sim:
        job = create(sim, SUCCESSOR).json()
        sim.advance(50)
        half = status(sim, job["job_id"], SUCCESSOR)
        sim.advance(51)
        done = status(sim, job["job_id"], SUCCESSOR)
        picture = download(done["result_url"])
        bill = sim.ledger()
    assert (job["status"], half["status"], half["progress"]) == ("queued", "processing", 50)
    assert (done["status"], done["result_mime_type"]) == ("completed", "image/png")
    assert len(picture.content) == done["result_size_bytes"]
    assert bill["billed_micros"] == 10_000


def test_the_successor_names_the_wrong_field_as_fastapi_does():
    with simulator("imagepipeline", "successor") as sim:
        answer = create(sim, SUCCESSOR, width=1025)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "width"]


@pytest.mark.parametrize(("code", "is_retryable"), [("MODEL_ERROR", True), ("INPUT_INVALID", False)])
def test_the_successor_says_whether_a_failure_may_be_retried(code, is_retryable):
    with simulator("imagepipeline", "successor") as sim:
        sim.script({"fault": "task_fails", "code": code})
        done = finished(sim, SUCCESSOR)
    assert (done["status"], done["failure_reason_code"], done["retryable"]) == ("failed", code, is_retryable)


def test_the_successor_calls_back_with_its_result(receiver: Receiver):
    with simulator("imagepipeline", "successor") as sim:
        done = finished(sim, SUCCESSOR, callback_url=receiver.url)
        body = json.loads(receiver.next().body)
    assert (body["job_id"], body["status"], body["result_url"]) == (done["job_id"], "completed", done["result_url"])


def test_each_version_knows_only_its_own_path():
    with simulator("imagepipeline") as third, simulator("imagepipeline", "successor") as successor:
        assert create(third, SUCCESSOR).status_code == 404
        assert create(successor, V3).status_code == 404
