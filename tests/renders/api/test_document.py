"""The API keeps what its OpenAPI document promises, whatever is sent: requests drawn from the document itself."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, assume, given, settings

from renders.api.application import document
from renders.models import LedgerEntry
from tests.factories import make_budget, make_token_and_secret
from tests.renders.api.test_access import ADDRESSES

pytestmark = pytest.mark.django_db
# Names of rows cannot stand in a document, so a request that fits it may still name none: 404 or 422.
CHECKED = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
]
FEW, MANY = 5, 100


@pytest.fixture(scope="module")
def described() -> Iterator[Any]:
    """The document, served in this process: the connection of the test stays open after a request."""
    # Half a second and many modules, which no process needs that only collects this test.
    schemathesis = import_module("schemathesis")
    asked = (request_started, request_finished)
    for signal in asked:
        signal.disconnect(close_old_connections)
    asked_for = document()
    # Every request gets a good token here, so none can be wrong for lack of one; `test_access.py` leaves it out.
    for methods in asked_for["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)
    served = schemathesis.openapi.from_dict(asked_for)
    served.app = WSGIHandler()
    yield served
    for signal in asked:
        signal.connect(close_old_connections)


@pytest.fixture
def headers(petra: Any, shop: Any) -> dict[str, str]:
    """Of a token with every scope, whose person has no money to spend."""
    make_budget(cap_micros=1)
    return {"Authorization": f"Bearer {make_token_and_secret(petra)[1]}"}


def hold(described: Any, method: str, path: str, headers: dict[str, str], examples: int) -> None:
    """Send requests that fit the document and such that do not, and look at every answer."""
    operation = described[path][method.upper()]
    checks = import_module("schemathesis.checks").CHECKS.get_by_names(CHECKED)
    for mode in import_module("schemathesis").GenerationMode:
        sent(operation.as_strategy(generation_mode=mode), headers, checks, examples)()


def sent(cases: Any, headers: dict[str, str], checks: Any, examples: int) -> Callable[[], None]:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples == FEW,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def each(case: Any) -> None:
        # An empty list in a query is not sent, so there is nothing to refuse.
        assume(not any(value in ([], {}) for value in (case.query or {}).values()))
        case.validate_response(case.call(headers=headers), checks=checks)

    return each


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_a_few_requests_drawn_from_the_document_are_answered_as_it_says(method, path, described, headers):
    hold(described, method, path, headers, FEW)
    assert not LedgerEntry.objects.exclude(reserved_micros=0).exists()


@pytest.mark.long
@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_many_requests_drawn_from_the_document_are_answered_as_it_says(method, path, described, headers):
    hold(described, method, path, headers, MANY)
