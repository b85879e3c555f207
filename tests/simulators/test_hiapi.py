"""The simulated hiapi does what its guides, its documentation and its blog say, each when asked to."""

import pytest

from tests.simulators import simulator
from tests.simulators.conftest import client, download
from tests.simulators.hiapi_client import SCHNELL, TASK_SECONDS, create, created, finished, read_task, with_input

QWEN = {"model": "qwen-image-2.0", "input": {"prompt": "a mug", "size": "2048*2048"}}
GPT = {"model": "gpt-image-2/text-to-image", "input": {"prompt": "a mug", "aspect_ratio": "1:1"}}


def test_a_task_is_bought_runs_and_delivers_one_picture():
    with simulator("hiapi") as sim:
        task_id = created(sim)
        assert len(task_id) == 35
        assert read_task(sim, task_id)["completed"] == 0
        sim.advance(TASK_SECONDS)
        done = read_task(sim, task_id)
        picture = download(done["output"][0]["url"])
        bill = sim.ledger()
    assert done["status"] == "success"
    assert picture.content.startswith(b"\x89PNG")
    assert (bill["billed_micros"], bill["settled_micros"], bill["billed_pictures"]) == (5_000, 5_000, 1)


@pytest.mark.parametrize(
    ("statuses", "walk"),
    [
        ("documented", ["queued", "handling", "archiving", "success"]),
        ("walk", ["handling", "handling", "archiving", "success"]),
        ("guide", ["handling", "handling", "handling", "success"]),
        ("blog", ["pending", "processing", "processing", "succeeded"]),
    ],
)
def test_a_task_walks_through_the_words_of_its_dialect(statuses, walk):
    with simulator("hiapi", scale=10, cap=1, mean=100, sigma=0, statuses=statuses) as sim:
        created(sim)
        second = created(sim)
        seen = [read_task(sim, second)["status"]]
        for seconds in (110, 85, 30):
            sim.advance(seconds)
            seen.append(read_task(sim, second)["status"])
    assert seen == walk


