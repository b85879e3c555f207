"""Pixelmuse: how tasks stand, how pictures come home, and what a callback is worth."""

import json

import pytest

from renders.outbound import BadAnswer, Forbidden, Gone, NoAnswer, NotSent, TooLarge
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
from tests.renders.providers.scripted import answer, order
from tests.renders.providers.test_pixelmuse import DATA, LINK, PICTURE, SLUG, connected, image


def polled(*answers, task_ids=("gen_1",), dialect="official"):
    provider, outbound = connected(*answers, dialect=dialect)
    return provider.poll(task_ids), outbound.requests


def ids(count):
    return [f"gen_{number}" for number in range(1, count + 1)]


@pytest.mark.parametrize("word", ["pending", "processing", "PROCESSING", "reticulating", None])
def test_any_other_word_than_an_end_means_that_the_work_goes_on(word):
    found, _ = polled(answer(image(word)))
    assert found.progress["gen_1"].status is TaskStatus.RUNNING


@pytest.mark.parametrize("word", ["succeeded", "Success", "COMPLETED"])
def test_success_is_understood_in_every_spelling(word):
    found, _ = polled(answer(image(word, output=[LINK])))
    assert found.progress["gen_1"].outputs == [Output(LINK, 0)]


@pytest.mark.parametrize("word", ["failed", "canceled", "Cancelled", "error", "timeout"])
def test_failure_is_understood_in_every_spelling(word):
    found, _ = polled(answer(image(word)))
    assert found.progress["gen_1"].status is TaskStatus.FAILED


def test_a_failure_says_why_whether_it_was_charged_and_is_not_tried_again():
    body = image("failed", error={"message": "Refused by safety", "code": "safety"}, credits_charged=1)
    progress = polled(answer(body))[0].progress["gen_1"]
    assert (progress.reason, progress.explanation) == ("SAFETY", "Refused by safety")
    assert (progress.was_charged, progress.is_retryable) == (True, False)


@pytest.mark.parametrize("output", [None, [], [""], [None], "", ["ftp://x"], {}])
def test_success_without_a_picture_has_no_output(output):
    progress = polled(answer(image(output=output)))[0].progress["gen_1"]
    assert (progress.status, progress.outputs, progress.explanation) == (TaskStatus.FINISHED, [], "")


@pytest.mark.parametrize("output", [LINK, [LINK], [{"url": LINK}]])
def test_a_picture_is_found_alone_in_a_list_or_in_an_object(output):
    assert polled(answer(image(output=output)))[0].progress["gen_1"].outputs == [Output(LINK, 0)]


def test_a_task_nobody_knows_is_missing():
    found, _ = polled(answer({"error": "Not found"}, 404))
    assert (found.progress, found.requests) == ({}, 1)


@pytest.mark.parametrize("trouble", [answer({"error": "x"}, 500), answer(b"<html>"), NoAnswer("cut"), NotSent("x")])
def test_a_read_that_fails_is_unclear(trouble):
    with pytest.raises(Unclear):
        polled(trouble)


@pytest.mark.parametrize(("status", "kind"), [(401, Denied), (429, Busy), (302, Denied)])
def test_a_read_can_be_denied_or_put_off(status, kind):
    with pytest.raises(kind):
        polled(answer({"error": "x"}, status, Retry_After="4"))


def test_trouble_half_way_does_not_forget_a_task_that_ended():
    found, _ = polled(answer(image()), answer({"error": "x"}, 429), task_ids=("gen_1", "gen_2"))
    assert (list(found.progress), found.requests) == (["gen_1"], 2)
    assert isinstance(found.error, Busy)


def test_a_wait_half_way_comes_with_what_was_learned():
    found, _ = polled(
        answer(image("processing")), answer({"error": "x"}, 429, Retry_After="9"), task_ids=("gen_1", "gen_2")
    )
    assert isinstance(found.error, Busy)
    assert (list(found.progress), found.error.seconds) == (["gen_1"], 9)


def test_a_task_that_cannot_be_read_keeps_no_other_from_being_read():
    found, _ = polled(answer(b"<html>", 500), answer(image(id="gen_2")), task_ids=("gen_1", "gen_2"))
    assert (list(found.progress), sorted(found.asked)) == (["gen_2"], ["gen_1", "gen_2"])
    assert isinstance(found.error, Unclear)


def test_a_vendor_that_answers_nothing_is_asked_about_two_tasks_at_most():
    provider, outbound = connected(*[answer(b"<html>", 500)] * 3, dialect="guide")
    with pytest.raises(Unclear):
        provider.poll(ids(8))
    assert len(outbound.requests) == 2


def test_the_guide_dialect_reads_beside_its_create_path_and_then_where_the_official_one_does():
    provider, outbound = connected(
        answer({"error": "x"}, 404), answer(image("pending")), answer(image("pending")), dialect="guide"
    )
    assert provider.poll(["gen_1"]).requests == 2
    assert provider.poll(["gen_1"]).requests == 1
    paths = [call.path for call in outbound.requests]
    assert paths == ["/api/v1/generate/gen_1", "/api/v1/images/gen_1", "/api/v1/images/gen_1"]


