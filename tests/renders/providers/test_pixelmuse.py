"""Pixelmuse: what is sent in each dialect, and what every answer means."""

import base64

import pytest

from renders.outbound import BadAnswer, Forbidden, NoAnswer, NotSent, TooLarge
from renders.providers import Busy, Denied, ModelDenied, OrderReceipt, Output, Refused, TaskStatus, Unclear
from renders.providers.pixelmuse.adapter import PixelmuseProvider
from tests.images import png
from tests.renders.providers.scripted import KEY, Scripted, answer, contract_for, order, spec

SLUG = "pixelmuse-nano-banana-2"
LINK = "https://cdn.pixelmuse.studio/a.png"
PICTURE = png("white", (8, 8))
DATA = "data:image/png;base64," + base64.b64encode(PICTURE).decode()


def image(status="succeeded", **changes):
    """An image object as the vendor's description has it."""
    fields = {
        "id": "gen_1",
        "status": status,
        "model": "nano-banana-2",
        "prompt": "One mug",
        "output": [LINK] if status == "succeeded" else None,
        "credits_charged": 1,
        "error": None,
        "created_at": "2026-11-20T10:00:00Z",
        "completed_at": None,
        "visibility": "private",
    }
    return {**fields, **changes}


def connected(*answers, dialect="official", **files):
    """An adapter that will get these answers, and the way out it goes."""
    outbound = Scripted(list(answers), {LINK: files.get("picture", PICTURE)})
    return PixelmuseProvider(outbound, dialect=dialect), outbound


def sent(*answers, dialect="official", **changes):
    """What became of one order."""
    provider, outbound = connected(*answers, dialect=dialect)
    return provider.send(provider.draft(order(SLUG, **changes)), KEY), outbound.requests


def test_the_official_dialect_orders_one_private_picture():
    _, requests = sent(answer(image("processing"), 202), aspect="4:5")
    assert (requests[0].method, requests[0].path) == ("POST", "/api/v1/images")
    assert requests[0].body == {
        "model": "nano-banana-2",
        "prompt": "One mug",
        "aspect_ratio": "4:5",
        "style": "realistic",
        "visibility": "private",
    }


def test_the_guide_dialect_sends_its_four_fields_and_no_other():
    _, requests = sent(answer({"id": "gen_1", "status": "pending"}), dialect="guide", aspect="4:5")
    assert (requests[0].method, requests[0].path) == ("POST", "/api/v1/generate")
    assert requests[0].body == {"model": "nano-banana-2", "prompt": "One mug", "aspect": "4:5", "style": "realistic"}


def test_a_style_of_none_is_not_sent():
    _, requests = sent(answer(image("processing"), 202), style="none")
    assert "style" not in requests[0].body


def test_the_attempts_key_makes_a_repeat_harmless_and_the_answer_is_waited_for():
    _, requests = sent(answer(image("processing"), 202))
    assert requests[0].headers == {"Idempotency-Key": KEY, "Prefer": "wait=30"}


def test_only_the_dialect_that_documents_keys_promises_replays():
    assert connected()[0].abilities.replays_by_key
    assert not connected(dialect="guide")[0].abilities.replays_by_key


def test_the_same_order_is_drafted_to_the_same_byte():
    provider, _ = connected()
    assert provider.draft(order(SLUG)) == provider.draft(order(SLUG))


def test_an_order_drafted_in_the_other_dialect_is_not_repeated_in_this_one():
    drafted = connected(dialect="guide")[0].draft(order(SLUG))
    provider, outbound = connected()
    with pytest.raises(Unclear, match="other dialect"):
        provider.send(drafted, KEY)
    assert outbound.requests == []


def test_a_negative_prompt_is_sent_where_the_dialect_has_a_word_for_it():
    _, requests = sent(answer(image("processing"), 202), negative_prompt="props")
    assert requests[0].body["negative_prompt"] == "props"


def test_a_negative_prompt_is_objected_to_in_the_guide_dialect():
    contract = contract_for(SLUG, negative_prompt="props")
    found = connected(dialect="guide")[0].objections(contract, spec(SLUG))
    assert found == ["Pixelmuse takes no negative_prompt in this dialect. Remove it from the version."]


def test_what_the_model_refuses_is_objected_to_before_any_call():
    provider, outbound = connected()
    assert len(provider.objections(contract_for(SLUG, aspect="5:7"), spec(SLUG))) == 1
    assert outbound.requests == []


@pytest.mark.parametrize("dialect", ["official", "guide"])
def test_an_ordinary_order_meets_no_objection(dialect):
    assert connected(dialect=dialect)[0].objections(contract_for(SLUG), spec(SLUG)) == []


def test_an_order_that_is_taken_and_still_works_is_polled_later():
    receipt, _ = sent(answer(image("processing"), 202))
    assert receipt == OrderReceipt(task_id="gen_1")


def test_a_picture_in_the_answer_ends_the_task_at_once():
    receipt, _ = sent(answer(image()))
    assert receipt.progress.status is TaskStatus.FINISHED
    assert receipt.progress.outputs == [Output(LINK, 0)]


def test_the_credits_charged_are_noted():
    receipt, _ = sent(answer(image(credits_charged=4)))
    assert receipt.progress.explanation == "4 credits charged"


def test_a_picture_enclosed_as_data_is_stored_as_the_tasks_id():
    receipt, _ = sent(answer(image(output=[DATA])))
    assert receipt.progress.outputs == [Output("gen_1", 0)]
    assert "data:" not in repr(receipt)


