"""What a PNG says of itself before its first pixel; browsers read no later chunk either."""

import struct

SIGNATURE = 8


def leading_chunks(data: bytes) -> dict[bytes, bytes]:
    """The first chunk of each kind before the pixels, by its four letters."""
    chunks: dict[bytes, bytes] = {}
    start = SIGNATURE
    while start + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, start)
        if kind == b"IDAT":
            break
        chunks.setdefault(kind, data[start + 8 : start + 8 + length])
        start += 12 + length
    return chunks
