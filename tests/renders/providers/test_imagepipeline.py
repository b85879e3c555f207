"""imagepipeline.io: what is sent in each dialect, and what every answer to an order means."""

from datetime import UTC, datetime, timedelta

import pytest

from renders.outbound import BadAnswer, Forbidden, NoAnswer, NotSent
from renders.providers import Busy, Denied, ModelDenied, OrderReceipt, Output, Refused, TaskStatus, Unclear
from renders.providers.imagepipeline.adapter import ImagepipelineProvider
from tests.images import png
from tests.renders.providers.scripted import KEY, Scripted, answer, contract_for, order, spec

SLUG = "imagepipeline-flux-schnell"
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
SOON, TOMORROW = NOW + timedelta(minutes=10), NOW + timedelta(hours=24)
LINK, OTHER = "https://cdn.imagepipeline.io/a.png", "https://cdn.imagepipeline.io/b.png"
PICTURE = png("white", (8, 8))
CALLBACK_URL = "https://packshot.example/hooks/imagepipeline/token/"


def connected(*answers, dialect="v3", server_id="", picture=PICTURE, now=NOW):
    """An adapter that will get these answers, and the way out it goes."""
    outbound = Scripted(list(answers), {LINK: picture})
    return ImagepipelineProvider(outbound, dialect=dialect, server_id=server_id, now=lambda: now), outbound


def sent(*answers, dialect="v3", server_id="", **changes):
    """What became of one order."""
    provider, outbound = connected(*answers, dialect=dialect, server_id=server_id)
    return provider.send(provider.draft(order(SLUG, **changes)), KEY), outbound.requests


def body_of(dialect="v3", server_id="", **changes):
    """The body of one order."""
    waiting = answer({"status": "PENDING", "id": "t1", "job_id": "t1"})
    _, requests = sent(waiting, dialect=dialect, server_id=server_id, **changes)
    return requests[0].body


def test_version_3_gets_samples_sides_and_seed_and_never_the_early_addresses():
    assert body_of(seeds=(41, 42, 43)) == {
        "prompt": "One mug",
        "width": 1024,
        "height": 1024,
        "samples": 3,
        "seed": 41,
        "batch_id": KEY,
        "file_prefix": "mug-beige-01",
    }


def test_the_successor_gets_no_samples_and_does_not_rewrite_the_prompt():
    assert body_of(dialect="successor") == {
        "prompt": "One mug",
        "width": 1024,
        "height": 1024,
        "seed": 7,
        "enhance_prompt": False,
        "output_format": "png",
    }


@pytest.mark.parametrize(("dialect", "path"), [("v3", "/generate/v3"), ("successor", "/generate/image/v1")])
def test_each_dialect_orders_at_its_own_path(dialect, path):
    _, requests = sent(answer({"status": "queued", "id": "t1"}), dialect=dialect)
    assert (requests[0].method, requests[0].path) == ("POST", path)


@pytest.mark.parametrize("seed", [2**31, 2**31 + 11, -1])
def test_a_seed_is_never_the_one_that_means_random(seed):
    assert 0 <= body_of(seeds=(seed,))["seed"] < 2**31


@pytest.mark.parametrize(("dialect", "field"), [("v3", "webhook"), ("successor", "callback_url")])
def test_the_callbacks_address_is_sent_in_the_dialects_field(dialect, field):
    assert body_of(dialect=dialect, callback_url=CALLBACK_URL)[field] == CALLBACK_URL


@pytest.mark.parametrize("dialect", ["v3", "successor"])
def test_a_dedicated_server_is_named_where_one_is_set(dialect):
    assert body_of(dialect=dialect, server_id="server-7")["server_id"] == "server-7"


def test_a_versions_own_parameters_go_along():
    body = body_of(parameters={"num_inference_steps": 30}, negative_prompt="props")
    assert (body["num_inference_steps"], body["negative_prompt"]) == (30, "props")


