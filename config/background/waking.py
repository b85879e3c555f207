"""Waking workers: whoever enqueues says so through a named pipe, so a worker need not look fifty times a second.

A lost call costs little: the worker looks at its queues now and then all the same.
"""

import os
import select
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings

from config.background.work import EVERY_WORK, Work

# Between two looks at the queues when nobody calls: other machines cannot, nor systems without named pipes.
SECONDS = 0.25
SECONDS_WITHOUT_PIPE = 0.02
PIPES = {Work.NETWORK: "queue.wake", Work.IMAGES: "queue-images.wake"}


def pipe(work: Work) -> Path:
    return Path(settings.DATA_DIR) / PIPES[work]


def wake(works: Iterable[Work] = EVERY_WORK) -> None:
    """Work of these kinds was enqueued. Does nothing where no worker listens."""
    for work in works:
        with suppress(OSError):
            descriptor = os.open(pipe(work), os.O_WRONLY | os.O_NONBLOCK)
            try:
                os.write(descriptor, b".")
            finally:
                os.close(descriptor)


class Calls:
    """What a worker listens to; only one thread at a time may wait. Of several workers one is woken."""

    def __init__(self, works: Iterable[Work] = EVERY_WORK) -> None:
        self._descriptors: list[int] = []
        for work in works:
            with suppress(OSError):
                with suppress(FileExistsError):
                    os.mkfifo(pipe(work), 0o600)
                # Open for writing too, or the pipe would count as ended whenever nobody else has it open.
                self._descriptors.append(os.open(pipe(work), os.O_RDWR | os.O_NONBLOCK))

    def wait(self) -> None:
        """Wait until somebody calls, for a moment at most."""
        waiting = select.poll()
        for descriptor in self._descriptors:
            waiting.register(descriptor, select.POLLIN)
        for descriptor, _event in waiting.poll((SECONDS if self._descriptors else SECONDS_WITHOUT_PIPE) * 1000):
            with suppress(BlockingIOError):
                os.read(descriptor, 4096)


@cache
def calls(works: tuple[Work, ...] = EVERY_WORK) -> Calls:
    """Those of this process, from its first question on."""
    return Calls(works)
