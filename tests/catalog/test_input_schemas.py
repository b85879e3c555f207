"""Input schemas: nothing in one is fetched, and none takes long."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from catalog import input_schemas
from renders.providers import ModelSpec
from renders.providers.input_objections import objections
from tests.renders.providers.test_input_objections import contract
from tests.waiting import PATIENCE

CLOSED = {"type": "object", "additionalProperties": False}


@contextmanager
def counting_server() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that remembers which paths were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def leading_elsewhere(address: str) -> list[dict]:
    """Schemas that ask for a document, each in another way."""
    return [
        {**CLOSED, "$ref": f"{address}/ref"},
        {**CLOSED, "$dynamicRef": f"{address}/dynamic"},
        {**CLOSED, "$recursiveRef": f"{address}/recursive"},
        {**CLOSED, "$schema": f"{address}/schema"},
        {**CLOSED, "$id": f"{address}/id", "$ref": "other"},
        {**CLOSED, "properties": {"prompt": {"$id": f"{address}/", "$dynamicRef": "x#y"}}},
        {**CLOSED, "allOf": [{"if": {"$ref": f"{address}/if"}, "then": {}}]},
        {**CLOSED, "unevaluatedProperties": {"$ref": f"{address}/unevaluated"}},
        {**CLOSED, "$defs": {"a": {"$ref": f"{address}/defs"}}, "properties": {"prompt": {"$ref": "#/$defs/a"}}},
    ]


def test_no_schema_makes_us_ask_a_server_or_read_a_file():
    with counting_server() as (address, asked):
        for place in (address, "file:///etc/hostname"):
            for schema in leading_elsewhere(place):
                input_schemas.faults(schema)
                objections(contract(), ModelSpec(endpoint="e", name="Model", input_schema=schema))
    assert asked == []


@pytest.mark.parametrize("schema", [one for one in leading_elsewhere("http://a.example") if "$schema" not in one])
def test_a_schema_that_leads_elsewhere_is_refused_and_a_stored_one_stops_the_order(schema):
    assert input_schemas.faults(schema)
    found = objections(contract(), ModelSpec(endpoint="e", name="Model", input_schema=schema))
    assert "The input schema of Model cannot be used" in found[0]


def test_a_property_may_be_called_like_a_reference():
    assert input_schemas.faults({**CLOSED, "properties": {"$ref": {"type": "string"}}}) == []


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*a){25}", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_a_pattern_that_backtracks_for_ever_elsewhere_is_matched_at_once(pattern):
    schema = {**CLOSED, "properties": {"prompt": {"type": "string", "pattern": pattern}}}
    began = time.monotonic()
    input_schemas.faults(schema)
    input_schemas.errors_of(schema, {"prompt": "a" * 50_000 + "!"})
    assert time.monotonic() - began < PATIENCE


def test_a_pattern_is_heeded():
    schema = {**CLOSED, "properties": {"prompt": {"pattern": "^[a-z]+$"}}}
    assert [len(input_schemas.errors_of(schema, {"prompt": text})) for text in ("abc", "ABC")] == [0, 1]


@pytest.mark.parametrize("pattern", ["(?=a)b", "(a)\\1", "a{1000}{1000}{1000}"])
def test_a_pattern_without_bound_is_refused(pattern):
    assert input_schemas.faults({**CLOSED, "properties": {"prompt": {"pattern": pattern}}})


@pytest.mark.parametrize(
    "schema",
    [
        [1],
        "object",
        {"type": "object"},
        {**CLOSED, "properties": {"prompt": True}},
        {**CLOSED, "properties": {"prompt": {"type": "nothing"}}},
        {**CLOSED, "properties": {"resolution": {"enum": [["4K"]]}}},
        {**CLOSED, "allOf": [True]},
        {**CLOSED, "patternProperties": {"(a+)+$": {}}},
    ],
)
def test_a_schema_that_pages_could_not_read_is_refused(schema):
    assert input_schemas.faults(schema)
