"""Connections whose requests arrive slowly, or never whole. They cost a few kilobytes each, and not for ever."""

import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.utilities import RequestEntityTooLarge

HEADER_SECONDS = 20
# After this a body has to have come at least this fast on average: a picture over a slow line takes its time.
BODY_SECONDS, BODY_BYTES_A_SECOND = 30, 1024
# When so many connections are open, the oldest without a whole request makes room for the next.
MAX_CONNECTIONS = 400


class WholeRequest(HTTPRequestParser):  # type: ignore[misc]  # the package carries no types
    """One whose body is announced as too large reaches the application without it, to be refused with a page."""

    error: Any
    headers: dict[str, str]

    def received(self, data: bytes) -> int:
        taken = int(super().received(data))
        if isinstance(self.error, RequestEntityTooLarge) and not self.chunked:
            self.error, self.expect_continue = None, False
            # Its body is not read, and must not be taken for the next request.
            self.headers["CONNECTION"] = "close"
        return taken


class BufferedConnection(HTTPChannel):  # type: ignore[misc]
    """One client's connection; `waiting_since` is when it began to owe us the rest of a request."""

    parser_class = WholeRequest
    waiting_since: float

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.waiting_since = time.monotonic()
        super().__init__(*arguments, **options)

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.waiting_since = time.monotonic()
        return bool(super().received(data))

    @property
    def is_waiting(self) -> bool:
        """Whether nobody works on it and nothing is being sent: it may be closed without loss."""
        return not self.requests and not self.total_outbufs_len

    def is_overdue(self, now: float) -> bool:
        """Whether a request that has begun comes too slowly."""
        if self.request is None or not self.is_waiting:
            return False
        waited = now - self.waiting_since
        if not self.request.headers_finished:
            return waited > HEADER_SECONDS
        return waited > BODY_SECONDS + self.request.body_bytes_received / BODY_BYTES_A_SECOND


class BufferingServer(TcpWSGIServer):  # type: ignore[misc]
    """Closes what is overdue, and never runs out of connections."""

    channel_class = BufferedConnection
    max_connections = MAX_CONNECTIONS

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for connection in list(self.active_channels.values()):
            if connection.is_overdue(time.monotonic()):
                connection.will_close = True

    def handle_accept(self) -> None:
        if len(self.active_channels) >= self.max_connections:
            self._close_oldest()
        super().handle_accept()

    def _close_oldest(self) -> None:
        waiting = [one for one in self.active_channels.values() if one.is_waiting]
        if waiting:
            min(waiting, key=lambda one: one.waiting_since).handle_close()
