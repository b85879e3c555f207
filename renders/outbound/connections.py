"""Connections that go to checked addresses only and end when the time of their exchange is up."""

import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx

from renders.outbound.addresses import is_public, pair
from renders.outbound.errors import Forbidden, NoAnswer, NotSent

MAX_IDLE = 20.0  # seconds; a new connection costs a TLS handshake, an old one may have been closed by the other side
MAX_IDLE_CONNECTIONS = 40
FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    OSError,
    UnicodeError,  # a name that cannot be encoded for DNS
)


@dataclass
class Exchange:
    """One request under way: when its time is up (monotonic seconds), and whether any byte of it was sent."""

    ends_at: float
    is_sent: bool = False

    def seconds_left(self) -> float:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


# httpcore offers no other way from a request to the connection that carries it.
CURRENT: ContextVar[Exchange] = ContextVar("exchange")


@dataclass(frozen=True)
class OutboundRequest:
    """What is sent. httpx would take as long to model it as to send it."""

    method: str
    url: httpx.URL
    headers: Mapping[str, str]
    body: bytes | None = None

    def lines(self) -> list[tuple[bytes, bytes]]:
        """The header lines, with those that HTTP asks for."""
        always = [("Host", self.url.netloc.decode()), ("Accept", "*/*"), ("Connection", "keep-alive")]
        length = [] if self.body is None else [("Content-Length", str(len(self.body)))]
        return [(name.encode(), value.encode()) for name, value in (*always, *length, *self.headers.items())]


@contextmanager
def exchanged(allowed: frozenset[str], request: OutboundRequest, timeout: float) -> Iterator[httpcore.Response]:
    """Send a request and yield its answer, the body still to be read. `timeout` is seconds for everything together.

    Raises `NotSent` when it failed before the first byte was sent, else `NoAnswer`.
    """
    exchange = Exchange(time.monotonic() + timeout)
    CURRENT.set(exchange)
    url, extensions = request.url, {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), timeout)}
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    sent = httpcore.Request(
        request.method, target, headers=request.lines(), content=request.body, extensions=extensions
    )
    try:
        with closing(pool(allowed).handle_request(sent)) as response:
            yield response
    except FAILURES as error:
        is_late = isinstance(error, httpcore.TimeoutException | TimeoutError)
        how = f"within {timeout:g} s" if is_late else "to the end" if exchange.is_sent else "at all"
        raise (NoAnswer if exchange.is_sent else NotSent)(f"{request.url.host} did not answer {how}.") from error


@cache
def pool(allowed: frozenset[str]) -> httpcore.ConnectionPool:
    """One pool of connections a process, whose network is ours: a fresh one costs 17 ms for its certificates alone.
    Proxies of the environment are not used."""
    return httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(trust_env=False),
        max_connections=None,
        max_keepalive_connections=MAX_IDLE_CONNECTIONS,
        keepalive_expiry=MAX_IDLE,
        network_backend=CheckedBackend(httpcore.SyncBackend(), allowed),
    )


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves names itself and connects to the addresses it checked, so a name cannot change in between."""

    def __init__(self, backend: httpcore.NetworkBackend, allowed: frozenset[str]) -> None:
        self._backend = backend
        self._allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> "TimedStream":
        """A connection to the first address of a name that takes one. Raises `Forbidden` if any is not public."""
        addresses = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if pair(host, port) not in self._allowed and not all(map(is_public, addresses)):
            raise Forbidden(f"{host} is not at a public address.")
        problem: Exception = OSError("The name has no address.")
        for address in dict.fromkeys(addresses):
            try:
                left = CURRENT.get().seconds_left()
                stream = self._backend.connect_tcp(address, port, left, local_address, socket_options)
                return TimedStream(stream)
            except FAILURES as error:  # the next address may be reachable
                problem = error
        raise problem


class TimedStream(httpcore.NetworkStream):
    """A connection that ends with the time of its whole exchange, however small the pieces it sends."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, CURRENT.get().seconds_left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        exchange = CURRENT.get()
        left = exchange.seconds_left()
        exchange.is_sent = True
        self._stream.write(buffer, left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "TimedStream":
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, CURRENT.get().seconds_left()))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
