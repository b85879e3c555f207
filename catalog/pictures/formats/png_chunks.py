"""The chunks of a PNG."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = 8
# Bytes of the checksum behind each body.
CHECKSUM = 4


class PngChunk(NamedTuple):
    """One chunk, whose body lies from `start` up to `end`, which may be beyond the end of a file that was cut."""

    kind: bytes
    start: int
    end: int


def chunks(data: bytes) -> Iterator[PngChunk]:
    """All of them, in their order."""
    start = SIGNATURE
    while start + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, start)
        yield PngChunk(kind, start + 8, start + 8 + length)
        start += 8 + length + CHECKSUM


def leading_chunks(data: bytes) -> dict[bytes, bytes]:
    """The first chunk of each kind before the pixels, by its four letters: browsers read no later one either."""
    leading: dict[bytes, bytes] = {}
    for kind, start, end in chunks(data):
        if kind == b"IDAT":
            break
        leading.setdefault(kind, data[start:end])
    return leading
