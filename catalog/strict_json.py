"""The JSON that we store: every database takes it, every page shows it, and no reader of it rounds a number."""

import json
import math
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from catalog.refusals import Refusal
from catalog.texts import gettext as _

MAX_DEPTH = 20
MAX_BYTES = 64 * 1024
# What a double holds exactly: browsers and Postgres read JSON numbers as doubles.
MAX_DIGITS = 15
# Indented text may be longer than the value that is stored.
MAX_TYPED_CHARACTERS = 4 * MAX_BYTES

# A surrogate without its other half is no character; NUL ends a text in Postgres.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\ufffd"
# How half a surrogate pair or NUL may be written in a body.
ESCAPED = re.compile(rb"\\u0000|\\u[dD][89a-fA-F]")


class NotStrictJson(Refusal, ValueError):
    """The text is not JSON, or holds what cannot be stored as JSON."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def loads(text: str, *, max_bytes: int = MAX_BYTES) -> Any:
    """The value that a person typed, or a program sent. Raises `NotStrictJson` rather than change or drop anything."""
    if len(text) > max(MAX_TYPED_CHARACTERS, max_bytes):
        raise NotStrictJson(_too_long())
    try:
        value = json.loads(
            text, parse_int=_int, parse_float=_float, parse_constant=_constant, object_pairs_hook=_object
        )
    except NotStrictJson:
        raise
    except RecursionError:
        raise NotStrictJson(_too_deep()) from None
    except json.JSONDecodeError as error:
        raise NotStrictJson(
            _("This is not JSON: line %(lineno)s, column %(colno)s.") % {"lineno": error.lineno, "colno": error.colno}
        ) from None
    if fault := fault_of(value, max_bytes=max_bytes):
        raise NotStrictJson(fault)
    return value


def fault_of(value: object, *, max_bytes: int = MAX_BYTES) -> str:
    """Why this value cannot be stored as JSON, in one sentence; empty when it can."""
    fault = next(_faults(value), "")
    return fault or (_too_long() if is_too_long(value, max_bytes=max_bytes) else "")


def is_too_long(value: object, *, max_bytes: int = MAX_BYTES) -> bool:
    """Whether a value made of JSON's types takes more room than is stored of one."""
    return len(json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")) > max_bytes


def made_safe(value: Any, depth: int = 1) -> Any:
    """The value with everything replaced that cannot be stored: for what vendors send, which is never refused."""
    if isinstance(value, str):
        return UNSTORABLE.sub(REPLACEMENT, value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        rounded = float(f"{value:.{MAX_DIGITS}g}")
        return None if not math.isfinite(value) else str(value) if _number_fault(rounded) else rounded
    if isinstance(value, int):
        # Long numbers are ids: as text they stay what they are. Longer ones cannot even be written out by Python.
        return value if not _number_fault(value) else str(value) if abs(value) < 10**400 else None
    if isinstance(value, dict) and depth <= MAX_DEPTH:
        return {made_safe(str(name)): made_safe(item, depth + 1) for name, item in value.items()}
    if isinstance(value, list | tuple) and depth <= MAX_DEPTH:
        return [made_safe(item, depth + 1) for item in value]
    return None


def loads_safely(body: bytes | str) -> Any:
    """JSON from outside, made safe. Raises `ValueError` or `RecursionError` as `json.loads` does."""
    value = json.loads(body, parse_int=_safe_int, parse_float=_safe_float, parse_constant=_safe_constant)
    return made_safe(value) if _may_hold_unstorable_text(body) else value


def _safe_int(text: str) -> int | str | None:
    number = int(text)
    return number if len(text) < MAX_DIGITS else made_safe(number)


def _safe_float(text: str) -> float | str | None:
    return made_safe(float(text))


def _safe_constant(word: str) -> None:
    """NaN and the infinities."""


def _may_hold_unstorable_text(body: bytes | str) -> bool:
    """Whether texts of this body must be looked at; those of most need not. A raw NUL means UTF-16, ED a raw
    surrogate."""
    raw = body if isinstance(body, bytes) else body.encode(errors="surrogatepass")
    return b"\0" in raw or b"\xed" in raw or (b"\\u" in raw and ESCAPED.search(raw) is not None)


def _faults(value: object) -> Iterator[str]:
    """Walked with a list, because a value may be nested deeper than functions can call."""
    unseen: list[tuple[Any, int]] = [(value, 1)]
    while unseen:
        item, depth = unseen.pop()
        if isinstance(item, str):
            if UNSTORABLE.search(item):
                yield _("It contains a character that cannot be stored: NUL, or half of a surrogate pair. Remove it.")
        elif isinstance(item, bool) or item is None:
            continue
        elif isinstance(item, int | float):
            if fault := _number_fault(item):
                yield fault
        elif not isinstance(item, dict | list | tuple):
            yield _("%(name__)s is not a JSON value.") % {"name__": type(item).__name__}
        elif depth > MAX_DEPTH:
            yield _too_deep()
        elif isinstance(item, dict):
            unseen += [(name if isinstance(name, str) else object(), depth) for name in item]
            unseen += [(each, depth + 1) for each in item.values()]
        else:
            unseen += [(each, depth + 1) for each in item]


def _number_fault(number: float) -> str:
    if isinstance(number, float) and not math.isfinite(number):
        return _("NaN and Infinity are not numbers of JSON. Write a number, or the word in quotes.")
    is_exact = abs(number) < 10**MAX_DIGITS and (isinstance(number, int) or number == float(f"{number:.{MAX_DIGITS}g}"))
    return "" if is_exact else _too_many_digits()


def _too_many_digits() -> str:
    return _(
        "A number has more than %(max_digits)s digits and would be rounded. Shorten it, or write it in quotes."
    ) % {"max_digits": MAX_DIGITS}


def _int(text: str) -> int:
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise NotStrictJson(_too_many_digits())
    return int(text)


def _float(text: str) -> float:
    digits = re.sub(r"[eE].*", "", text).replace(".", "").lstrip("-0")
    number = float(text)
    if len(digits) > MAX_DIGITS or not math.isfinite(number) or (digits and not number):
        raise NotStrictJson(_too_many_digits())
    return number


def _too_deep() -> str:
    return _("It is nested more than %(limit)s deep. Write it flatter.") % {"limit": MAX_DEPTH}


def _too_long() -> str:
    return _("It is longer than %(limit)s KB. Shorten it.") % {"limit": MAX_BYTES // 1024}


def _constant(word: str) -> Any:
    raise NotStrictJson(_number_fault(math.nan))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two equal names JSON keeps the last, silently."""
    names = dict(pairs)
    if len(names) < len(pairs):
        twice = next(name for name in names if sum(name == each for each, _value in pairs) > 1)
        raise NotStrictJson(
            _("“%(name)s” is there twice. Remove one of them.") % {"name": UNSTORABLE.sub(REPLACEMENT, twice)[:60]}
        )
    return names
