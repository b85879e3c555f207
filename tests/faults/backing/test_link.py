"""A stretch of network leaves nobody connected when it is closed."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from tests.faults.backing.link import Link
from tests.waiting import PATIENCE, until


def test_closing_it_disconnects_who_connects_at_that_moment() -> None:
    with socket.create_server(("127.0.0.1", 0)) as target, ThreadPoolExecutor(1) as pool:
        link, both_came = Link(target.getsockname()[1]), threading.Event()
        # It learns of the closing and of the client in the same turn of its loop.
        link._loop.call_soon_threadsafe(both_came.wait)
        closing = pool.submit(link.close)
        assert until(closing.running)
        with socket.create_connection(("127.0.0.1", link.port), timeout=5) as client:
            both_came.set()
            closing.result(PATIENCE)
            assert is_disconnected(client)


def is_disconnected(client: socket.socket) -> bool:
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True