def test_an_order_that_fails_at_once_was_taken():
    receipt, _ = sent(answer(image("failed", error="Too dark", credits_charged=0)))
    assert (receipt.task_id, receipt.progress.status) == ("gen_1", TaskStatus.FAILED)
    assert (receipt.progress.explanation, receipt.progress.was_charged) == ("Too dark", False)


@pytest.mark.parametrize(
    "body",
    [
        {"error": "aspect is wrong"},
        {"error": {"message": "aspect is wrong", "code": "INVALID_REQUEST"}},
        {"message": "aspect is wrong", "code": "INVALID_REQUEST"},
    ],
)
@pytest.mark.parametrize("status", [400, 413, 415, 422])
def test_a_documented_refusal_carries_the_vendors_text_in_every_form(body, status):
    with pytest.raises(Refused, match="^aspect is wrong$"):
        sent(answer(body, status))


def test_a_refusal_without_a_text_says_its_status():
    with pytest.raises(Refused, match="HTTP 400"):
        sent(answer(b"<html>", 400))


def test_an_error_inside_http_200_is_an_error():
    with pytest.raises(Refused, match="^No such style$"):
        sent(answer({"error": "No such style"}))


@pytest.mark.parametrize("status", [402, 200, 400])
def test_insufficient_credits_stop_the_account_whatever_the_status(status):
    body = {"error": {"message": "Insufficient credits", "code": "INSUFFICIENT_CREDITS"}}
    with pytest.raises(Denied, match="no credit left"):
        sent(answer(body, status))


def test_402_stops_the_account_without_a_code():
    with pytest.raises(Denied, match="no credit left"):
        sent(answer({"error": "Insufficient credits"}, 402))


@pytest.mark.parametrize(("status", "is_about_model"), [(401, False), (403, True)])
def test_a_refused_key_names_the_causes_and_not_the_key(status, is_about_model):
    causes = "a typo, a revoked key, a missing prefix, or a plan without this model"
    with pytest.raises(Denied, match=causes) as caught:
        sent(answer({"error": "pm_live_secret is not valid"}, status))
    assert isinstance(caught.value, ModelDenied) == is_about_model
    assert "pm_live_secret" not in str(caught.value)


@pytest.mark.parametrize("status", [404, 405])
def test_an_address_nobody_answers_at_stops_the_account_and_names_the_settings(status):
    with pytest.raises(Denied, match="Its dialect or its address may be set wrongly"):
        sent(answer({"error": "Not found"}, status))


def test_too_many_requests_wait_as_long_as_the_vendor_says():
    with pytest.raises(Busy) as caught:
        sent(answer({"error": "Slow down"}, 429, Retry_After="7"))
    assert caught.value.seconds == 7


def test_too_many_requests_without_a_time_wait_a_little():
    with pytest.raises(Busy) as caught:
        sent(answer({"error": "Slow down"}, 429))
    assert caught.value.seconds == 10


def test_503_that_says_when_to_come_back_took_nothing():
    with pytest.raises(Busy) as caught:
        sent(answer({"error": "Down"}, 503, Retry_After="9"))
    assert caught.value.seconds == 9


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_an_error_of_theirs_leaves_the_order_in_doubt(status):
    with pytest.raises(Unclear):
        sent(answer({"error": {"message": "Broken", "code": "INSUFFICIENT_CREDITS" if status == 500 else "X"}}, status))


def test_a_repeat_while_the_first_is_still_taken_waits():
    body = {"error": {"message": "in flight", "code": "IDEMPOTENCY_KEY_PROCESSING"}}
    with pytest.raises(Busy) as caught:
        sent(answer(body, 409, Retry_After="3"))
    assert caught.value.seconds == 3


def test_a_key_used_for_another_order_proves_nothing_about_this_order():
    body = {"error": {"message": "mismatch", "code": "IDEMPOTENCY_KEY_MISMATCH"}}
    with pytest.raises(Unclear):
        sent(answer(body, 422))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed_and_names_its_host(status):
    moved = answer(b"", status, Location="https://www.pixelmuse.studio/api/v1/images?token=x")
    with pytest.raises(Denied, match="redirects to www.pixelmuse.studio, where the key is not sent") as caught:
        sent(moved)
    assert "token" not in str(caught.value)


def test_see_other_may_mean_that_the_order_was_taken():
    with pytest.raises(Unclear):
        sent(answer(b"", 303, Location="https://www.pixelmuse.studio/done"))


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"id"', [], {}, {"status": "pending"}, {"id": ""}, {"id": "../x"}])
def test_an_answer_without_a_readable_task_leaves_the_order_in_doubt(body):
    with pytest.raises(Unclear):
        sent(answer(body))


def test_an_order_that_never_left_is_tried_again_soon():
    with pytest.raises(Busy, match="could not be reached"):
        sent(NotSent("www.pixelmuse.studio did not answer at all."))


@pytest.mark.parametrize("fault", [NoAnswer("cut"), BadAnswer("packed"), TooLarge("long")])
def test_a_lost_answer_leaves_the_order_in_doubt(fault):
    with pytest.raises(Unclear):
        sent(fault)


def test_an_address_we_may_not_ask_stops_the_account():
    with pytest.raises(Denied, match="Its address or its key may be set wrongly"):
        sent(Forbidden("Only plain https addresses are asked."))
