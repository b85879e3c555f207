"""Whatever is wrong with a request is answered as a problem that says what happened, what it cost and what to do."""

import json

import pytest
from django.test import Client

from renders.models import ApiAnswer

pytestmark = pytest.mark.django_db
CUP = {
    "code": "cup",
    "name": "Cup",
    "noun": "cup",
    "colorways": [{"sku": "cup-1", "name": "White", "color_words": "pure white"}],
}
BODIES = {
    "no JSON": (b"{", 422),
    "half a surrogate pair": (b'{"code": "\\ud800"}', 422),
    "NUL": (json.dumps({**CUP, "name": "a\x00b"}).encode(), 422),
    "bytes that are no text": (b'{"code": "\xff"}', 400),
    "nested deeper than Python calls": (b"[" * 100_000, 422),
    "a name twice": (b'{"code": "a", "code": "b"}', 422),
    "a number that no double holds": (b'{"code": 12345678901234567890}', 422),
    "more than a request may have": (b" " * 6_000_000, 413),
    "more than a body may have": (b" " * 4_500_000, 413),
    "nothing": (b"", 422),
    "a list": (b"[]", 422),
    "an unknown field": (json.dumps({**CUP, "price": "1"}).encode(), 422),
    "another type": (json.dumps({**CUP, "code": 7}).encode(), 422),
}


def is_problem(answer) -> bool:
    body = answer.json()
    said = all(body[name] for name in ("type", "title", "detail", "cost", "action", "request_id"))
    return answer["Content-Type"] == "application/problem+json" and body["status"] == answer.status_code and said


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_cannot_be_read_is_a_problem(name, petras_program):
    body, status = BODIES[name]
    headers = {"Idempotency-Key": "one"}
    answer = petras_program.post("/api/v1/products", body, content_type="application/json", headers=headers)
    assert (answer.status_code, is_problem(answer)) == (status, True)
    assert not ApiAnswer.objects.exists()


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "image/png", ""])
def test_another_content_type_is_a_problem(content_type, petras_program):
    headers = {"Idempotency-Key": "one"}
    answer = petras_program.post("/api/v1/products", b"{}", content_type=content_type, headers=headers)
    assert (answer.status_code, is_problem(answer)) == (415, True)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "nothing", 404),
        ("delete", "products", 405),
        ("get", "products/nothing", 404),
        ("get", "products/a%00b", 400),
        ("get", "products?before=a%00b", 400),
        ("get", "products?before=999999999999999999999999", 422),
        ("get", "products?limit=0", 422),
        ("get", "products?befor=7", 422),
        ("get", "sets/S-99999999999999999", 404),
        ("get", "sets/none", 422),
        ("get", "renders/99999999999999999999", 422),
        ("get", "decisions/0", 422),
        ("get", "%FF", 404),
    ],
)
def test_an_address_that_leads_nowhere_is_a_problem(method, address, status, petras_program):
    answer = getattr(petras_program, method)(f"/api/v1/{address}")
    assert (answer.status_code, is_problem(answer)) == (status, True)


def test_a_request_without_a_token_is_a_problem_that_names_how_to_send_one():
    answer = Client().get("/api/v1/products")
    assert is_problem(answer)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_fault_of_ours_is_a_problem_too(petra, petras_program, monkeypatch):
    petras_program.raise_request_exception = False
    monkeypatch.setattr("renders.api.products.product_out", None)
    answer = petras_program.send("products", CUP, "one")
    assert (answer.status_code, is_problem(answer)) == (500, True)


def test_a_body_that_announces_more_than_any_form_is_refused_unread(petras_program):
    length = {"CONTENT_LENGTH": str(10**9)}
    answer = petras_program.post("/api/v1/products", b"{}", content_type="application/json", **length)
    assert (answer.status_code, is_problem(answer)) == (413, True)


@pytest.mark.parametrize(
    ("method", "address", "status"), [("get", "nothing", 404), ("put", "products", 405), ("post", "openapi.json", 405)]
)
def test_a_problem_that_no_view_made_has_the_headers_that_guard_every_answer(method, address, status):
    answer = getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1/{address}")
    assert (answer.status_code, is_problem(answer)) == (status, True)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert answer["Content-Length"] == str(len(answer.content))


def test_a_head_request_is_answered_without_a_body():
    answer = Client().head("/api/v1/nothing")
    assert (answer.status_code, answer["Content-Length"]) == (404, "0")


def test_a_token_that_has_ended_is_not_called_missing():
    answer = Client().get("/api/v1/products", headers={"Authorization": "Bearer sk-packshot-old"})
    assert "expired" in answer.json()["detail"]
