"""The port: had at once, or refused in one clear sentence."""

import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from config.supervision.listening import CannotListen, address_of, answers, listen, own_names


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Any free port of this machine."""
    with listen("127.0.0.1", 0) as opened:
        yield opened


def test_the_address_names_the_port_that_was_had(listener):
    assert address_of(listener, "127.0.0.1") == f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_a_wildcard_is_shown_as_an_address_one_can_type(listener):
    assert address_of(listener, "0.0.0.0").startswith("http://127.0.0.1:")


def test_a_port_in_use_is_named(listener):
    port = listener.getsockname()[1]
    with pytest.raises(CannotListen, match=f"127.0.0.1:{port} is already in use. .* another port with --port."):
        listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(CannotListen, match=r"192\.0\.2\.1 is no address of this machine"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize("port", [65536, -1, 10**9])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(CannotListen, match="is no port"):
        listen("127.0.0.1", port)


def test_a_port_without_a_web_behind_it_does_not_answer():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert not answers(closed, "127.0.0.1")


def test_an_error_page_is_an_answer(listener):
    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(503)

        def log_message(self, *_: object) -> None: ...

    server = http.server.HTTPServer(listener.getsockname(), Refusing, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    assert answers(listener, "127.0.0.1")
    thread.join()


def test_a_host_of_its_own_is_the_name_browsers_use():
    assert own_names("192.0.2.7") == ["192.0.2.7"]
    assert own_names("fe80::1") == ["[fe80::1]"]


def test_a_wildcard_answers_to_the_name_of_the_machine():
    assert socket.gethostname() in own_names("0.0.0.0")
