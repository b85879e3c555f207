"""The fork server of an installation, and the processes it forks."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent.parent


class ForkedProcess:
    """A management command that the fork server started, and reaps. It is known by its pid and its time of start,
    because the pid of a process that ended may be given to another."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._started = self._status()[1]

    @property
    def is_alive(self) -> bool:
        state, started = self._status()
        return state not in ("", "Z") and started == self._started

    @property
    def has_threads(self) -> bool:
        """Whether it has started other threads than its first: a worker is past its start, and at work."""
        return len(list(Path(f"/proc/{self.pid}/task").glob("*"))) > 1

    def children(self) -> list[int]:
        """The pids of the processes it started."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [int(pid) for task in tasks for pid in task.read_text().split()]

    def end(self, number: int) -> None:
        """Send it a signal and wait until it is gone."""
        if self.is_alive:
            os.kill(self.pid, number)
        assert until(lambda: not self.is_alive), f"{self.pid} does not end"

    def kill(self) -> None:
        """End it without warning."""
        self.end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to finish its steps and end."""
        self.end(signal.SIGTERM)

    def _status(self) -> tuple[str, str]:
        """State and time of start (Linux: fields 3 and 22 of /proc/pid/stat); empty for one that is gone."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return "", ""
        return fields[0], fields[19]


class ForkServer:
    """A child process that runs code and forks management commands. Its standard error goes to `log`, and its code lies
    below `root`."""

    def __init__(self, environment: Mapping[str, str], log: Path, root: Path = ROOT) -> None:
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.fork_server"],
                cwd=root,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )

    def run(self, code: str) -> str:
        """Run code with the names of `order_commands.py`; what it printed. Fails with its traceback."""
        return str(self._send({"run": code})["printed"])

    def start(self, *arguments: str) -> ForkedProcess:
        """Fork a management command."""
        return ForkedProcess(self._send({"start": arguments})["pid"])

    def finish(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Fork `manage.py` with these arguments and wait for its end, `COMMAND_TIMEOUT` at most."""
        ended = self._send({"finish": arguments})
        return subprocess.CompletedProcess(arguments, ended["status"], ended["stdout"], ended["stderr"])

    def close(self) -> None:
        """End it; what it forked runs on."""
        with self._process as process:
            process.kill()

    def _send(self, command: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert "failed" not in answer, answer["failed"]
        return answer
