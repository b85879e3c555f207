"""Connections that go to checked addresses only and end when the time of their exchange is up.

What is read and written is plain HTTP/1.1 of one request at a time, for which a library takes longer than all the rest
of a poll; Python's own `http.client` reads the answers.
"""

import io
import select
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import CONTINUE, HTTPException, HTTPResponse
from typing import Any, cast

import httpx
from django.utils.translation import gettext as _

from renders.outbound.addresses import is_public, pair
from renders.outbound.errors import Forbidden, NoAnswer, NotSent

MAX_IDLE = 20.0  # seconds; a new connection costs a TLS handshake, an old one may have been closed by the other side
MAX_IDLE_CONNECTIONS = 40
# UnicodeError: a name that cannot be encoded for DNS.
FAILURES = (OSError, HTTPException, UnicodeError)


@dataclass(frozen=True)
class OutboundRequest:
    """What is sent, to an address that was checked."""

    method: str
    url: httpx.URL
    headers: Mapping[str, str]
    body: bytes | None = None

    def encoded(self) -> bytes:
        always = {"Host": self.url.netloc.decode("ascii"), "Accept": "*/*", "Connection": "keep-alive"}
        length = {} if self.body is None else {"Content-Length": str(len(self.body))}
        lines = [f"{name}: {value}\r\n" for name, value in {**always, **length, **self.headers}.items()]
        target = self.url.raw_path.decode("ascii")
        return f"{self.method} {target} HTTP/1.1\r\n{''.join(lines)}\r\n".encode("ascii") + (self.body or b"")


@contextmanager
def exchanged(allowed: frozenset[str], request: OutboundRequest, timeout: float) -> Iterator["WholeResponse"]:
    """Send a request and yield its answer, the body still to be read. `timeout` is seconds for everything together.

    Raises `NotSent` when it failed before the first byte was sent, else `NoAnswer`.
    """
    connection = None
    try:
        connection = connections(allowed).taken(request.url, time.monotonic() + timeout)
        connection.send(request.encoded())
        response = WholeResponse(cast("socket.socket", connection), method=request.method)
        response.begin()
        yield response
        if response.isclosed() and not response.will_close:
            connection = connections(allowed).rest(request.url, connection)
    except FAILURES as error:
        is_sent = connection is not None and connection.is_sent
        how = (
            _("within %(timeout)s s") % {"timeout": f"{timeout:g}"}
            if isinstance(error, TimeoutError)
            else _("to the end")
            if is_sent
            else _("at all")
        )
        raise (NoAnswer if is_sent else NotSent)(
            _("%(host)s did not answer %(how)s.") % {"host": request.url.host, "how": how}
        ) from error
    finally:
        if connection:
            connection.close()


class WholeResponse(HTTPResponse):
    """An answer. One that ends before its announced length is none."""

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]
        # Hints that an answer is coming are skipped, as those to go on are.
        return version, CONTINUE if 100 < status < 200 and status != 101 else status, reason

    def parts(self) -> Iterator[bytes]:
        """The body while it arrives."""
        while part := self.read(65536):
            yield part
        if self.length:
            raise HTTPException(_("The answer ended before its length."))


class Connections:
    """One pool a process for those who may ask the same private addresses. Proxies of the environment are not used."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._lock = threading.Lock()
        self._idle: dict[tuple[str, str, int], list[TimedConnection]] = defaultdict(list)
        self._tls = httpx.create_ssl_context(trust_env=False)
        self._tls.set_alpn_protocols(["http/1.1"])

    def taken(self, url: httpx.URL, ends_at: float) -> "TimedConnection":
        """A connection that rests, or a new one, for an exchange that ends then (monotonic seconds)."""
        place = place_of(url)
        while True:
            with self._lock:
                connection = self._idle[place].pop() if self._idle[place] else None
            if connection is None:
                return self._connected(place, ends_at)
            if connection.may_be_used_again():
                connection.ends_at, connection.is_sent = ends_at, False
                return connection
            connection.close()

    def rest(self, url: httpx.URL, connection: "TimedConnection") -> "TimedConnection | None":
        """Keep a connection for the next exchange, unless enough are kept; then it is returned."""
        connection.resting_since = time.monotonic()
        with self._lock:
            is_room = sum(map(len, self._idle.values())) < MAX_IDLE_CONNECTIONS
            if is_room:
                self._idle[place_of(url)].append(connection)
        return None if is_room else connection

    def close(self) -> None:
        """Close the connections that rest. Only tests do; those of a web or worker end with its process."""
        with self._lock:
            idle = [connection for resting in self._idle.values() for connection in resting]
            self._idle.clear()
        for connection in idle:
            connection.close()

    def _connected(self, place: tuple[str, str, int], ends_at: float) -> "TimedConnection":
        """Resolves the name itself and connects to the first of the addresses it checked that takes a connection, so a
        name cannot change in between. Raises `Forbidden` if any is not public."""
        scheme, host, port = place
        addresses = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if pair(host, port) not in self._allowed and not all(map(is_public, addresses)):
            raise Forbidden(_("%(host)s is not at a public address.") % {"host": host})
        problem: Exception = OSError(_("The name has no address."))
        for address in dict.fromkeys(addresses):
            try:
                connected = socket.create_connection((address, port), seconds_until(ends_at))
            except FAILURES as error:  # the next address may be reachable
                problem = error
                continue
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                secured = self._tls.wrap_socket(connected, server_hostname=host) if scheme == "https" else connected
            except BaseException:
                connected.close()
                raise
            return TimedConnection(secured, ends_at)
        raise problem


# A fresh pool costs 17 ms for its certificates alone.
POOLS: dict[frozenset[str], Connections] = {}


def connections(allowed: frozenset[str]) -> Connections:
    """The pool of this process for those who may ask these private addresses."""
    if allowed not in POOLS:
        POOLS[allowed] = Connections(allowed)
    return POOLS[allowed]


def close_connections() -> None:
    """Close every connection that rests, and drop the pools. Only tests do."""
    while POOLS:
        POOLS.popitem()[1].close()


class TimedConnection:
    """A connection whose exchange ends in time, however small the pieces it sends."""

    def __init__(self, connected: socket.socket, ends_at: float) -> None:
        self._socket = connected
        self.ends_at = ends_at
        self.is_sent = False  # whether any byte of the exchange may have left
        self.resting_since = 0.0

    def send(self, data: bytes) -> None:
        self._socket.settimeout(seconds_until(self.ends_at))
        self.is_sent = True
        self._socket.sendall(data)

    def receive_into(self, buffer: Any) -> int:
        self._socket.settimeout(seconds_until(self.ends_at))
        return self._socket.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What `http.client` reads from."""
        return io.BufferedReader(TimedReading(self), io.DEFAULT_BUFFER_SIZE)

    def may_be_used_again(self) -> bool:
        """Whether it has not rested too long, and the other side has neither closed it nor said anything unasked."""
        waiting = select.poll()
        waiting.register(self._socket, select.POLLIN)
        return time.monotonic() - self.resting_since < MAX_IDLE and not waiting.poll(0)

    def close(self) -> None:
        self._socket.close()


class TimedReading(io.RawIOBase):
    """A connection as a file. Closing it leaves the connection open for the next exchange."""

    def __init__(self, connection: TimedConnection) -> None:
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._connection.receive_into(buffer)


def place_of(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)


def seconds_until(moment: float) -> float:
    """Raises `TimeoutError` when it has passed."""
    left = moment - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
