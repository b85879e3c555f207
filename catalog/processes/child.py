"""The parent's side of one child process."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import catalog
from catalog.processes import messages
from catalog.processes.refusals import ChildDied, OutOfMemory, OutOfTime

FOLDER = Path(catalog.__file__).parent.parent
# What Python needs to start. Keys and addresses stay here: a child reads bytes from outside.
PASSED_ON = {"PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR", "LANG", "LC_ALL"}
# One thread a child: the pool decides how many cores are used, and the same picture has the same bytes everywhere.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}


class WorkFailed(Exception):
    """The function raised what it should not; the text is the child's traceback."""


class ChildProcess:
    """Started with the constructor. Only one thread at a time may ask."""

    def __init__(self, megabytes: int, work_seconds: float) -> None:
        inherited = {name: value for name, value in os.environ.items() if name in PASSED_ON}
        self._work_seconds = work_seconds
        command = [sys.executable, "-m", "catalog.processes.serving", str(megabytes), str(work_seconds)]
        self._process = subprocess.Popen(
            command,
            cwd=FOLDER,
            env=inherited | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._requests = messages.TimedPipe(cast("Any", self._process.stdin).fileno())
        self._answers = messages.TimedPipe(cast("Any", self._process.stdout).fileno())
        self.is_used = False
        self.resting_since = time.monotonic()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: bytes) -> Any:
        """The function's result, or what it raised. Raises `WorkStopped` when it gave none; it is dead then."""
        ends_at = time.monotonic() + self._work_seconds
        try:
            self._requests.write(request, ends_at)
            message = self._answers.read(ends_at, messages.MAX_ANSWER)
        except TimeoutError:
            self.end()
            raise OutOfTime from None
        except (OSError, messages.AnswerRefused):
            self.end()
            raise ChildDied from None
        self.is_used = True
        return self._opened(message)

    def end(self) -> None:
        """Kill it, if it lives, and wait for its end."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(BrokenPipeError):  # a request that was not written whole
                    pipe.close()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def _opened(self, message: bytes) -> Any:
        try:
            kind, value = messages.read_answer(message)
        except messages.AnswerRefused:
            self.end()
            raise ChildDied from None
        if kind == "value":
            return value
        if kind == "refused":
            raise value
        self.end()
        if kind == "no memory":
            raise OutOfMemory
        raise WorkFailed(value)
