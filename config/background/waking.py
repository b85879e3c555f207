"""Waking the worker: whoever enqueues says so through a named pipe, so the worker need not look fifty times a second.

A lost call costs little: the worker looks at its queue now and then all the same.
"""

import os
import select
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

# Between two looks at the queue when nobody calls: other machines cannot, nor systems without named pipes.
SECONDS = 0.25
SECONDS_WITHOUT_PIPE = 0.02


def pipe() -> Path:
    return Path(settings.DATA_DIR) / "queue.wake"


def wake() -> None:
    """Something was enqueued. Does nothing where no worker listens."""
    with suppress(OSError):
        descriptor = os.open(pipe(), os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(descriptor, b".")
        finally:
            os.close(descriptor)


class Calls:
    """What a worker listens to; only one thread at a time may wait. Of several workers one is woken."""

    def __init__(self) -> None:
        self._descriptor: int | None = None
        with suppress(OSError):
            with suppress(FileExistsError):
                os.mkfifo(pipe(), 0o600)
            # Open for writing too, or the pipe would count as ended whenever nobody else has it open.
            self._descriptor = os.open(pipe(), os.O_RDWR | os.O_NONBLOCK)

    def wait(self) -> None:
        """Wait until somebody calls, for a moment at most."""
        waiting = select.poll()
        if self._descriptor is None:
            waiting.poll(SECONDS_WITHOUT_PIPE * 1000)
            return
        waiting.register(self._descriptor, select.POLLIN)
        if waiting.poll(SECONDS * 1000):
            with suppress(BlockingIOError):
                os.read(self._descriptor, 4096)


@cache
def calls() -> Calls:
    """Those of this process, from its first question on."""
    return Calls()
