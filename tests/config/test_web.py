"""The web server: slow clients hold nothing that anybody needs, and are let go in time."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from config.middleware.uploads import MAX_REQUEST
from config.supervision.listening import listen
from config.web.connections import BODY_SECONDS, HEADER_SECONDS
from config.web.serving import Serving
from tests.waiting import PATIENCE

HEADERS = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ.get('CONTENT_LENGTH')} announced, {len(environ['wsgi.input'].read())} came".encode()]


class SteppedSite:
    """The server, whose loop turns when a test says so."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.listener = listen("127.0.0.1", 0)
        self.serving = Serving(application, self.listener)

    def client(self, sent: bytes = b"") -> socket.socket:
        """A connection on which this was sent and read."""
        client = self.stack.enter_context(socket.create_connection(self.listener.getsockname()))
        client.settimeout(10)
        if sent:
            client.sendall(sent)
        self.turn(3)
        return client

    def turn(self, times: int = 1) -> None:
        for _ in range(times):
            self.serving._turn(0.02)

    def answer(self, client: socket.socket) -> str:
        """What comes back until the connection rests."""
        client.settimeout(0.01)
        deadline, received = time.monotonic() + PATIENCE, b""
        while b"came" not in received and time.monotonic() < deadline:
            self.turn()
            try:
                received += client.recv(10_000)
            except TimeoutError:
                continue
        return received.decode()

    def overdue(self, seconds: float) -> int:
        """How many connections would be closed if so much time had passed."""
        now = time.monotonic() + seconds
        return sum(one.is_overdue(now) for one in self.serving.server.active_channels.values())

    def close(self) -> None:
        self.serving.threads.shutdown()
        for one in list(self.serving.map.values()):
            one.close()


@pytest.fixture
def site() -> Iterator[SteppedSite]:
    with ExitStack() as stack:
        site = SteppedSite(stack)
        stack.callback(site.close)
        yield site


def test_a_request_that_came_whole_is_answered_beside_those_that_do_not(site):
    for number in range(40):
        site.client(HEADERS if number % 2 else b"GET / HT")
    assert "0 came" in site.answer(site.client(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
    assert len(site.serving.server.active_channels) == 41


def test_headers_that_do_not_end_are_given_up_after_a_while(site):
    site.client(b"GET / HTTP/1.1\r\nX-Slow: ")
    assert site.overdue(HEADER_SECONDS - 1) == 0
    assert site.overdue(HEADER_SECONDS + 1) == 1


def test_a_body_has_longer_the_more_of_it_came(site):
    site.client(HEADERS)
    assert site.overdue(BODY_SECONDS + 1) == 1
    site.client(HEADERS + b"x" * 90_000)
    assert site.overdue(BODY_SECONDS + 1) == 1
    assert site.overdue(BODY_SECONDS + 90) == 2


def test_a_connection_at_rest_between_two_requests_is_not_overdue(site):
    client = site.client(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    site.answer(client)
    assert site.overdue(HEADER_SECONDS + BODY_SECONDS) == 0


def test_with_every_connection_taken_the_oldest_slow_one_makes_room(site):
    site.serving.server.max_connections = 5
    slow = [site.client(HEADERS) for _ in range(5)]
    assert "0 came" in site.answer(site.client(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
    assert slow[0].recv(1) == b""
    assert len(site.serving.server.active_channels) == 5


def test_a_body_announced_as_too_large_reaches_the_application_without_it(site):
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {MAX_REQUEST + 1}\r\n\r\n".encode()
    assert f"{MAX_REQUEST + 1} announced, 0 came" in site.answer(site.client(head))


@pytest.mark.parametrize("length", ["9" * 5_000, "-1", "ten"])
def test_a_length_that_is_none_takes_no_more_than_its_own_connection(site, length):
    site.client(f"POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())
    assert "0 came" in site.answer(site.client(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))


def closed(site, client: socket.socket) -> bool:
    """Whether the server ends the connection, with nothing more to read on it."""
    site.turn(3)
    client.settimeout(10)
    return client.recv(1) == b""


def test_a_body_that_is_too_large_is_not_taken_for_the_next_request(site):
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {MAX_REQUEST + 1}\r\n\r\n"
    client = site.client(f"{head}GET / HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    answer = site.answer(client)
    assert "Connection: close" in answer
    assert answer.count("HTTP/1.1") == 1
    assert closed(site, client)


def test_a_body_that_is_too_large_is_not_asked_for(site):
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {MAX_REQUEST + 1}\r\nExpect: 100-continue\r\n\r\n"
    assert site.answer(site.client(head.encode())).startswith("HTTP/1.1 200")
    asked = site.client(HEADERS.replace(b"Host: x", b"Host: x\r\nExpect: 100-continue"))
    assert asked.recv(100).startswith(b"HTTP/1.1 100 Continue")


def test_a_request_of_the_largest_size_is_still_read(site):
    client = site.client(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {MAX_REQUEST}\r\n\r\n".encode())
    (connection,) = site.serving.server.active_channels.values()
    assert not connection.requests
    client.close()


def test_only_what_is_overdue_is_closed_at_the_next_cleaning(site):
    slow, fresh = site.client(b"GET / HT"), site.client(b"GET / HT")
    first, second = sorted(site.serving.server.active_channels.values(), key=lambda one: one.waiting_since)
    first.waiting_since -= HEADER_SECONDS + 1
    site.serving.server.maintenance(time.monotonic())
    assert (first.will_close, second.will_close) == (True, False)
    assert closed(site, slow)
    assert "0 came" in finished(site, fresh)


def finished(site, client: socket.socket) -> str:
    """The answer to the rest of a request that began with `GET / HT`."""
    client.sendall(b"TP/1.1\r\nHost: x\r\n\r\n")
    return site.answer(client)


def test_the_time_of_a_request_begins_with_its_first_byte_and_not_with_the_connection(site):
    client = site.client()
    (connection,) = site.serving.server.active_channels.values()
    connection.waiting_since -= HEADER_SECONDS + 1
    client.sendall(b"GET / HT")
    site.turn(3)
    assert site.overdue(0) == 0
    connection.waiting_since -= HEADER_SECONDS + 1
    client.sendall(b"TP/1.1")
    site.turn(3)
    assert site.overdue(0) == 1


def test_a_connection_on_which_somebody_waits_for_an_answer_makes_no_room(site):
    site.serving.server.max_connections = 2
    answered, slow = site.client(), site.client(HEADERS)
    connections = sorted(site.serving.server.active_channels.values(), key=lambda one: one.waiting_since)
    connections[0].total_outbufs_len = 1
    site.client()
    assert closed(site, slow)
    connections[0].total_outbufs_len = 0
    answered.sendall(b"GET / HT")
    site.turn(3)
    assert "0 came" in finished(site, answered)
