"""Who speaks to the simulators in their own tests: a client with a key, and a receiver of callbacks."""

import queue
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from tests.simulators import Simulator
from tests.waiting import PATIENCE

# Reading certificates for every client would take longer than the tests.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
KEY = "sk-demo-0123456789"


def client(sim: Simulator, key: str = KEY, **headers: str) -> httpx.Client:
    """Speaks to the simulator as an account, the way each vendor wants the key."""
    keys = {"Authorization": f"Bearer {key}", "API-Key": key, "X-API-Key": key}
    return httpx.Client(
        base_url=sim.base_url, headers={**keys, **headers}, trust_env=False, timeout=PATIENCE, verify=NO_TLS
    )


def download(url: str) -> httpx.Response:
    """Fetch a picture, without any key."""
    return httpx.get(url, trust_env=False, timeout=PATIENCE, verify=NO_TLS)


@dataclass
class ReceivedCallback:
    """One callback as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Takes callbacks at `url` and answers with `status`."""

    url: str = ""
    status: int = 204
    inbox: "queue.Queue[ReceivedCallback]" = field(default_factory=queue.Queue)

    def next(self) -> ReceivedCallback:
        """The next callback; fails when none comes."""
        return self.inbox.get(timeout=PATIENCE)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of callbacks on loopback."""
    it = Receiver()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            it.inbox.put(ReceivedCallback(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(it.status)
            self.end_headers()

        def log_message(self, *ignored: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        it.url = f"http://127.0.0.1:{server.server_port}/hooks/token"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield it
        server.shutdown()
