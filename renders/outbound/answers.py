"""An answer with its body, unpacked and never longer than allowed."""

import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from django.utils.translation import gettext as _

from catalog.strict_json import loads_safely
from catalog.texts import figure
from renders.outbound.connections import FAILURES, WholeResponse
from renders.outbound.errors import BadAnswer, TooLarge

MAX_WAIT = 3600.0  # seconds


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status. Names of `headers` match in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, without what no database stores. Raises `BadAnswer`."""
        try:
            return loads_safely(self.body)
        except (ValueError, RecursionError):
            raise BadAnswer(_("The answer (HTTP %(status)s) is not JSON.") % {"status": self.status}) from None

    def wait(self, usual: float) -> float:
        """Seconds until we may come back, 1–3600: Retry-After, else X-RateLimit-Reset (Unix time), else `usual`."""
        seconds = _seconds(self.headers.get("Retry-After", ""))
        if seconds is None and (reset := _number(self.headers.get("X-RateLimit-Reset", ""))) is not None:
            seconds = reset - time.time()
        return min(MAX_WAIT, max(1.0, usual if seconds is None else seconds))


def headers_of(response: WholeResponse) -> httpx.Headers:
    """Its headers; a server may put any byte into them."""
    return httpx.Headers([(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.getheaders()])


def read_first(response: WholeResponse, max_bytes: int) -> bytes:
    """The first part of a body of which nothing depends: of one that never comes or breaks off it is empty."""
    try:
        return response.read(max_bytes)
    except FAILURES:
        return b""


def read_body(response: WholeResponse, max_bytes: int, host: str) -> bytes:
    """The body, decompressed and counted while it arrives: the length in a header may be a lie."""
    unpack, data = unpacker(response.headers.get("Content-Encoding", "")), bytearray()
    try:
        for part in response.parts():
            data += unpack(part, max_bytes + 1 - len(data))
            if len(data) > max_bytes:
                raise TooLarge(
                    _("%(host)s sent more than %(max_bytes)s bytes.") % {"host": host, "max_bytes": figure(max_bytes)}
                )
    except zlib.error:
        raise BadAnswer(_("%(host)s compressed its answer wrongly.") % {"host": host}) from None
    return bytes(data)


def unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    """A function from a piece of a body to at most so many decompressed bytes."""
    if encoding.strip().lower() in ("", "identity"):
        return lambda part, max_bytes: part[:max_bytes]
    if encoding.strip().lower() in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress
    raise BadAnswer(_("The answer is compressed in a way nobody asked for."))


def _seconds(text: str) -> float | None:
    """Seconds of a Retry-After, which is a number or a date."""
    try:
        return _number(text) or parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, OverflowError):  # no date, or one that no calendar has
        return _number(text)


def _number(text: str) -> float | None:
    return float(text) if text.strip().replace(".", "", 1).isdecimal() else None
