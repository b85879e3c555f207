"""What crosses between a process and its children: length, then a pickle.

A child reads bytes from outside, so what it says is not trusted: of its answer only plain values and our own
dataclasses, enumerations and exceptions are read.
"""

import os
import pickle
import select
import struct
import time
from collections.abc import Callable
from dataclasses import is_dataclass
from enum import Enum
from io import BytesIO
from math import ceil
from typing import Any, BinaryIO, Literal

LENGTH = struct.Struct(">Q")
MAX_ANSWER = 128 * 1024 * 1024
PROTOCOL = 5
READ_AT_ONCE = 1024 * 1024
OURS = ("catalog", "renders")
# Exceptions of Python's own that functions raise on purpose.
PLAIN_ERRORS = {("builtins", "FileNotFoundError"): FileNotFoundError}

Kind = Literal["value", "refused", "no memory", "failed"]


class AnswerRefused(Exception):
    """A child's answer is not one that our code gives."""


def write(stream: BinaryIO, message: bytes) -> None:
    stream.write(LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def read(stream: BinaryIO) -> bytes | None:
    """The next message; None when the stream ended or broke off."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None


class TimedPipe:
    """The parent's end of a pipe, where messages are waited for until a moment (monotonic seconds) and no longer.

    Every method raises `TimeoutError` then, and another `OSError` when the pipe ended.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        os.set_blocking(descriptor, False)

    def write(self, message: bytes, ends_at: float) -> None:
        left = memoryview(LENGTH.pack(len(message)) + message)
        while left:
            self._wait(select.POLLOUT, ends_at)
            left = left[os.write(self._descriptor, left) :]

    def read(self, ends_at: float, limit: int) -> bytes:
        """The next message. Raises `AnswerRefused` over the limit."""
        (length,) = LENGTH.unpack(self._read(LENGTH.size, ends_at))
        if length > limit:
            raise AnswerRefused(f"The answer has {length} bytes.")
        return self._read(length, ends_at)

    def _read(self, size: int, ends_at: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            self._wait(select.POLLIN, ends_at)
            part = os.read(self._descriptor, min(size - len(data), READ_AT_ONCE))
            if not part:
                raise BrokenPipeError
            data += part
        return bytes(data)

    def _wait(self, event: int, ends_at: float) -> None:
        waiting = select.poll()
        waiting.register(self._descriptor, event)
        if not waiting.poll(max(0, ceil((ends_at - time.monotonic()) * 1000))):
            raise TimeoutError


def request(function: Callable[..., object], arguments: tuple[object, ...], language: str) -> bytes:
    return pickle.dumps((function, arguments, language), PROTOCOL)


def read_request(message: bytes) -> tuple[Callable[..., object], tuple[object, ...], str]:
    """In the child only: its parent is trusted."""
    return pickle.loads(message)  # noqa: S301 - our own bytes


def answer(kind: Kind, value: object) -> bytes:
    return pickle.dumps((kind, value), PROTOCOL)


def read_answer(message: bytes) -> tuple[Kind, Any]:
    """Raises `AnswerRefused`."""
    try:
        kind, value = _OurValues(BytesIO(message)).load()
    except AnswerRefused:
        raise
    except Exception as error:  # a pickle of random bytes raises almost anything
        raise AnswerRefused("The answer cannot be read.") from error
    return kind, value


def may_cross(error: BaseException) -> bool:
    """Whether the parent can read this exception."""
    kind = type(error)
    return kind.__module__.partition(".")[0] in OURS or (kind.__module__, kind.__name__) in PLAIN_ERRORS


class _OurValues(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in PLAIN_ERRORS:
            return PLAIN_ERRORS[module, name]
        if module.partition(".")[0] in OURS and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module and _is_value(found):
                return found
        raise AnswerRefused(f"The answer holds a {module}.{name}.")


def _is_value(kind: type) -> bool:
    return is_dataclass(kind) or issubclass(kind, (Enum, Exception, tuple))
