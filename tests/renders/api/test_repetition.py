"""Idempotency-Key: once is enough, whatever is lost on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import Http404
from django.utils import timezone

from renders.models import ApiAnswer, LedgerEntry, ProductImport, ShotSet
from tests.factories import make_budget, make_token_and_secret
from tests.renders.api.conftest import program_of

pytestmark = pytest.mark.django_db
CSV = b"sku,product_code,product_name,name,color_words\nc1,cup9,Cup,White,white\n"


def test_the_same_launch_twice_buys_once_and_is_answered_the_same(petras_program, shop):
    first, second = (petras_program.send("sets", shop.order(), "one") for _ in range(2))
    assert (first.status_code, second.status_code, first.content) == (201, 201, second.content)
    assert second["Idempotent-Replay"] == "true"
    assert (ShotSet.objects.count(), LedgerEntry.objects.count()) == (1, 1)


def test_another_order_under_the_same_key_is_refused(petras_program, shop):
    petras_program.send("sets", shop.order(), "one")
    answer = petras_program.send("sets", shop.order(count=9), "one")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:packshot:problem:key-mismatch")
    assert ShotSet.objects.count() == 1


def test_the_same_order_under_another_key_is_another_set(petras_program, shop):
    for key in ("one", "two"):
        petras_program.send("sets", shop.order(), key)
    assert ShotSet.objects.count() == 2


def test_the_key_of_one_token_is_free_for_another(petra, petras_program, shop):
    for program in (petras_program, program_of(petra)):
        assert program.send("sets", shop.order(), "one").status_code == 201
    assert ShotSet.objects.count() == 2


def test_a_launch_whose_answer_was_lost_is_found_again(petras_program, shop):
    first = petras_program.send("sets", shop.order(), "one")
    ApiAnswer.objects.update(status=None, body="", begun_at=timezone.now() - timedelta(minutes=3))
    second = petras_program.send("sets", shop.order(), "one")
    assert first.json()["code"] == second.json()["code"]
    assert ShotSet.objects.count() == 1


def test_a_launch_long_ago_is_never_bought_again(petras_program, shop):
    petras_program.send("sets", shop.order(), "one")
    ApiAnswer.objects.update(begun_at=timezone.now() - timedelta(days=2))
    assert petras_program.send("sets", shop.order(), "one").status_code == 201
    assert petras_program.send("sets", shop.order(count=9), "one").status_code in {409, 422}
    assert ShotSet.objects.count() == 1


def test_a_request_that_is_still_worked_on_is_not_begun_again(petras_program, shop):
    petras_program.send("sets", shop.order(), "one")
    ApiAnswer.objects.update(status=None, body="")
    answer = petras_program.send("sets", shop.order(), "one")
    assert (answer.status_code, answer["Retry-After"]) == (409, "5")


@pytest.mark.parametrize("failure", [OperationalError, KeyError])
def test_a_fault_of_ours_frees_the_key_at_once(failure, petras_program, shop, monkeypatch):
    petras_program.raise_request_exception = False

    def break_down(*_args, **_fields):
        raise failure

    monkeypatch.setattr("renders.api.sets.launch", break_down)
    assert petras_program.send("sets", shop.order(), "one").status_code == 500
    assert (ShotSet.objects.count(), ApiAnswer.objects.count()) == (0, 0)
    monkeypatch.undo()
    assert petras_program.send("sets", shop.order(), "one").status_code == 201


@pytest.mark.parametrize("failure", [KeyError, Http404])
def test_a_slow_request_that_fails_leaves_the_key_to_the_one_that_took_it_over(
    failure, petras_program, shop, monkeypatch
):
    petras_program.raise_request_exception = False
    taken_over_at = timezone.now() + timedelta(seconds=1)

    def be_taken_over_and_fail(*_args, **_fields):
        ApiAnswer.objects.update(begun_at=taken_over_at)
        raise failure

    monkeypatch.setattr("renders.api.sets.launch", be_taken_over_and_fail)
    assert petras_program.send("sets", shop.order(), "one").status_code in {404, 500}
    monkeypatch.undo()
    assert ApiAnswer.objects.get().begun_at == taken_over_at
    assert petras_program.send("sets", shop.order(), "one").status_code == 409
    assert not ShotSet.objects.exists()


def test_what_was_refused_may_be_sent_again_under_its_key(petras_program, shop):
    budget = make_budget(cap_micros=50_000)
    assert petras_program.send("sets", shop.order(), "one").status_code == 402
    budget.cap_micros = 60_000
    budget.save()
    assert petras_program.send("sets", shop.order(), "one").status_code == 201


@pytest.mark.parametrize("key", [None, "", "a b", "é", "x" * 256])
def test_nothing_is_launched_without_a_key_that_can_be_kept(key, petras_program, shop):
    assert petras_program.send("sets", shop.order(), key).status_code == 422
    assert not ShotSet.objects.exists()


def test_the_same_file_under_the_same_key_begins_one_import(petras_program):
    answers = [
        petras_program.post(
            "/api/v1/imports", {"file": SimpleUploadedFile("a.csv", CSV)}, headers={"Idempotency-Key": "one"}
        )
        for _ in range(2)
    ]
    assert answers[0].content == answers[1].content
    assert ProductImport.objects.count() == 1


def test_another_file_under_the_same_key_is_refused(petras_program):
    for data, status in ((CSV, 201), (CSV + b"c2,cup9,Cup,Red,red\n", 422)):
        file = SimpleUploadedFile("a.csv", data)
        answer = petras_program.post("/api/v1/imports", {"file": file}, headers={"Idempotency-Key": "one"})
        assert answer.status_code == status
    assert ProductImport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_under_one_key_one_buys(live_server, petra, shop):
    headers = {"Authorization": f"Bearer {make_token_and_secret(petra)[1]}", "Idempotency-Key": "one"}

    def launch(_number: int) -> int:
        with httpx.Client(base_url=live_server.url, headers=headers, timeout=60, trust_env=False) as program:
            return program.post("/api/v1/sets", json=shop.order()).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(launch, range(8)))
    assert 201 in answers <= {201, 409}
    assert (ShotSet.objects.count(), LedgerEntry.objects.count()) == (1, 1)


def test_after_a_fault_of_ours_the_answer_says_that_something_may_have_been_ordered(petras_program, shop, monkeypatch):
    petras_program.raise_request_exception = False

    def break_down(*_):
        raise OperationalError

    monkeypatch.setattr("renders.api.sets.set_out", break_down)
    answer = petras_program.send("sets", shop.order(), "one")
    assert (answer.status_code, ShotSet.objects.count()) == (500, 1)
    assert answer.json()["cost"] == "Something may have been ordered. Look before you send it again."
    monkeypatch.undo()
    assert petras_program.send("sets", shop.order(), "one").status_code == 201
    assert ShotSet.objects.count() == 1


def test_a_request_looks_for_old_answers_by_their_age():
    old = ApiAnswer.objects.filter(token=1, begun_at__lt=timezone.now())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which reads an empty table whole
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "api_answer_age" in old.explain()
