"""Debian's Redis on loopback, behind a link that can be cut. It keeps nothing over a restart."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.faults.backing.link import Link
from tests.ports import free_port
from tests.waiting import PATIENCE, until


class RedisQueue:
    def __init__(self, program: str) -> None:
        self.program, self.port = program, free_port()
        self.link = Link(self.port)
        self.url = f"redis://127.0.0.1:{self.link.port}/0"
        self.faults = {
            **self.link.faults("queue"),
            "queue server killed": self.killed,
            "queue emptied": self.emptied,
        }
        self._start()

    @contextmanager
    def killed(self) -> Iterator[None]:
        """It dies with its messages, and is down for as long as this lasts."""
        self._stop()
        try:
            yield
        finally:
            self._start()

    @contextmanager
    def emptied(self) -> Iterator[None]:
        """Its messages are lost."""
        with suppress(OSError):  # one that is down has lost them
            self._ask(b"FLUSHALL\r\n")
        yield

    def close(self) -> None:
        self.link.close()
        self._stop()

    def _start(self) -> None:
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([self.program, *options], stdout=subprocess.DEVNULL, cwd="/")
        assert until(self._answers), "Redis does not start"

    def _stop(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)

    def _answers(self) -> bool:
        with suppress(OSError):
            return self._ask(b"PING\r\n").startswith(b"+PONG")
        return False

    def _ask(self, command: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            connection.sendall(command)
            return connection.recv(100)