@pytest.mark.parametrize(
    ("aspect", "edge", "sides"), [("4:5", 1024, (816, 1024)), ("21:9", 1536, (1536, 656)), ("1:1", 1000, (1000, 1000))]
)
def test_sides_are_rounded_to_steps_of_eight(aspect, edge, sides):
    body = body_of(aspect=aspect, parameters={"long_edge": edge})
    assert (body["width"], body["height"]) == sides


@pytest.mark.parametrize(
    ("dialect", "aspect", "parameters", "words"),
    [
        ("v3", "1:1", {"long_edge": 2048}, "1536"),
        ("v3", "1:1", {"width": 1537, "height": 1537}, "width is at most 1536, not 1537"),
        ("v3", "1:1", {"samples": 5}, "samples is at most 4, not 5"),
        ("v3", "21:9", {"long_edge": 512}, "sides of 256 to 1536 pixels in steps of 8, not 512 × 224"),
        ("successor", "1:1", {"long_edge": 1536}, "sides of 256 to 1024 pixels in steps of 8, not 1536 × 1536"),
        ("v3", "5:7", {"seed": -2}, "seed is at least -1"),
    ],
)
def test_what_is_out_of_range_is_objected_to_before_any_call(dialect, aspect, parameters, words):
    provider, outbound = connected(dialect=dialect)
    found = provider.objections(contract_for(SLUG, aspect=aspect, parameters=parameters), spec(SLUG))
    assert words in " ".join(found)
    assert outbound.requests == []


def test_a_negative_prompt_is_objected_to_by_the_successor():
    provider, _ = connected(dialect="successor")
    found = provider.objections(contract_for(SLUG, negative_prompt="props"), spec(SLUG))
    assert found == ["imagepipeline.io takes no negative_prompt in this dialect. Remove it from the version."]


@pytest.mark.parametrize("dialect", ["v3", "successor"])
def test_an_ordinary_order_meets_no_objection(dialect):
    assert connected(dialect=dialect)[0].objections(contract_for(SLUG), spec(SLUG)) == []


def test_version_3_draws_four_a_request_and_the_successor_one():
    assert connected()[0].abilities.samples_per_request == 4
    assert connected(dialect="successor")[0].abilities.samples_per_request == 1


@pytest.mark.parametrize("dialect", ["v3", "successor"])
def test_neither_dialect_promises_replays_and_both_call_back(dialect):
    abilities = connected(dialect=dialect)[0].abilities
    assert (abilities.replays_by_key, abilities.has_callbacks) == (False, True)


@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize("word", ["PENDING", "pending", "QUEUED", "RETICULATING"])
def test_an_order_that_waits_is_taken_under_every_success_code(status, word):
    receipt, _ = sent(answer({"status": word, "id": "t1"}, status))
    assert receipt == OrderReceipt(task_id="t1")


def test_early_addresses_of_an_order_that_waits_are_no_pictures():
    receipt, _ = sent(answer({"status": "PENDING", "id": "t1", "download_urls": [LINK]}))
    assert receipt == OrderReceipt(task_id="t1")


def test_the_successors_job_id_names_the_task():
    receipt, _ = sent(answer({"job_id": "j1", "status": "queued"}), dialect="successor")
    assert receipt == OrderReceipt(task_id="j1")


def test_an_order_finished_at_once_hands_over_every_sample():
    receipt, _ = sent(answer({"status": "SUCCESS", "id": "t1", "download_urls": [LINK, OTHER]}), seeds=(1, 2))
    assert (receipt.task_id, receipt.progress.status) == ("t1", TaskStatus.FINISHED)
    assert receipt.progress.outputs == [Output(LINK, 0, SOON), Output(OTHER, 1, SOON)]


def test_an_order_finished_at_once_without_an_id_is_named_after_its_key():
    receipt, _ = sent(answer({"status": "success", "download_urls": [LINK]}))
    assert receipt.task_id == f"inline-{KEY}"