def test_three_tasks_are_seen_in_one_list():
    rows = {"data": [image(id=f"gen_{n}") for n in range(1, 4)], "has_more": False, "next_cursor": None}
    found, requests = polled(answer(rows), task_ids=("gen_1", "gen_2", "gen_3"))
    assert (sorted(found.progress), found.requests) == (["gen_1", "gen_2", "gen_3"], 1)
    assert requests[0].path == "/api/v1/images?limit=6"


def test_what_the_list_leaves_out_is_read_alone_within_as_many_requests_as_tasks():
    rows = {"data": [image(id="gen_1"), image(id="gen_2", output=None), "junk"]}
    found, requests = polled(answer(rows), answer(image(id="gen_2")), answer(image(id="gen_3")), task_ids=ids(3))
    assert (sorted(found.progress), found.requests) == (["gen_1", "gen_2", "gen_3"], 3)
    assert [call.path for call in requests[1:]] == ["/api/v1/images/gen_2", "/api/v1/images/gen_3"]


def test_a_poll_never_takes_more_requests_than_tasks():
    singles = [answer(image(id=task_id)) for task_id in ids(2)]
    found, _ = polled(answer({"data": []}), *singles, task_ids=ids(3))
    assert (sorted(found.progress), found.requests) == (["gen_1", "gen_2"], 3)


def test_trouble_after_the_list_does_not_forget_what_the_list_said():
    found, _ = polled(answer({"data": [image()]}), NoAnswer("cut"), NoAnswer("cut"), task_ids=ids(3))
    assert (list(found.progress), found.requests) == (["gen_1"], 3)


@pytest.mark.parametrize("listing", [TooLarge("long"), answer({"error": "x"}, 404), answer({"data": None})])
def test_tasks_are_read_alone_where_there_is_no_list(listing):
    singles = [answer(image(id=task_id)) for task_id in ids(2)]
    found, _ = polled(listing, *singles, task_ids=ids(3))
    assert (sorted(found.progress), found.requests) == (["gen_1", "gen_2"], 3)


@pytest.mark.parametrize("listing", [NoAnswer("cut"), answer({"error": "x"}, 500)])
def test_a_list_that_fails_is_unclear(listing):
    with pytest.raises(Unclear):
        polled(listing, task_ids=ids(3))


def test_a_picture_is_fetched_from_its_address_without_asking_the_vendor():
    provider, outbound = connected()
    assert provider.fetch(Output(LINK), lambda: order(SLUG)) == PICTURE
    assert outbound.requests == []


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Gone("gone", 404), OutputGone),
        (Forbidden("strange host"), OutputRefused),
        (TooLarge("long"), OutputRefused),
        (BadAnswer("HTTP 500"), FetchFailed),
        (NoAnswer("cut"), FetchFailed),
        (NotSent("closed"), FetchFailed),
    ],
)
def test_a_fetch_that_fails_says_whether_another_may_help(fault, kind):
    with pytest.raises(kind):
        connected(picture=fault)[0].fetch(Output(LINK), lambda: order(SLUG))


def test_an_enclosed_picture_is_unpacked_out_of_the_image_object():
    provider, outbound = connected(answer(image(output=[DATA])))
    assert provider.fetch(Output("gen_1"), lambda: order(SLUG)) == PICTURE
    assert outbound.requests[0].path == "/api/v1/images/gen_1"


def test_an_enclosed_picture_that_moved_to_an_address_is_fetched_there():
    assert connected(answer(image()))[0].fetch(Output("gen_1"), lambda: order(SLUG)) == PICTURE


@pytest.mark.parametrize("reading", [answer({"error": "x"}, 500), answer({"error": "x"}, 429), NoAnswer("cut")])
def test_an_enclosed_picture_is_asked_for_again_when_reading_fails(reading):
    with pytest.raises(FetchFailed):
        connected(reading)[0].fetch(Output("gen_1"), lambda: order(SLUG))


@pytest.mark.parametrize(
    "reading",
    [
        answer({"error": "x"}, 404),
        answer(image(output=None)),
        answer(image(output=["data:image/png;base64,"])),
        answer(image(output=["data:image/png;base64,A"])),
        answer(image(output=["data:image/png,%89PNG"])),
    ],
)
def test_an_enclosed_picture_that_is_gone_or_broken_cannot_be_had(reading):
    with pytest.raises(OutputGone):
        connected(reading)[0].fetch(Output("gen_1"), lambda: order(SLUG))


def test_a_callback_is_a_hint_at_a_task_and_no_more():
    report = connected()[0].read_callback(json.dumps(image()).encode(), {})
    assert report == CallbackReport(task_id="gen_1")


@pytest.mark.parametrize("body", [b"", b"\xff\xd8", b"[]", b'{"id": null}', b'{"id": "../../account"}', b"[" * 99999])
def test_a_callback_that_names_no_task_names_none(body):
    assert connected()[0].read_callback(body, {}) == CallbackReport()
