"""The way out: every HTTP request this program makes leaves through here.

A vendor's own host gets the key and nobody else does. Names are resolved here and the connection goes to the address
that was checked, so a name cannot change its mind between the two. No error names a key or an address' query, and no
answer repeats a key.
"""

import json
import socket
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from fnmatch import fnmatchcase
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpx

NAT64 = IPv6Network("64:ff9b::/96")
GLOBAL_UNICAST = IPv6Network("2000::/3")
LONGEST_WAIT = 3600.0
KEPT_OPEN = 20.0
"""Seconds an idle connection is kept: a new one costs a TLS handshake, an old one may have been closed under us."""


class OutboundError(Exception):
    """Base: one sentence that may be shown and logged."""


class NotSent(OutboundError):
    """Proof that nothing was asked: no connection came about, or it ended before the first byte."""


class NoAnswer(OutboundError):
    """Bytes left and no whole answer came back: what became of the request is unknown."""


class BadAnswer(OutboundError):
    """An answer came that cannot be used: no JSON, wrongly packed, or an error status where bytes were wanted."""


class TooLarge(BadAnswer):
    """The answer is longer than allowed."""


class Forbidden(OutboundError):
    """We do not speak to that address; nothing was sent to it."""


class Gone(OutboundError):
    """There is nothing at the address of a file (any more): 403, 404 or 410."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status. Names of `headers` are found in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises `BadAnswer`."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise BadAnswer(f"The answer (HTTP {self.status}) is not JSON.") from None

    def wait(self, usual: float) -> float:
        """Seconds until we may come back, 1–3600: Retry-After, else X-RateLimit-Reset (Unix time), else `usual`."""
        seconds = _seconds(self.headers.get("Retry-After", ""))
        if seconds is None and (reset := _number(self.headers.get("X-RateLimit-Reset", ""))) is not None:
            seconds = reset - time.time()
        return min(LONGEST_WAIT, max(1.0, usual if seconds is None else seconds))


class Outbound:
    """One vendor's way out.

    `headers` (the key) go to the host of `base_url` only. Files are fetched from that host and from `asset_hosts`,
    patterns such as "*.hiapi.ai". `allow` lists host:port pairs that may be private, plain http and any port.
    """

    def __init__(
        self, *, base_url: str, headers: Mapping[str, str], asset_hosts: Sequence[str] = (), allow: Sequence[str] = ()
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers)
        self._secrets = [word.encode() for value in headers.values() if len(word := value.rpartition(" ")[2]) >= 8]
        self._asset_hosts = [pattern.lower() for pattern in asset_hosts]
        self._allow = frozenset(pair.lower() for pair in allow)

    def call(
        self,
        method: str,
        path: str,
        *,
        body: str | None = None,
        headers: Mapping[str, str] = {},
        timeout: float = 30.0,
        max_bytes: int = 2 * 1024 * 1024,
    ) -> Answer:
        """Ask the vendor, with the key; `body` is JSON text and is sent as it is. A redirect is an answer like any
        other. `timeout` is seconds for everything together. Raises `NotSent`, `NoAnswer`, `BadAnswer` or `Forbidden`.
        """
        url = self._checked(self._base_url + path)
        typed = {} if body is None else {"Content-Type": "application/json"}
        request = _request(method, url, {**typed, **self._headers, **headers}, body)
        with _exchange(self._allow, request, timeout) as response:
            data = _whole(response, max_bytes, url.host)
        for secret in self._secrets:  # some vendors repeat a wrong key in their complaint about it
            data = data.replace(secret, b"[key]")
        return Answer(response.status_code, response.headers, data)

    def fetch(self, url: str, *, timeout: float = 60.0, max_bytes: int = 25 * 1024 * 1024) -> bytes:
        """The bytes at an address the vendor gave us, without the key and without following it anywhere else.

        Raises `Gone`, `NotSent`, `NoAnswer`, `BadAnswer` or `Forbidden`.
        """
        address = self._checked(url)
        own_host = httpx.URL(self._base_url).host
        is_known = any(fnmatchcase(address.host, pattern) for pattern in [own_host, *self._asset_hosts])
        if not is_known and _place(address) not in self._allow:
            raise Forbidden(f"{address.host} is not a host of this provider.")
        with _exchange(self._allow, _request("GET", address, {}, None), timeout) as response:
            status = response.status_code
            if status in (403, 404, 410):
                raise Gone(f"There is nothing at the address on {address.host} (HTTP {status}).", status)
            if 300 <= status < 400:
                raise Forbidden(f"The address on {address.host} leads elsewhere, and is not followed.")
            if status != 200:
                raise BadAnswer(f"{address.host} answered HTTP {status}.")
            return _whole(response, max_bytes, address.host)

    def _checked(self, text: str) -> httpx.URL:
        try:
            url = httpx.URL(text)
        except (httpx.InvalidURL, TypeError):
            raise Forbidden("The address cannot be understood.") from None
        if _place(url) in self._allow and url.scheme in ("http", "https"):
            return url
        if url.scheme != "https" or url.port not in (None, 443) or url.userinfo or not url.host:
            raise Forbidden(f"Only plain https addresses are asked, and this one on {url.host or 'no host'} is not.")
        return url


@dataclass
class _Exchange:
    """One request on its way: when its time is up, and whether any of it has left."""

    ends_at: float
    has_left: bool = False

    def seconds_left(self) -> float:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


_CURRENT: ContextVar[_Exchange] = ContextVar("exchange")


@contextmanager
def _exchange(allow: frozenset[str], request: httpx.Request, timeout: float) -> Iterator[httpx.Response]:
    """Send a request and hold its answer open. Whatever fails is told by whether bytes had left."""
    exchange = _Exchange(time.monotonic() + timeout)
    _CURRENT.set(exchange)
    request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), timeout)
    try:
        with closing(_transport(allow).handle_request(request)) as response:
            yield response
    except (httpx.TransportError, OSError, UnicodeError) as error:
        is_late = isinstance(error, httpx.TimeoutException | TimeoutError)
        why = f"within {timeout:g} s" if is_late else "to the end" if exchange.has_left else "at all"
        raise (NoAnswer if exchange.has_left else NotSent)(f"{request.url.host} did not answer {why}.") from error


@cache
def _transport(allow: frozenset[str]) -> httpx.HTTPTransport:
    """One pool of connections a process: a fresh one costs 17 ms for its certificates alone."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=40, keepalive_expiry=KEPT_OPEN)
    transport = httpx.HTTPTransport(trust_env=False, limits=limits)
    pool: Any = transport._pool  # httpx has no public place to choose the address a name is connected to
    pool._network_backend = _Door(pool._network_backend, allow)
    return transport


