"""Serving until TERM or Ctrl-C, and then until the requests under way are answered, for a moment."""

import signal
import socket
import sys
import time
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments

from config.middleware.uploads import MAX_REQUEST
from config.web.connections import MAX_CONNECTIONS, BufferingServer
from config.web.threads import RequestThreads

# More than may wait for a picture, so that /healthz always finds one.
THREADS = 32
LAST_ANSWERS_SECONDS = 1.0
POLL_SECONDS = 0.5
# After how many seconds a busy thread lets another one in. A request gives way at each of its queries; beside an import
# that computes for seconds it would wait for Python's usual 5 ms each time.
SWITCH_SECONDS = 0.0005

SETTINGS = {
    "threads": THREADS,
    "connection_limit": 2 * MAX_CONNECTIONS,  # the server makes room before it comes to this
    "channel_timeout": 60,  # seconds that a connection without a request may stay open
    "cleanup_interval": 5,
    "max_request_header_size": 64 * 1024,
    "max_request_body_size": MAX_REQUEST + 1,
    "recv_bytes": 64 * 1024,
    # A thread that writes more than this waits for its reader: what lies beyond a megabyte lies in a file.
    "outbuf_high_watermark": 256 * 1024 * 1024,
    "asyncore_use_poll": True,  # the other way knows no connection beyond the 1024th file of the process
    "clear_untrusted_proxy_headers": False,  # the settings say which of them is believed
    "ident": None,
    "log_socket_errors": False,
}


class Serving:
    """An application on a listening socket. `run` returns after a signal."""

    def __init__(self, application: Any, listener: socket.socket) -> None:
        self.map: dict[int, Any] = {}
        self.threads = RequestThreads(THREADS)
        where = (listener.family, listener.type, listener.proto, listener.getsockname())
        self.server = BufferingServer(
            application,
            self.map,
            True,
            listener,
            dispatcher=self.threads,
            adj=Adjustments(**SETTINGS),
            bind_socket=False,
            sockinfo=where,
        )
        self.is_stopping = False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        sys.setswitchinterval(SWITCH_SECONDS)
        while not self.is_stopping:
            self._turn(POLL_SECONDS)
        self.server.accepting = False
        deadline = time.monotonic() + LAST_ANSWERS_SECONDS
        while self._is_answering() and time.monotonic() < deadline:
            self._turn(0.05)

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self.map, count=1)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True
        self.server.pull_trigger()

    def _is_answering(self) -> bool:
        return any(not connection.is_waiting for connection in list(self.server.active_channels.values()))
