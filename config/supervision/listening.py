"""The port that the web listens on, opened before anything else is done and kept over restarts of the web."""

import errno
import http.client
import socket
from contextlib import ExitStack

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - names them, binds none
ANSWERS_WITHIN = 1.0
BACKLOG = 1024


class CannotListen(Exception):
    """The port cannot be had; the text says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on `host`, where port 0 takes any free one. Raises CannotListen.

    Requests that come before the web is up wait in its queue instead of being refused.
    """
    if port not in range(65536):
        raise CannotListen(f"{port} is no port. Choose one from 1 to 65535 with --port.")
    with ExitStack() as undo:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            listener = undo.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError as problem:
            raise CannotListen(_sentence(host, port, problem)) from problem
        undo.pop_all()
        return listener


def address_of(listener: socket.socket, host: str) -> str:
    """What to type into the browser: `http://127.0.0.1:8000/`."""
    name = WILDCARDS.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{listener.getsockname()[1]}/"


def answers(listener: socket.socket, host: str) -> bool:
    """Whether the web behind the port answers a request with anything at all."""
    connection = http.client.HTTPConnection(WILDCARDS.get(host, host), listener.getsockname()[1], ANSWERS_WITHIN)
    try:
        connection.request("GET", "/healthz")
        return bool(connection.getresponse().status)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def own_names(host: str) -> list[str]:
    """The host names under which a browser may ask for what listens on `host`."""
    if host not in WILDCARDS:
        return [f"[{host}]" if ":" in host else host]
    name = socket.gethostname()
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(name, None)}
    except OSError:
        found = set()
    return [name, *(f"[{each}]" if ":" in each else each for each in sorted(found))]


def _sentence(host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"{host}:{port} is already in use. Stop what runs there, or choose another port with --port."
    if problem.errno == errno.EACCES:
        return f"This account may not open port {port}. Choose one above 1023 with --port."
    return f"{host} is no address of this machine. Choose another with --host."