@pytest.mark.parametrize("urls", [None, [], [""], [None], "", "ftp://x"])
def test_success_without_a_picture_has_no_output(urls):
    receipt, _ = sent(answer({"status": "SUCCESS", "id": "t1", "download_urls": urls}))
    assert (receipt.progress.status, receipt.progress.outputs) == (TaskStatus.FINISHED, [])


@pytest.mark.parametrize("field", ["message", "error", "error_message", "detail"])
@pytest.mark.parametrize("status", [200, 400, 422])
def test_a_failure_is_refused_with_the_vendors_text_whatever_their_field(field, status):
    with pytest.raises(Refused, match="^No server$"):
        sent(answer({"status": "FAILURE", field: "No server"}, status))


def test_a_failure_in_an_unknown_field_shows_the_whole_answer():
    with pytest.raises(Refused, match="reason_text.*No server"):
        sent(answer({"status": "failure", "reason_text": "No server"}))


def test_a_failure_with_an_id_was_taken():
    receipt, _ = sent(answer({"status": "FAILURE", "id": "t1", "error": "Broke"}))
    assert (receipt.task_id, receipt.progress.status, receipt.progress.explanation) == (
        "t1",
        TaskStatus.FAILED,
        "Broke",
    )


def test_the_successors_list_of_faults_is_one_sentence():
    detail = [{"loc": ["body", "width"], "msg": "too wide"}, {"loc": ["body"], "msg": "broken"}, "odd"]
    with pytest.raises(Refused, match="^width: too wide; body: broken; odd$"):
        sent(answer({"detail": detail}, 422), dialect="successor")


@pytest.mark.parametrize("code", ["INSUFFICIENT_CREDITS", "CREDIT_CHARGE_FAILED"])
def test_want_of_credit_stops_the_account_whatever_the_status(code):
    for status in (400, 402, 422):
        with pytest.raises(Denied, match="no credit left"):
            sent(answer({"detail": {"failure_reason_code": code}}, status), dialect="successor")


@pytest.mark.parametrize("code", ["RATE_LIMIT_EXCEEDED", "concurrent_jobs_exceeded"])
def test_a_crowd_is_waited_for(code):
    with pytest.raises(Busy) as caught:
        sent(answer({"failure_reason_code": code}, 422, Retry_After="6"), dialect="successor")
    assert caught.value.seconds == 6


@pytest.mark.parametrize(
    ("status", "kind"), [(401, Denied), (403, ModelDenied), (402, Denied), (404, Denied), (429, Busy)]
)
def test_key_money_address_and_pace_are_distinguished(status, kind):
    with pytest.raises(kind):
        sent(answer({"status": "FAILURE", "error": "x"}, status))


def test_a_redirect_names_its_host():
    with pytest.raises(Denied, match="redirects to api2.imagepipeline.io"):
        sent(answer(b"", 307, Location="https://api2.imagepipeline.io/generate/v3"))


@pytest.mark.parametrize("status", [408, 500, 502, 503])
def test_an_error_of_theirs_leaves_the_order_in_doubt_even_if_it_says_when_to_come_back(status):
    with pytest.raises(Unclear):
        sent(answer({"status": "FAILURE", "failure_reason_code": "INSUFFICIENT_CREDITS"}, status, Retry_After="5"))


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"status"', [], {}, {"status": "PENDING"}, {"id": "a/b"}])
def test_an_answer_without_a_readable_task_leaves_the_order_in_doubt(body):
    with pytest.raises(Unclear):
        sent(answer(body))


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(NotSent("x"), Busy), (NoAnswer("x"), Unclear), (BadAnswer("x"), Unclear), (Forbidden("x"), Denied)],
)
def test_what_never_left_is_tried_again_and_what_was_lost_is_in_doubt(fault, kind):
    with pytest.raises(kind):
        sent(fault)


def test_a_link_of_the_successor_is_counted_on_for_a_day():
    done = {"job_id": "j1", "status": "completed", "result_url": LINK, "result_mime_type": "image/png"}
    receipt, _ = sent(answer(done), dialect="successor")
    assert receipt.progress.outputs == [Output(LINK, 0, TOMORROW)]
