"""A receiver of webhooks on loopback: it keeps what it was sent and answers as a test wants."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class ReceivedWebhook:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class WebhookAnswer:
    """What to answer next. `holds` keeps the request open until the receiver is released or ends."""

    status: int = 200
    body: str = "ok"
    headers: dict[str, str] = field(default_factory=dict)
    holds: bool = False


class WebhookReceiver:
    """Answers from the list, then 200."""

    def __init__(self) -> None:
        self.received: list[ReceivedWebhook] = []
        self.answers: list[WebhookAnswer] = []
        self.has_received, self.released = threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.place = f"127.0.0.1:{self._server.server_port}"
        self.address = f"http://{self.place}/in?team=1"

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def ids(self) -> list[str]:
        return [one.headers["webhook-id"] for one in self.received]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.received.append(ReceivedWebhook(self.path, headers, body))
                answer = receiver.answers.pop(0) if receiver.answers else WebhookAnswer()
                receiver.has_received.set()
                if answer.holds:
                    receiver.released.wait(60)
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body.encode())

            def log_message(self, *args: Any) -> None:
                pass

        return Handler


@contextmanager
def webhook_receiver() -> Iterator[WebhookReceiver]:
    receiver = WebhookReceiver()
    thread = threading.Thread(target=receiver.serve, name="webhook receiver")
    thread.start()
    try:
        yield receiver
    finally:
        receiver.close()
        thread.join()
