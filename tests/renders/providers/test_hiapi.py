"""hiapi: what is sent, and what every form of every answer means."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from renders.outbound import BadAnswer, Forbidden, Gone, NoAnswer, NotSent, TooLarge
from renders.providers import (
    Busy,
    Denied,
    FetchFailed,
    ModelDenied,
    OrderReceipt,
    Output,
    OutputGone,
    OutputRefused,
    Refused,
    TaskStatus,
    Unclear,
)
from renders.providers.hiapi.adapter import HiapiProvider
from renders.providers.hiapi.responses import expiry_of, proposed_values
from tests.renders.providers.scripted import KEY, Scripted, answer, order

TASK = "tk-hiapi-01KA2B3C4D5E6F7G8H9J0K1M2N"
LINK = "https://temp.hiapi.ai/tasks/1/0.png?signature=s"
CALLBACK_URL = "https://packshot.example/hooks/hiapi/token/"
QWEN_REFUSAL = (
    "invalid input: size: value must be one of '2688*1536', '2368*1728', '2048*2048', '1728*2368', '1536*2688'"
)


def task(end="success", task_id=TASK, **changes):
    """The data of a task as the documentation has it."""
    fields = {"taskId": task_id, "model": "flux-schnell/text-to-image", "status": end, "created": 1, "completed": 0}
    if end == "success":
        fields["output"] = [{"url": LINK, "type": "image", "expireAt": 1_795_203_631}]
    if end == "fail":
        fields["error"] = {"code": "TASK_FAILED", "message": "generation failed"}
    return {**fields, **changes}


def success(data, status=200, **headers):
    return answer({"code": 200, "message": "success", "data": data}, status, **headers)


def listed(*tasks):
    return success({"page": 1, "size": 100, "total": len(tasks), "tasks": list(tasks)})


def connected(*answers, files=None, **settings):
    """An adapter that will get these answers, and the way out it goes."""
    outbound = Scripted(list(answers), files or {})
    return HiapiProvider(outbound, **settings), outbound


def sent(*answers, slug="flux-schnell", callback_url="", placement="top", **changes):
    """What became of one order, and the requests it took."""
    provider, outbound = connected(*answers, callback_placement=placement)
    return provider.send(provider.draft(order(slug, callback_url=callback_url, **changes)), KEY), outbound.requests


def polled(*answers, ids=(TASK,), **options):
    provider, outbound = connected(*answers)
    found = provider.poll(list(ids), **options)
    assert found.requests == len(outbound.requests)
    return found, [call.path for call in outbound.requests]


def test_an_order_has_a_model_and_its_input_and_nothing_else():
    receipt, requests = sent(success({"taskId": TASK}), aspect="4:5")
    assert receipt == OrderReceipt(task_id=TASK)
    assert (requests[0].method, requests[0].path) == ("POST", "/v1/tasks")
    assert requests[0].body == {
        "model": "flux-schnell/text-to-image",
        "input": {"prompt": "One mug", "aspect_ratio": "4:5"},
    }


def test_qwen_gets_its_size_by_its_own_name():
    _, requests = sent(success({"taskId": TASK}), slug="qwen-image-2", aspect="4:3")
    assert requests[0].body["model"] == "qwen-image-2.0"
    assert requests[0].body["input"]["size"] == "2368*1728"


def test_the_attempts_key_makes_a_repeat_harmless():
    provider, _ = connected()
    _, requests = sent(success({"taskId": TASK}))
    assert requests[0].headers == {"Idempotency-Key": KEY}
    assert provider.abilities.replays_by_key


def test_the_same_order_is_the_same_to_the_byte():
    provider, _ = connected()
    assert provider.draft(order("qwen-image-2")) == provider.draft(order("qwen-image-2"))


@pytest.mark.parametrize("placement", ["top", "input"])
def test_the_address_for_reports_stands_where_the_setting_says(placement):
    _, requests = sent(success({"taskId": TASK}), callback_url=CALLBACK_URL, placement=placement)
    body = requests[0].body
    place = body if placement == "top" else body["input"]
    assert place["callback"] == {"url": CALLBACK_URL, "when": "final"}
    assert json.dumps(body).count('"callback"') == 1


def test_a_refused_place_of_the_callback_names_the_setting_and_is_not_sent_again():
    provider, outbound = connected(answer({"code": 400, "message": "additional properties not allowed: callback"}, 400))
    with pytest.raises(Denied, match="HIAPI_CALLBACK_PLACEMENT to input; it is top"):
        provider.send(provider.draft(order("flux-schnell", callback_url=CALLBACK_URL)), KEY)
    assert len(outbound.requests) == 1


def test_without_a_key_nothing_is_sent():
    provider, outbound = connected(has_key=False)
    with pytest.raises(Denied, match="hiapi has no key"):
        provider.send("{}", KEY)
    assert outbound.requests == []


def test_a_value_that_is_not_allowed_is_answered_with_those_that_are():
    with pytest.raises(Refused) as reported:
        sent(answer({"code": 400, "message": QWEN_REFUSAL}, 400))
    listed = ["2688*1536", "2368*1728", "2048*2048", "1728*2368", "1536*2688"]
    assert (reported.value.field, reported.value.values) == ("size", listed)


def test_a_refusal_that_lists_nothing_proposes_nothing():
    assert proposed_values("additional properties not allowed: resolution") == ("", [])


DENIED_IN_200 = {"error": {"code": "permission_denied", "message": "No (request_id: req_1)", "type": "hiapi_error"}}
BLOG = {"error": {"code": "model_not_found", "message": "no such model", "request_id": "req_2"}}


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (answer(DENIED_IN_200), ModelDenied, "revoked key.*req_1"),
        (answer(DENIED_IN_200, 500), ModelDenied, "sk- prefix"),
        (answer({"code": 401, "message": "bad key"}), Denied, "bad key"),
        (answer({}, 401), Denied, "refused our key"),
        (answer(b"<html>", 403), ModelDenied, "for this image model"),
        (answer({"code": 402, "message": "insufficient"}, 402), Denied, "balance"),
        (answer({"error": {"code": "insufficient_balance", "message": "no money"}}), Denied, "balance"),
        (answer(b"", 302, Location="https://www.hiapi.ai/v1/tasks"), Denied, "www.hiapi.ai"),
        (answer(b"<html>", 404), Denied, "its address may be set wrongly"),
        (answer({"code": 400, "message": "additional properties not allowed: resolution"}, 400), Refused, "resolution"),
        (answer({"code": 400, "message": "additional properties not allowed: resolution"}), Refused, "resolution"),
        (answer({"code": 400, "message": "no", "data": None, "error_code": "INVALID_REQUEST"}, 400), Refused, "no"),
        (answer(BLOG, 404), Refused, r"no such model \(request req_2\)"),
        (answer({"code": 415, "message": "type"}, 415), Refused, "type"),
        (answer({"code": 422, "message": "prompt too long"}, 422), Refused, "too long"),
        (answer({"error": "something"}), Unclear, "something"),
        (answer({"error": {"code": "server_error", "message": "oh"}}), Unclear, "oh"),
        (answer({"code": 422, "error_code": "IDEMPOTENCY_KEY_MISMATCH", "message": "other"}, 422), Unclear, "other"),
        (answer({"code": 500, "message": "oh"}), Unclear, "oh"),
        (answer({"code": 503, "error_code": "MODEL_UNAVAILABLE", "message": "later"}, 503), Unclear, "later"),
        (answer({"code": 503, "message": "unavailable"}, 503, Retry_After="20"), Unclear, "unavailable"),
        (answer({"code": 409, "error_code": "IDEMPOTENCY_KEY_PROCESSING"}, 409, Retry_After="3"), Unclear, "at work"),
        (answer({"code": 408, "message": "slow"}, 408), Unclear, "slow"),
        (answer({"code": 200, "message": "queue full", "data": {}}), Unclear, "queue full"),
        (answer({"code": 200, "data": {"taskId": "x" * 200}}), Unclear, "no task"),
        (answer(b"<html>"), Unclear, "HTTP 200"),
        (answer(b"<html>", 502), Unclear, "HTTP 502"),
        (answer([1]), Unclear, "HTTP 200"),
        (NoAnswer("lost"), Unclear, "lost"),
        (BadAnswer("bad"), Unclear, "bad"),
        (Forbidden("not there"), Denied, "Its address or its key may be set wrongly"),
        (NotSent("nobody"), Busy, "nobody"),
    ],
)
def test_an_order_that_was_not_taken_says_what_that_means(reply, error, words):
    with pytest.raises(error, match=words):
        sent(reply)


def test_the_status_401_is_about_the_key_whatever_the_code_says():
    with pytest.raises(Denied) as caught:
        sent(answer(DENIED_IN_200, 401))
    assert not isinstance(caught.value, ModelDenied)


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (answer({"code": 429, "message": "slow down"}, 429, Retry_After="7"), 7),
        (answer({"error": {"code": "rate_limit_exceeded", "message": "slow"}}, Retry_After="9"), 9),
    ],
)
def test_a_busy_vendor_is_come_back_to_when_it_says(reply, seconds):
    with pytest.raises(Busy) as reported:
        sent(reply)
    assert reported.value.seconds == seconds


@pytest.mark.parametrize("word", ["queued", "handling", "archiving", "pending", "processing", "reticulating", "", None])
def test_any_word_that_is_no_end_means_that_the_work_goes_on(word):
    found, _ = polled(success(task(word)))
    assert found.progress[TASK].status is TaskStatus.RUNNING


@pytest.mark.parametrize("word", ["success", "SUCCESS", "succeeded", "completed"])
def test_every_word_for_success_brings_the_picture(word):
    found, paths = polled(success(task("success", status=word)))
    assert found.progress[TASK].outputs[0].address == LINK
    assert paths == [f"/v1/tasks/{TASK}"]


@pytest.mark.parametrize("word", ["fail", "failed", "error", "cancelled", "canceled"])
def test_every_word_for_failure_is_final_and_keeps_code_and_message(word):
    found, _ = polled(success(task("fail", status=word)))
    progress = found.progress[TASK]
    assert (progress.status, progress.reason, progress.explanation) == (
        TaskStatus.FAILED,
        "task_failed",
        "generation failed",
    )
    assert not progress.is_retryable


@pytest.mark.parametrize(
    "changes",
    [
        {"error": {"code": "TASK_TIMEOUT", "message": "x"}},
        {"error": {"code": "MODEL_UNAVAILABLE"}},
        {"error": {"code": "STORAGE_UNAVAILABLE", "message": "x"}},
        {"status": "timeout", "error": None},
    ],
)
def test_failures_that_are_documented_to_pass_may_be_ordered_again(changes):
    found, _ = polled(success(task("fail", **changes)))
    assert found.progress[TASK].is_retryable


@pytest.mark.parametrize("output", [None, [], [{}], [{"url": ""}], [{"url": LINK, "type": "video"}], "x", [1]])
def test_success_without_a_picture_is_an_end(output):
    found, _ = polled(success(task("success", output=output)))
    progress = found.progress[TASK]
    assert (progress.status, list(progress.outputs), progress.reason) == (TaskStatus.FINISHED, [], "no_output")


def test_a_thumbnail_before_the_picture_is_passed_over():
    items = [{"url": "https://temp.hiapi.ai/t.png", "type": "thumbnail"}, {"url": LINK}]
    found, _ = polled(success(task("success", output=items)))
    assert [(one.address, one.index) for one in found.progress[TASK].outputs] == [(LINK, 0)]


MOMENT = datetime(2026, 11, 20, 20, 0, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "form",
    [
        int(MOMENT.timestamp()),
        int(MOMENT.timestamp() * 1000),
        str(int(MOMENT.timestamp())),
        "2026-11-20T20:00:31Z",
        "2026-11-20T21:00:31+01:00",
        "2026-11-20T20:00:31",
    ],
)
def test_the_expiry_is_read_in_every_form(form):
    assert expiry_of(form) == MOMENT


@pytest.mark.parametrize("form", [None, "", "soon", 0, -5, True, [], 10**30, "9" * 400])
def test_an_expiry_that_says_nothing_leaves_ten_minutes(form):
    assert timedelta(minutes=9) < expiry_of(form) - datetime.now(UTC) <= timedelta(minutes=10)


def ids(count):
    """Task ids, oldest first."""
    return [f"tk-hiapi-{number:03}" for number in range(count)]


def test_many_tasks_are_watched_with_one_request():
    rows = [task("handling", task_id=one) for one in reversed(ids(100))]
    found, paths = polled(listed(*rows), ids=ids(100))
    assert paths == ["/v1/tasks?page=1&size=100"]
    assert set(found.progress) == set(ids(100))


def test_a_row_that_ended_without_its_output_is_read_on_its_own():
    first, second = ids(2)
    rows = [task("handling", task_id=second), {"taskId": first, "status": "success"}]
    found, paths = polled(listed(*rows), success(task(task_id=first)), ids=[first, second])
    assert paths[1:] == [f"/v1/tasks/{first}"]
    assert found.progress[first].outputs[0].address == LINK


def test_a_task_that_is_not_listed_is_read_on_its_own():
    first, second = ids(2)
    found, paths = polled(listed(task(task_id=first)), success(task("handling", task_id=second)), ids=[first, second])
    assert paths[1:] == [f"/v1/tasks/{second}"]
    assert found.progress[second].status is TaskStatus.RUNNING


def test_old_tasks_are_searched_on_further_pages_and_young_ones_are_not():
    wanted = ids(5)
    others = [task("success", task_id=f"other-{number}") for number in range(100)]
    _, paths = polled(
        listed(*others[:20]), listed(*others), listed(*[task("handling", task_id=one) for one in wanted[:4]]),
        success(task("handling", task_id=wanted[4])), ids=wanted,
    )  # fmt: skip
    pages = [f"/v1/tasks?page={page}&size={size}" for page, size in [(1, 20), (1, 100), (2, 100)]]
    assert paths == [*pages, f"/v1/tasks/{wanted[4]}"]


def test_tasks_that_no_page_shows_are_asked_about_one_after_the_other():
    wanted = ids(5)
    others = [task("success", task_id=f"other-{number}") for number in range(100)]
    found, paths = polled(listed(*others[:20]), *[listed(*others)] * 2, success(task("handling")), ids=wanted)
    assert (paths[-1], found.asked) == (f"/v1/tasks/{wanted[0]}", {wanted[0]})


def test_few_tasks_are_looked_up_in_a_short_list():
    rows = [task("handling", task_id=one) for one in reversed(ids(9))]
    found, paths = polled(listed(*rows), ids=ids(9))
    assert paths == ["/v1/tasks?page=1&size=28"]
    assert set(found.progress) == set(ids(9))


def test_one_poll_takes_no_more_requests_than_it_may():
    rows = [{"taskId": one, "status": "success"} for one in ids(20)]
    details = [success(task(task_id=one)) for one in ids(20)]
    found, paths = polled(listed(*rows), *details, ids=ids(20))
    assert len(paths) == 4
    assert set(found.progress) == set(ids(3))


def test_a_task_that_hiapi_does_not_know_is_missing():
    found, _ = polled(answer({"code": 404, "message": "task not found"}, 404))
    assert found.progress == {}


def test_what_ended_is_reported_although_the_next_request_failed():
    first, second = ids(2)
    found, _ = polled(listed(task(task_id=first)), NoAnswer("lost"), ids=[first, second])
    assert set(found.progress) == {first}


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer({"code": 429}, 429, Retry_After="7"), Busy),
        (answer({"error": {"code": "rate_limit_exceeded", "message": "x"}}), Busy),
        (answer(DENIED_IN_200), Denied),
        (answer({"code": 401}, 401), Denied),
        (answer({"code": 400, "message": "x"}, 400), Unclear),
        (answer({"code": 500}, 500), Unclear),
        (answer(b"<html>", 404), Unclear),
        (answer(b"<html>"), Unclear),
        (success(task(task_id="another")), Unclear),
        (NotSent("x"), Unclear),
        (NoAnswer("x"), Unclear),
    ],
)
def test_a_poll_that_fails_says_what_that_means(reply, error):
    with pytest.raises(error):
        polled(reply)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Gone("x", 404), OutputGone),
        (Forbidden("x"), OutputRefused),
        (TooLarge("x"), OutputRefused),
        (NoAnswer("x"), FetchFailed),
        (NotSent("x"), FetchFailed),
        (BadAnswer("x"), FetchFailed),
    ],
)
def test_a_picture_that_cannot_be_fetched_says_whether_to_try_again(fault, error):
    provider, _ = connected(files={LINK: fault})
    with pytest.raises(error):
        provider.fetch(Output(LINK), lambda: order("flux-schnell"))


def signed(body, key="0123456789abcdef", age=0.0, name="X-Hiapi-"):
    stamp = str(int(time.time() - age))
    signature = hmac.new(key.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {f"{name}Timestamp": stamp, f"{name}Signature": signature}


BARE = json.dumps(task()).encode()
ENVELOPED = json.dumps({"code": 200, "message": "success", "data": task()}).encode()


@pytest.mark.parametrize("body", [BARE, ENVELOPED])
@pytest.mark.parametrize("name", ["X-HiAPI-", "X-Hiapi-", "x-hiapi-"])
def test_a_signed_report_is_proof_in_either_form(body, name):
    provider, _ = connected(callback_key="0123456789abcdef")
    report = provider.read_callback(body, signed(body, name=name))
    assert report.task_id == TASK
    assert report.proven is not None
    assert report.proven.outputs[0].address == LINK


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BARE, key="another key of ours"),
        signed(ENVELOPED),
        signed(BARE, age=40_000),
        signed(BARE, age=-40_000),
        {**signed(BARE), "X-Hiapi-Timestamp": "yesterday"},
        {**signed(BARE), "X-Hiapi-Signature": "\u00fc"},
    ],
)
def test_a_report_that_nobody_signed_rightly_is_a_hint_only(headers):
    provider, _ = connected(callback_key="0123456789abcdef")
    report = provider.read_callback(BARE, headers)
    assert (report.task_id, report.proven) == (TASK, None)


def test_without_a_callback_key_no_report_is_proof():
    provider, _ = connected()
    assert provider.read_callback(BARE, signed(BARE, key="")).proven is None


@pytest.mark.parametrize("changes", [{"status": "handling"}, {"output": []}])
def test_a_signed_report_that_tells_no_end_is_a_hint_only(changes):
    provider, _ = connected(callback_key="0123456789abcdef")
    body = json.dumps(task(**changes)).encode()
    assert provider.read_callback(body, signed(body)).proven is None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"data": 5}', b'{"taskId": "../../keys"}', b'{"taskId": 7}'])
def test_a_report_that_cannot_be_read_speaks_of_no_task(body):
    assert connected()[0].read_callback(body, {}).task_id == ""
