"""What is true of every page, seen from the browser's side."""

import logging
from http import HTTPStatus

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from catalog.refusals import Refusal
from config.middleware.pages import EndedSessionMiddleware, RefusalMiddleware, UncachedPagesMiddleware, sign_in_address
from config.middleware.request_ids import RequestIdFilter, RequestIdMiddleware

SIGN_IN = "/login/"


@pytest.fixture(autouse=True)
def sign_in_page(settings):
    settings.LOGIN_URL = SIGN_IN


def answer_of(middleware, response: HttpResponse, **headers: str) -> HttpResponse:
    """What the browser gets when the view behind `middleware` answers with `response`."""

    def view(request: HttpRequest) -> HttpResponse:
        return response

    request = RequestFactory().get("/shots/a/changes/", headers=headers)
    return HtmxMiddleware(middleware(view))(request)


def to_sign_in(address: str = f"{SIGN_IN}?next=/shots/a/changes/") -> HttpResponse:
    return HttpResponse(status=302, headers={"Location": address})


HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/shots/a/?zoom=1#c3"}


def test_a_page_is_stored_by_no_cache():
    assert answer_of(UncachedPagesMiddleware, HttpResponse())["Cache-Control"] == "no-store"


def test_a_page_says_that_its_parts_share_its_address():
    assert answer_of(UncachedPagesMiddleware, HttpResponse())["Vary"] == "HX-Request"


def test_a_picture_keeps_the_caching_it_asks_for():
    answer = answer_of(UncachedPagesMiddleware, HttpResponse(headers={"Cache-Control": "private, max-age=60"}))
    assert answer["Cache-Control"] == "private, max-age=60"
    assert not answer.has_header("Vary")


def test_a_part_asked_for_without_a_session_sends_the_browser_to_sign_in():
    answer = answer_of(EndedSessionMiddleware, to_sign_in(), **HTMX)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"{SIGN_IN}?next=%2Fshots%2Fa%2F%3Fzoom%3D1%23c3"


def test_a_page_asked_for_without_a_session_is_redirected_as_ever():
    assert answer_of(EndedSessionMiddleware, to_sign_in()).status_code == 302


def test_a_part_that_redirects_elsewhere_is_left_alone():
    assert answer_of(EndedSessionMiddleware, to_sign_in("/sets/b/?next=/"), **HTMX).status_code == 302


def test_signing_out_is_no_ended_session():
    assert answer_of(EndedSessionMiddleware, to_sign_in(SIGN_IN), **HTMX).status_code == 302


def test_an_address_of_another_host_is_not_come_back_to():
    headers = {**HTMX, "HX-Current-URL": "https://elsewhere.example/shots/a/"}
    assert answer_of(EndedSessionMiddleware, to_sign_in(), **headers)["HX-Redirect"] == SIGN_IN


@pytest.mark.parametrize("page", ["//evil.example", "/\\evil.example", "https:evil.example", "\t//evil.example"])
def test_an_address_that_only_looks_local_is_not_come_back_to(page):
    assert sign_in_address(page) == SIGN_IN


def test_every_answer_carries_an_id_of_its_own():
    first, second = (answer_of(RequestIdMiddleware, HttpResponse())["X-Request-ID"] for _ in range(2))
    assert first != second


def test_an_id_given_by_the_proxy_is_taken_over():
    assert (
        answer_of(RequestIdMiddleware, HttpResponse(), **{"X-Request-ID": "edge-4711-ab"})["X-Request-ID"]
        == "edge-4711-ab"
    )


@pytest.mark.parametrize("given", ["short", "x" * 65, "a b c d e f", "abcdefgh<script>"])
def test_an_id_that_is_no_id_is_replaced(given):
    assert answer_of(RequestIdMiddleware, HttpResponse(), **{"X-Request-ID": given})["X-Request-ID"] != given


def test_a_log_line_names_the_request_that_caused_it():
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        record = logging.LogRecord("any", logging.INFO, "", 0, "", None, None)
        RequestIdFilter().filter(record)
        seen.append(record.request_id)
        return HttpResponse()

    request = RequestFactory().get("/", headers={"X-Request-ID": "edge-4711-ab"})
    RequestIdMiddleware(view)(request)
    assert seen == ["edge-4711-ab"]


def test_a_log_line_outside_of_requests_says_so():
    record = logging.LogRecord("any", logging.INFO, "", 0, "", None, None)
    assert RequestIdFilter().filter(record) is True
    assert record.request_id == "-"


class Impossible(Refusal):
    """What was entered can never be accepted."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.django_db
@pytest.mark.parametrize(("refusal", "status"), [(Refusal, 409), (Impossible, 422)])
def test_a_refusal_that_no_view_catches_is_answered_with_its_own_sentence(refusal, status):
    request = RequestFactory().post("/")
    answer = RefusalMiddleware(HttpResponse).process_exception(request, refusal("The budget is used up."))
    assert answer.status_code == status
    assert "The budget is used up. Nothing was changed." in " ".join(answer.content.decode().split())


def test_for_htmx_a_refusal_takes_the_place_of_the_main_part():
    answer = RefusalMiddleware(HttpResponse).process_exception(RequestFactory().post("/"), Refusal("No."))
    assert (answer["HX-Retarget"], answer["HX-Reselect"]) == ("#main", "#main")


def test_another_exception_is_left_to_django():
    assert RefusalMiddleware(HttpResponse).process_exception(RequestFactory().post("/"), ValueError("No.")) is None
