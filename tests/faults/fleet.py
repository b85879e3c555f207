"""Several web and worker processes of one installation, started again when they die, as a supervisor does."""

import os
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Self

from tests.faults.backing.faults import Fault
from tests.faults.backing.link import Link
from tests.faults.processes import ForkedProcess
from tests.faults.vendor_installation import VendorInstallation, is_served
from tests.ports import free_port


class Fleet:
    """`entrance` leads people and vendors to each web in turn."""

    def __init__(self, installation: VendorInstallation, webs: int, workers: int) -> None:
        self.installation, self.moments = installation, random.Random(0)
        ports = [free_port() for _ in range(webs)]
        self.entrance = Link(*ports)
        self.commands = {f"web {port}": ("web", "--port", str(port)) for port in ports}
        self.commands |= {f"worker {number}": ("worker",) for number in range(workers)}
        self.processes: dict[str, ForkedProcess] = {}
        installation.environment["PUBLIC_BASE_URL"] = self.address

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.entrance.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.entrance.port}"

    @property
    def faults(self) -> dict[str, Fault]:
        """What can befall one of the webs or workers."""
        kinds = {"killed": signal.SIGKILL, "asked to stop": signal.SIGTERM}
        ends = {
            f"{role} {name}": partial(self.ended, role, number)
            for role in ("web", "worker")
            for name, number in kinds.items()
        }
        return {**ends, **{f"{role} frozen": partial(self.frozen, role) for role in ("web", "worker")}}

    def start(self, moments: random.Random) -> None:
        """Start them all; `moments` chooses whom a fault befalls."""
        self.moments = moments
        self.keep_alive()
        self.installation.wait(lambda: is_served(self.entrance.port))

    def keep_alive(self) -> None:
        """Start what does not run."""
        for name, command in self.commands.items():
            if name not in self.processes or not self.processes[name].is_alive:
                self.processes[name] = self.installation.fork(*command)

    def stop(self) -> None:
        """Ask all to stop, and wait for that."""
        for process in self.processes.values():
            process.stop()
        self.processes.clear()

    @contextmanager
    def ended(self, role: str, number: int) -> Iterator[None]:
        """It gets that signal."""
        with suppress(ProcessLookupError):
            os.kill(self._one(role).pid, number)
        yield

    @contextmanager
    def frozen(self, role: str) -> Iterator[None]:
        """It does nothing, and does not know it: time passes for the others."""
        process = self._one(role)
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            if process.is_alive:
                os.kill(process.pid, signal.SIGCONT)

    def _one(self, role: str) -> ForkedProcess:
        return self.processes[self.moments.choice([name for name in self.processes if name.startswith(role)])]