@pytest.mark.parametrize(
    ("expiry", "kind"), [("seconds", int), ("milliseconds", int), ("iso", str), ("missing", type(None))]
)
def test_the_expiry_has_the_form_of_its_dialect(expiry, kind):
    with simulator("hiapi", expiry=expiry) as sim:
        at = finished(sim)["output"][0].get("expireAt")
    assert type(at) is kind
    assert kind is not int or (at > 1e11) == (expiry == "milliseconds")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (with_input(SCHNELL, resolution="2K"), "additional properties not allowed: resolution"),
        (with_input(SCHNELL, aspect_ratio="5:7"), "aspect_ratio"),
        (
            with_input(QWEN, size="2688x1536"),
            "invalid input: size: value must be one of '2688*1536', '2368*1728', '2048*2048', '1728*2368', '1536*2688'",
        ),
        (with_input(QWEN, aspect_ratio="1:1"), "additional properties not allowed: aspect_ratio"),
        ({**SCHNELL, "input": {"aspect_ratio": "1:1"}}, "prompt"),
        ({**SCHNELL, "quality": "high"}, "additional properties not allowed: quality"),
        ({**SCHNELL, "model": "flux-9"}, "model not found"),
        ({**SCHNELL, "route": "gamma"}, "default, beta"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused_and_not_billed(body, message):
    with simulator("hiapi", errors="guide") as sim:
        answer = create(sim, body)
        bill = sim.ledger()
    assert answer.status_code == 400
    assert message in answer.json()["message"]
    assert (bill["accepted"], bill["refused"]) == ([], {"400": 1})


def test_schemas_differ_between_guide_documentation_and_recipe():
    seeded, wide = with_input(QWEN, seed=7), with_input(SCHNELL, aspect_ratio="21:9")
    statuses_by_schema = {}
    for schemas in ("documented", "guide", "recipe"):
        with simulator("hiapi", schemas=schemas) as sim:
            statuses_by_schema[schemas] = [create(sim, seeded).status_code, create(sim, wide).status_code]
    assert statuses_by_schema == {"documented": [200, 200], "guide": [400, 200], "recipe": [400, 400]}


def test_the_documentation_crosses_ratio_and_resolution_of_gpt_image_2():
    with simulator("hiapi", schemas="documented") as sim:
        statuses = [
            create(sim, with_input(GPT, resolution=resolution, aspect_ratio=ratio)).status_code
            for ratio, resolution in (("auto", "1K"), ("auto", "2K"), ("1:1", "4K"), ("16:9", "4K"))
        ]
    assert statuses == [200, 400, 400, 200]


@pytest.mark.parametrize(("gpt_id", "statuses"), [("suffixed", [200, 400]), ("bare", [400, 200]), ("both", [200, 200])])
def test_gpt_image_2_goes_by_the_id_of_the_dialect(gpt_id, statuses):
    with simulator("hiapi", gpt_id=gpt_id) as sim:
        assert [create(sim, {**GPT, "model": name}).status_code for name in (GPT["model"], "gpt-image-2")] == statuses


def test_a_reference_is_taken_only_under_the_field_that_is_set():
    order = {"model": "flux-1.1-pro", "input": {"prompt": "a mug", "image_prompt": "https://example.com/a.png"}}
    with simulator("hiapi") as sim:
        refused = create(sim, order).status_code
        sim.set(reference_field="image_prompt")
        assert (refused, create(sim, order).status_code) == (400, 200)


@pytest.mark.parametrize(
    ("options", "status", "shape"),
    [
        ({"errors": "documented"}, 400, {"code", "message", "data", "error_code"}),
        ({"errors": "guide"}, 400, {"code", "message"}),
        ({"errors": "blog"}, 400, {"error"}),
        ({"errors": "documented", "errors_in_200": True}, 200, {"code", "message", "data", "error_code"}),
        ({"errors": "blog", "errors_in_200": True}, 200, {"error"}),
    ],
)
def test_an_error_has_the_shape_and_the_status_of_its_dialect(options, status, shape):
    with simulator("hiapi", **options) as sim:
        answer = create(sim, with_input(SCHNELL, resolution="2K"))
    assert (answer.status_code, set(answer.json())) == (status, shape)


@pytest.mark.parametrize(("errors", "status"), [("guide", 200), ("documented", 401), ("blog", 401)])
def test_a_revoked_key_is_refused_inside_200_or_by_status(errors, status):
    with simulator("hiapi", errors=errors) as sim, client(sim, key="sk-revoked-0123456") as account:
        answer = account.post("/v1/tasks", json=SCHNELL)
    assert answer.status_code == status
    assert "taskId" not in answer.text


def test_the_guide_names_permission_denied_for_a_model_outside_the_plan():
    with simulator("hiapi", "guide", denied_models="gpt-image-2/text-to-image") as sim:
        answer = create(sim, GPT)
    assert answer.status_code == 200
    assert answer.json()["error"]["code"] == "permission_denied"


def test_every_call_counts_towards_60_a_minute():
    with simulator("hiapi") as sim, client(sim) as account:
        answers = [account.get("/v1/tasks") for _ in range(61)]
        sim.advance(61)
        after = account.get("/v1/tasks")
        early = sim.stats()["too_soon"]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert answers[9].headers["X-RateLimit-Remaining"] == "50"
    assert 1 <= int(answers[60].headers["Retry-After"]) <= 60
    assert after.status_code == 200
    assert set(early.values()) == {0}


def test_a_client_that_does_not_wait_for_retry_after_is_counted():
    with simulator("hiapi", rpm=1) as sim, client(sim) as account:
        for _ in range(4):
            account.get("/v1/tasks")
        assert set(sim.stats()["too_soon"].values()) == {2}


def test_the_list_is_newest_first_with_sizes_brought_into_range():
    with simulator("hiapi", rpm=0) as sim, client(sim) as account:
        ids = [created(sim) for _ in range(3)]
        page = account.get("/v1/tasks", params={"page": -4, "size": 9000}).json()["data"]
        second = account.get("/v1/tasks", params={"page": 2, "size": 2}).json()["data"]
    assert (page["page"], page["size"], page["total"]) == (1, 100, 3)
    assert [row["taskId"] for row in page["tasks"]] == ids[::-1]
    assert [row["taskId"] for row in second["tasks"]] == ids[:1]
    assert "input" not in page["tasks"][0]


@pytest.mark.parametrize("has_output", [True, False])
def test_rows_of_the_list_carry_the_output_or_not(has_output):
    with simulator("hiapi", list_output=has_output) as sim, client(sim) as account:
        finished(sim)
        row = account.get("/v1/tasks").json()["data"]["tasks"][0]
    assert row["status"] == "success"
    assert ("output" in row) == has_output


def test_a_new_task_may_be_listed_late():
    with simulator("hiapi", listing_lag=60) as sim, client(sim) as account:
        created(sim)
        totals = [account.get("/v1/tasks").json()["data"]["total"]]
        sim.advance(61)
        totals.append(account.get("/v1/tasks").json()["data"]["total"])
    assert totals == [0, 1]


def test_a_task_of_another_account_is_not_found():
    with simulator("hiapi") as sim, client(sim, key="sk-other-0123456789") as other:
        task_id = created(sim)
        assert other.get(f"/v1/tasks/{task_id}").status_code == 404
        assert other.get("/v1/tasks").json()["data"]["total"] == 0


@pytest.mark.parametrize("gone", ["403", "404", "410"])
def test_an_address_expires_and_asking_again_gives_a_fresh_one(gone):
    with simulator("hiapi", asset_gone=gone, asset_ttl=600) as sim:
        done = finished(sim)
        sim.advance(601)
        expired = download(done["output"][0]["url"])
        fresh = download(read_task(sim, done["taskId"])["output"][0]["url"])
    assert (expired.status_code, fresh.status_code) == (int(gone), 200)


def test_an_address_may_expire_for_good():
    with simulator("hiapi", renews=False, asset_ttl=600) as sim:
        done = finished(sim)
        sim.advance(601)
        assert download(read_task(sim, done["taskId"])["output"][0]["url"]).status_code == 404


def test_an_account_without_money_is_answered_402_and_billed_nothing_more():
    with simulator("hiapi", balance_micros=12_000) as sim:
        assert [create(sim).status_code for _ in range(3)] == [200, 200, 402]
        assert sim.ledger()["billed_micros"] == 10_000


def test_too_many_tasks_in_flight_meet_429():
    with simulator("hiapi", max_in_flight=2) as sim:
        statuses = [create(sim).status_code for _ in range(3)]
        sim.advance(TASK_SECONDS)
        assert [*statuses, create(sim).status_code] == [200, 200, 429, 200]


@pytest.mark.parametrize(("bills", "micros"), [(False, 0), (True, 5_000)])
def test_a_failed_task_names_its_error_and_is_billed_as_set(bills, micros):
    with simulator("hiapi", bills_failures=bills) as sim:
        sim.script({"fault": "task_fails", "code": "TASK_TIMEOUT", "message": "took too long"})
        done = finished(sim)
        assert sim.ledger()["billed_micros"] == micros
    assert (done["status"], done["error"]) == ("fail", {"code": "TASK_TIMEOUT", "message": "took too long"})


def test_prices_are_those_of_the_list_by_resolution():
    banana = {"model": "nano-banana-2", "input": {"prompt": "a mug"}}
    with simulator("hiapi") as sim:
        for body in (SCHNELL, QWEN, *(with_input(banana, resolution=each) for each in ("1K", "2K", "4K"))):
            create(sim, body)
        assert [entry["micros"] for entry in sim.ledger()["accepted"]] == [5_000, 25_000, 85_000, 76_000, 114_000]


def test_the_price_list_needs_no_key():
    with simulator("hiapi") as sim:
        items = download(f"{sim.base_url}/api/pricing").json()["data"]
    assert {item["model_name"]: item["base_usd_value"] for item in items}["qwen-image-2.0"] == 0.025


def test_other_bodies_than_a_json_object_are_refused():
    with simulator("hiapi") as sim, client(sim) as account:
        answers = [
            account.post("/v1/tasks", data={"model": "x"}),
            account.post("/v1/tasks", content=b"{", headers={"Content-Type": "application/json"}),
            account.post("/v1/tasks", json=[]),
            account.post("/v1/tasks", json={"prompt": "x" * 10_500_000}),
        ]
    assert [answer.status_code for answer in answers] == [415, 400, 400, 413]
