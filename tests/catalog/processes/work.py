"""Functions that a child process runs in these tests. What they need is found in Python itself."""

import ctypes
import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np

from catalog.pictures import Undecodable


def pid() -> int:
    return os.getpid()


def niceness() -> int:
    return os.nice(0)


def environment() -> dict[str, str]:
    return dict(os.environ)


def sleep(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def sleep_and_note(seconds: float, note: Path) -> None:
    note.write_text(str(os.getpid()))
    time.sleep(seconds)


def fill_memory(megabytes: int) -> int:
    return int(np.ones((megabytes, 1024, 1024), dtype=np.uint8).sum())


def crash() -> None:
    ctypes.string_at(0)


def refuse() -> None:
    raise Undecodable("Nothing was saved.")


def fail() -> None:
    raise ZeroDivisionError("a fault of ours")


class Lure:
    """Its pickle calls a function of the operating system where it is read."""

    def __reduce__(self) -> Any:
        return os.system, ("exit 1",)


def lure() -> object:
    return Lure()


def ignores_signals() -> bool:
    return all(signal.getsignal(number) == signal.SIG_IGN for number in (signal.SIGINT, signal.SIGTERM))


def modules() -> list[str]:
    return sorted(__import__("sys").modules)
