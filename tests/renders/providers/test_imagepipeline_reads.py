"""imagepipeline.io: how tasks stand, how pictures come home, and what a callback is worth."""

import json

import pytest

from renders.outbound import Forbidden, Gone, NoAnswer, NotSent, TooLarge
from renders.providers import (
    Busy,
    CallbackReport,
    Denied,
    FetchFailed,
    Output,
    OutputGone,
    OutputRefused,
    TaskStatus,
    Unclear,
)
from tests.renders.providers.scripted import KEY, answer, order
from tests.renders.providers.test_imagepipeline import LINK, NOW, OTHER, PICTURE, SLUG, SOON, connected


def polled(*answers, task_ids=("t1",), dialect="v3"):
    provider, outbound = connected(*answers, dialect=dialect)
    return provider.poll(task_ids), outbound.requests


def seen(body, dialect="v3", status=200):
    """How one task stands after an answer."""
    return polled(answer(body, status), dialect=dialect)[0].progress["t1"]


@pytest.mark.parametrize(
    ("dialect", "path"), [("v3", "/generate/v3/status/t%201"), ("successor", "/generate/image/v1/status/t%201")]
)
def test_each_dialect_is_read_beside_its_own_path(dialect, path):
    _, requests = polled(answer({"status": "PENDING"}), task_ids=["t 1"], dialect=dialect)
    assert (requests[0].method, requests[0].path) == ("GET", path)


@pytest.mark.parametrize("word", ["PENDING", "queued", "processing", "RETICULATING", None])
def test_any_other_word_than_an_end_means_that_the_work_goes_on(word):
    assert seen({"status": word, "id": "t1", "download_urls": [LINK]}).status is TaskStatus.RUNNING


@pytest.mark.parametrize("word", ["SUCCESS", "success", "Completed"])
def test_success_hands_over_every_sample(word):
    progress = seen({"status": word, "download_urls": [LINK, OTHER]})
    assert progress.outputs == [Output(LINK, 0, SOON), Output(OTHER, 1, SOON)]


@pytest.mark.parametrize("word", ["FAILURE", "failure", "failed", "cancelled"])
def test_failure_is_understood_in_every_spelling(word):
    progress = seen({"status": word, "message": "Broke"})
    assert (progress.status, progress.reason, progress.explanation) == (TaskStatus.FAILED, word.lower(), "Broke")


def test_a_failure_of_version_3_costs_nothing_by_the_picture_and_is_not_tried_again():
    progress = seen({"status": "FAILURE", "error": "Broke"})
    assert (progress.was_charged, progress.is_retryable) == (False, False)


def test_a_failure_reported_with_an_error_status_ends_the_task_all_the_same():
    assert seen({"status": "FAILURE", "error": "Broke"}, status=422).status is TaskStatus.FAILED


PASSING = ["MODEL_ERROR", "MODEL_UNAVAILABLE", "STORAGE_ERROR", "TIMEOUT", "INTERNAL_ERROR", "RATE_LIMIT_EXCEEDED"]
FINAL = ["INSUFFICIENT_CREDITS", "CREDIT_CHARGE_FAILED", "INPUT_INVALID", "CANCELLED", "NEVER_SEEN"]


@pytest.mark.parametrize(
    ("code", "is_retryable"), [*((one, True) for one in PASSING), *((one, False) for one in FINAL)]
)
def test_the_reason_says_whether_to_order_again_where_the_answer_does_not(code, is_retryable):
    progress = seen({"status": "failed", "failure_reason_code": code}, "successor")
    assert (progress.reason, progress.is_retryable) == (code, is_retryable)


@pytest.mark.parametrize("is_retryable", [True, False])
def test_the_answers_own_word_on_ordering_again_counts_more_than_its_reason(is_retryable):
    code = "INPUT_INVALID" if is_retryable else "TIMEOUT"
    progress = seen({"status": "failed", "failure_reason_code": code, "retryable": is_retryable}, "successor")
    assert progress.is_retryable is is_retryable


@pytest.mark.parametrize(("credits", "was_charged"), [(1, True), (0, False), (None, False)])
def test_a_failure_is_charged_where_credits_were(credits, was_charged):
    assert seen({"status": "failed", "credits_charged": credits}, "successor").was_charged is was_charged


@pytest.mark.parametrize("status", [404, 410])
def test_a_task_nobody_knows_is_missing(status):
    found, _ = polled(answer({"status": "FAILURE", "error": "not found"}, status))
    assert (found.progress, found.requests) == ({}, 1)


@pytest.mark.parametrize(
    "trouble",
    [answer({"status": "FAILURE"}, 500), answer({"detail": "x"}, 400), answer(b"<html>"), NoAnswer("x"), NotSent("x")],
)
def test_a_read_that_fails_is_unclear(trouble):
    with pytest.raises(Unclear):
        polled(trouble)


@pytest.mark.parametrize(("status", "kind"), [(401, Denied), (403, Denied), (429, Busy), (302, Denied)])
def test_a_read_can_be_denied_or_put_off(status, kind):
    with pytest.raises(kind):
        polled(answer({"status": "FAILURE"}, status))


def test_what_was_finished_at_once_is_asked_about_no_more():
    found, requests = polled(answer({"status": "PENDING"}), task_ids=[f"inline-{KEY}", "t1"])
    assert (list(found.progress), found.requests, len(requests)) == (["t1"], 1, 1)


def fetched(picture, dialect="v3", expires_at=None, now=NOW):
    provider, _ = connected(dialect=dialect, picture=picture, now=now)
    return provider.fetch(Output(LINK, 0, expires_at), lambda: order(SLUG))


@pytest.mark.parametrize("dialect", ["v3", "successor"])
def test_a_picture_is_fetched_as_it_is(dialect):
    assert fetched(PICTURE, dialect) == PICTURE


@pytest.mark.parametrize("picture", [b"", b"<html>", PICTURE[: len(PICTURE) // 2]])
def test_a_picture_that_is_not_whole_yet_may_still_come(picture):
    with pytest.raises(FetchFailed):
        fetched(picture)


@pytest.mark.parametrize("dialect", ["v3", "successor"])
@pytest.mark.parametrize("status", [403, 404])
def test_nothing_at_an_address_may_be_its_end(dialect, status):
    with pytest.raises(OutputGone):
        fetched(Gone(f"HTTP {status}", status), dialect)


@pytest.mark.parametrize(
    ("fault", "kind"), [(Forbidden("x"), OutputRefused), (TooLarge("x"), OutputRefused), (NoAnswer("x"), FetchFailed)]
)
def test_a_fetch_that_fails_says_whether_another_may_help(fault, kind):
    with pytest.raises(kind):
        fetched(fault)


@pytest.mark.parametrize(
    "body", [{"id": "t1", "status": "SUCCESS"}, {"job_id": "t1", "user_id": "u", "status": "failed"}]
)
def test_a_callback_is_a_hint_at_a_task_and_no_more(body):
    assert connected()[0].read_callback(json.dumps(body).encode(), {}) == CallbackReport(task_id="t1")


@pytest.mark.parametrize("body", [PICTURE, b"", b"[]", b'{"status": "FAILURE"}', b'{"id": "../x"}', b"[" * 99999])
def test_a_callback_that_names_no_task_names_none(body):
    assert connected()[0].read_callback(body, {}) == CallbackReport()
