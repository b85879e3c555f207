"""What may be stored as JSON, and what becomes of the rest."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.strict_json import MAX_BYTES, MAX_DEPTH, NotStrictJson, fault_of, loads, loads_safely, made_safe

DEEP = "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)
HOSTILE_TEXTS = [
    "NaN",
    "[Infinity]",
    '{"a": -Infinity}',
    '"\\ud800"',
    '{"\\udfff": 1}',
    '"\\u0000"',
    DEEP,
    "[" * 100_000,
    json.dumps("x" * MAX_BYTES),
    "1234567890123456",
    "0.1234567890123456",
    "1e400",
    "1e15",
    '{"a": 1, "a": 2}',
    "{'a': 1}",
    "{",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=lambda text: text[:20])
def test_json_that_cannot_be_stored_as_it_is_typed_is_refused(text):
    with pytest.raises(NotStrictJson):
        loads(text)


@pytest.mark.parametrize(
    "text", ["{}", "null", '"玫瑰\\ud83d\\ude00"', "999999999999999", "-0.5", "1e14", "[" * 20 + "]" * 20]
)
def test_what_is_kept_exactly_is_accepted(text):
    assert json.loads(json.dumps(loads(text))) == json.loads(text)


@pytest.mark.parametrize("value", [object(), {1: "a"}, b"x", {"a": {1, 2}}, math.nan, 10**15, "a\x00", "\udc00"])
def test_a_value_that_is_no_json_has_a_fault(value):
    assert fault_of(value)


@given(VALUES)
def test_what_is_made_safe_has_no_fault(value):
    assert fault_of(made_safe(value)) == ""


@given(VALUES)
def test_what_may_be_stored_is_not_changed_by_making_it_safe(value):
    if not fault_of(value):
        assert made_safe(value) == value


@given(VALUES)
def test_a_value_without_fault_comes_back_from_its_text(value):
    if not fault_of(value):
        assert loads(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"id": 12345678901234567890}', {"id": "12345678901234567890"}),
        (b'{"a": 1e400, "b": 0.1234567890123456789, "c": -Infinity}', {"a": None, "b": 0.123456789012346, "c": None}),
        (b'{"a": NaN, "b": "x\\u0000y"}', {"a": None, "b": "x\ufffdy"}),
        (b'{"a": "\\ud800", "b": "\\ud83d\\ude00"}', {"a": "\ufffd", "b": "😀"}),
        ('{"a": "\x01"}'.replace("\x01", "\ud800").encode("utf-8", "surrogatepass"), {"a": "\ufffd"}),
    ],
)
def test_what_a_vendor_sends_is_made_safe_rather_than_refused(body, value):
    assert loads_safely(body) == value
