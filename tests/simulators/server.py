"""HTTP/1.1 on loopback: requests in, answers out, and every unkind manner of giving one.

One event loop serves every listener of a simulator, so the code behind it needs no locks and no thread per task.
"""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

MAX_BODY = 11 * 1024 * 1024
REASONS = {each.value: each.phrase for each in HTTPStatus}
CHUNK = 64 * 1024


@dataclass(slots=True)
class Request:
    """What a client asked. `entry` is the ledger's line for it once it was accepted."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    account: str = ""
    entry: Any = None

    def json(self) -> Any:
        """The body as JSON. Raises `ValueError`."""
        return json.loads(self.body)


@dataclass(slots=True)
class Response:
    """What a client gets, and how: `whole`, `reset`, `close`, `hang`, `drip` or `cut` (half of it, then the end).

    `delay` and `pace` are our seconds, as clients' timeouts are. `length` is a Content-Length sent instead of the
    true one; `filler` that many bytes of junk after the body; `then` makes the answer later, off the first path.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    manner: str = "whole"
    delay: float = 0.0
    pace: float = 0.05
    length: int | None = None
    filler: int = 0
    then: Callable[[], Awaitable["Response"]] | None = None

    @property
    def is_plain(self) -> bool:
        return self.manner == "whole" and not (self.delay or self.then or self.filler or self.length)

    def head(self) -> bytes:
        """Status line and headers."""
        length = len(self.body) + self.filler if self.length is None else self.length
        lines = [f"HTTP/1.1 {self.status} {REASONS.get(self.status, 'Unknown')}", f"Content-Length: {length}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def json_response(document: object, status: int = 200, **headers: str) -> Response:
    """An answer in JSON; `Retry_After="5"` becomes the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, json.dumps(document).encode(), {"Content-Type": "application/json", **named})


Responder = Callable[[Request], Response]


async def listen(responder: Responder, port: int, connections: set["Connection"]) -> tuple[asyncio.Server, str]:
    """Serve on a loopback port, 0 for any free one; the server and its address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(responder, connections), "127.0.0.1", port, backlog=1024, reuse_address=True
    )
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


class Connection(asyncio.Protocol):
    """One client's connection, kept open; its requests are answered one after the other."""

    def __init__(self, responder: Responder, connections: set["Connection"]) -> None:
        self._answerer = responder
        self._connections = connections
        self._buffer = bytearray()
        self._performance: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.discard(self)
        self._writable.set()
        if self._performance:
            self._performance.cancel()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._go_on()

    def _go_on(self) -> None:
        while self._performance is None and not self.transport.is_closing():
            request = self._next_request()
            if request is None:
                return
            answer = self._answerer(request)
            if answer.is_plain:
                self.transport.write(answer.head() + (b"" if request.method == "HEAD" else answer.body))
            else:
                self._performance = asyncio.get_running_loop().create_task(self._perform(answer))

    def _next_request(self) -> Request | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        line, *rows = self._buffer[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rows)}
        method, _, target = line.removesuffix(" HTTP/1.1").partition(" ")
        length = headers.get("content-length", "0")
        if not target.startswith("/") or not length.isdigit() or "transfer-encoding" in headers:
            self._refuse(400)
            return None
        if int(length) > MAX_BODY:
            self._refuse(413)
            return None
        begin, end = end + 4, end + 4 + int(length)
        if len(self._buffer) < end:
            if headers.get("expect") == "100-continue" and len(self._buffer) == begin:
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return None
        body = bytes(self._buffer[begin:end])
        del self._buffer[:end]
        path, _, query = target.partition("?")
        return Request(method, unquote(path), dict(parse_qsl(query)) if query else {}, headers, body)

    def _refuse(self, status: int) -> None:
        self.transport.write(Response(status, headers={"Connection": "close"}).head())
        self.transport.close()

    async def _perform(self, answer: Response) -> None:
        await asyncio.sleep(answer.delay)
        if answer.then:
            promised = await answer.then()
            await asyncio.sleep(promised.delay)
            if answer.manner != "whole":
                promised.manner, promised.pace = answer.manner, answer.pace
            answer = promised
        if answer.manner == "hang":
            await asyncio.Event().wait()
        if answer.manner == "reset":
            self._reset()
        elif answer.manner == "close":
            self.transport.close()
        else:
            await self._write(answer)
        self._performance = None
        self._go_on()

    async def _write(self, answer: Response) -> None:
        self.transport.write(answer.head())
        for part in _parts(answer):
            await self._writable.wait()
            if self.transport.is_closing():
                return
            self.transport.write(part)
            if answer.manner == "drip":
                await asyncio.sleep(answer.pace)
        if answer.manner == "cut" or answer.length is not None:
            self.transport.close()

    def _reset(self) -> None:
        """End with RST, as a crashed proxy does, so that the client sees an error and not an empty answer."""
        endpoint = self.transport.get_extra_info("socket")
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


def _parts(answer: Response) -> Iterator[bytes]:
    body = answer.body[: len(answer.body) // 2] if answer.manner == "cut" else answer.body
    step = max(1, len(body) // 64) if answer.manner == "drip" else CHUNK
    for start in range(0, len(body), step):
        yield body[start : start + step]
    for _ in range(answer.filler // CHUNK):
        yield bytes(CHUNK)
    if answer.filler % CHUNK:
        yield bytes(answer.filler % CHUNK)
