"""The pictures served: drawn once for a size, then marked so that no two tasks get the same bytes; and the bad ones."""

import functools
import io
import struct
import zlib

from PIL import Image, ImageDraw

from tests.simulators.faults import ScriptedFault
from tests.simulators.server import Response

Size = tuple[int, int]
VARIANTS = 8
BOMB_EDGE = 40_000
FALSE_LENGTH = 200 * 1024 * 1024
ADLER_BASE = 65521
_QUICK = {"png": {"compress_level": 1}, "webp": {"method": 0}}
TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def fitted(size: Size, long_edge: int) -> Size:
    """The size brought to that long edge with its ratio kept; 0 keeps the size."""
    scale = long_edge / max(size) if long_edge else 1
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


@functools.lru_cache(maxsize=64)
def drawn(size: Size, file_format: str, variant: int) -> bytes:
    """A product-like picture: a grained body with a shadow on a light ground."""
    width, height = size
    picture = Image.new("RGB", size, (236 - variant, 234, 228 + variant))
    draw = ImageDraw.Draw(picture)
    shift = (variant - VARIANTS / 2) / 60
    draw.ellipse(_box(size, 0.22 + shift, 0.74, 0.82 + shift, 0.86), fill=(200, 197, 190))
    body = Image.effect_noise(size, 18).convert("RGB")
    tint = Image.new("RGB", size, (40 + 24 * variant, 160 - 12 * variant, 90 + 14 * variant))
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        _box(size, 0.28 + shift, 0.18, 0.72 + shift, 0.8), max(1, min(width, height) // 12), fill=255
    )
    picture.paste(Image.blend(tint, body, 0.25), mask=mask)
    return _encoded(picture, file_format)


def marked(data: bytes, mark: str) -> bytes:
    """The same picture with a comment in it, so that its bytes are its own."""
    text = mark.encode()
    if data.startswith(_PNG_HEAD):
        return data[:-12] + _chunk(b"tEXt", b"Comment\0" + text) + data[-12:]
    if data.startswith(b"\xff\xd8"):
        return data[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + data[2:]
    padded = text + b"\0" * (len(text) % 2)
    grown = data[8:] + b"note" + struct.pack("<I", len(text)) + padded
    return b"RIFF" + struct.pack("<I", len(grown)) + grown


def served(data: bytes, file_format: str) -> Response:
    """A picture as an asset host hands it over."""
    return Response(body=data, headers={"Content-Type": TYPES[file_format]})


def faulty(fault: ScriptedFault, data: bytes, size: Size, mark: str) -> Response:
    """What is served in place of the picture `data` when a `picture_*` fault befalls it."""
    kind = fault.name.removeprefix("picture_")
    answer = Response(body=data, headers={"Content-Type": "image/png"})
    if kind in ("lying_length", "huge"):
        answer.length = FALSE_LENGTH if kind == "lying_length" else None
        answer.filler = FALSE_LENGTH if kind == "huge" else 0
    elif kind == "drip":
        answer.manner, answer.pace = "drip", float(fault.parameters.get("pace", 0.05))
    elif kind == "html":
        answer = Response(body=b"<!doctype html><title>Sign in</title>", headers={"Content-Type": "text/html"})
    elif kind == "gzip_bomb":
        answer.body = _unpacks_to_much()
        answer.headers["Content-Encoding"] = "gzip"
    elif kind == "empty":
        answer.body = b""
    elif kind == "truncated":
        answer.body = data[: len(data) // 2]
    else:
        answer.body = _odd(kind, size, mark)
    return answer


def _odd(kind: str, size: Size, mark: str) -> bytes:
    if kind == "bomb":
        return _bomb()
    if kind == "damaged":
        return _damaged(marked(drawn((512, 512), "jpeg", 0), mark))
    if kind == "cmyk":
        return marked(_encoded(Image.new("CMYK", size, (30, 60, 0, 10)), "jpeg"), mark)
    if kind == "sixteen_bit":
        return marked(_sixteen_bit(size), mark)
    if kind == "animated":
        frames = [Image.new("RGB", size, colour) for colour in ("white", "black")]
        return _encoded(frames[0], "gif", save_all=True, append_images=frames[1:])
    other = (1, 1) if kind == "one_pixel" else (size[0] * 3, size[1])
    return marked(drawn(other, "png", 0), mark)


def _damaged(data: bytes) -> bytes:
    middle, length = len(data) // 2, len(data) // 8
    return data[:middle] + bytes(length) + data[middle + length :]


def _box(size: Size, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    width, height = size
    return left * width, top * height, right * width, bottom * height


def _encoded(picture: Image.Image, file_format: str, **options: object) -> bytes:
    file = io.BytesIO()
    speed = _QUICK.get(file_format, {})
    picture.save(file, file_format, **speed, **options)
    return file.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(size: Size, depth: int, colour_type: int, packed: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", *size, depth, colour_type, 0, 0, 0)
    return _PNG_HEAD + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _sixteen_bit(size: Size) -> bytes:
    row = b"\0" + b"\x80\x01\x40\x02\x20\x03" * size[0]
    return _png(size, 16, 2, zlib.compress(row * size[1]))


@functools.cache
def _bomb() -> bytes:
    """A correct PNG, black and white, that takes 1.6 GB once it is opened as grey."""
    rows = 100
    block, blocks = _zeros(rows * (1 + BOMB_EDGE // 8)), BOMB_EDGE // rows
    size = BOMB_EDGE * (1 + BOMB_EDGE // 8)
    checksum = struct.pack(">I", (size % ADLER_BASE) << 16 | 1)
    return _png((BOMB_EDGE, BOMB_EDGE), 1, 0, b"\x78\xda" + block * blocks + b"\x03\0" + checksum)


@functools.cache
def _unpacks_to_much() -> bytes:
    megabyte = bytes(1024 * 1024)
    blocks, checksum = FALSE_LENGTH // len(megabyte), 0
    for _ in range(blocks):
        checksum = zlib.crc32(megabyte, checksum)
    head = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    return head + _zeros(len(megabyte)) * blocks + b"\x03\0" + struct.pack("<II", checksum, FALSE_LENGTH)


def _zeros(length: int) -> bytes:
    """That many zero bytes, deflated so that it may be repeated: far quicker than packing 200 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(bytes(length)) + packer.flush(zlib.Z_FULL_FLUSH)