class _Door:
    """Opens connections, to addresses that were looked at."""

    def __init__(self, backend: Any, allow: frozenset[str]) -> None:
        self._backend = backend
        self._allow = allow

    def connect_tcp(self, host: str, port: int, **options: Any) -> "_Stream":
        """A connection to the first address of a name that takes one. Raises `Forbidden` if any is not public."""
        addresses = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if _pair(host, port) not in self._allow and not all(map(is_public, addresses)):
            raise Forbidden(f"{host} is not at a public address.")
        problem: Exception = OSError("The name has no address.")
        for address in dict.fromkeys(addresses):
            try:
                options["timeout"] = _CURRENT.get().seconds_left()
                return _Stream(self._backend.connect_tcp(address, port, **options))
            except Exception as error:  # whatever it was, the next address may be better
                problem = error
        raise problem


class _Stream:
    """A connection that keeps to the time of the whole exchange, however small the pieces it comes in."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.close = stream.close
        self.get_extra_info = stream.get_extra_info

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._stream.read(max_bytes, _CURRENT.get().seconds_left())
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        exchange = _CURRENT.get()
        left = exchange.seconds_left()
        exchange.has_left = True
        self._stream.write(buffer, left)

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> "_Stream":
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _CURRENT.get().seconds_left()))


def is_public(address: str) -> bool:
    """Whether an IP address is on the internet, itself: IPv6 around another address counts behind NAT64 only."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found in NAT64:
        found = IPv4Address(int(found) & 0xFFFFFFFF)
    if isinstance(found, IPv6Address):
        return found in GLOBAL_UNICAST and found.is_global and not found.sixtofour and not found.teredo
    return found.is_global and not found.is_multicast and not found.is_reserved


def _request(method: str, url: httpx.URL, headers: Mapping[str, str], body: str | None) -> httpx.Request:
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise Forbidden("The key holds characters that a header cannot carry.")
    always = {"User-Agent": "Packshot", "Accept-Encoding": "identity"}
    return httpx.Request(method, url, headers={**always, **headers}, content=None if body is None else body.encode())


def _whole(response: httpx.Response, most: int, host: str) -> bytes:
    """The body unpacked, counted while it comes: what a header says of its length is only a claim."""
    unpack, data = _unpacker(response.headers.get("Content-Encoding", "")), bytearray()
    try:
        for part in response.iter_raw():
            data += unpack(part, most + 1 - len(data))
            if len(data) > most:
                raise TooLarge(f"{host} sent more than {most:,} bytes.")
    except zlib.error:
        raise BadAnswer(f"{host} packed its answer wrongly.") from None
    return bytes(data)


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    """What unpacks a piece of a body to at most so many bytes."""
    if encoding.strip().lower() in ("", "identity"):
        return lambda part, most: part[:most]
    if encoding.strip().lower() in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress
    raise BadAnswer("The answer is packed in a way nobody asked for.")


def _pair(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _place(url: httpx.URL) -> str:
    return _pair(url.host, url.port or (443 if url.scheme == "https" else 80))


def _seconds(text: str) -> float | None:
    """Seconds of a Retry-After, which is a number or a date."""
    try:
        return _number(text) or parsedate_to_datetime(text).timestamp() - time.time()
    except ValueError:
        return _number(text)


def _number(text: str) -> float | None:
    return float(text) if text.strip().replace(".", "", 1).isdecimal() else None
