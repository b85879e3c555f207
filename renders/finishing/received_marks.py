"""What a provider's file says of itself. The master keeps it; every file made of the master loses it.

The bytes come from outside, so every reader here is bounded, and a file that breaks one has no marks.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from xml.etree import ElementTree

from catalog.pictures.formats.png_chunks import CHECKSUM, chunks
from catalog.texts import gettext as _
from catalog.texts import gettext_noop
from renders.finishing.provenance import xmp_tree, xmp_value

MAX_MARKS = 12
MAX_DETAIL = 120
# Of all that is no pixel, which is where marks stand.
_MAX_METADATA = 1024 * 1024
_MAX_BLOCKS = 2_000

# What a mark is called on pages, by its kind. Kinds are stored: they keep their names.
LABELS = {
    "c2pa": gettext_noop("Content Credentials"),
    "source_type": gettext_noop("How it was made"),
    "ai_system": gettext_noop("AI system"),
    "tool": gettext_noop("Made with"),
    "credit": gettext_noop("Credit"),
    "watermark": gettext_noop("Watermark"),
    "aigc": gettext_noop("AI label of China"),
}
# XMP properties, by the kind of mark they are.
_PROPERTIES = {
    "source_type": ("Iptc4xmpExt:DigitalSourceType",),
    "ai_system": ("Iptc4xmpExt:AISystemUsed", "Iptc4xmpExt:AISystemVersionUsed"),
    "tool": ("xmp:CreatorTool",),
    "credit": ("photoshop:Credit",),
    "aigc": ("TC260:AIGC",),
}
_SOURCE_TYPE = re.compile(rb"digitalsourcetype/([A-Za-z]{3,60})")
_WATERMARK = re.compile(rb"[\x20-\x7e]{0,40}(?:synthid|watermark)[\x20-\x7e]{0,40}", re.IGNORECASE)
_AIGC = re.compile(rb'"?AIGC"?\s{0,9}[:=]?\s{0,9}\{[\x20-\x7e]{0,200}')


@dataclass(frozen=True)
class ReceivedMark:
    """One thing that a file says: its kind, one of `LABELS`, and the words."""

    kind: str
    detail: str


def received_marks(data: bytes) -> tuple[ReceivedMark, ...]:
    """The marks in a JPEG, PNG or WebP, each once; nothing when it cannot be read."""
    try:
        found = list(_marks(data))
    except MemoryError:
        raise
    except Exception:  # whatever somebody's metadata does, the picture is paid for
        return ()
    marks = (ReceivedMark(kind, detail) for kind, words in found if (detail := _plain(words)))
    return tuple(dict.fromkeys(marks))[:MAX_MARKS]


def _marks(data: bytes) -> Iterator[tuple[str, str]]:
    manifest, rest = _metadata(data)
    if manifest:
        origin = _SOURCE_TYPE.search(manifest)
        yield "c2pa", _("C2PA manifest of %(size)s bytes") % {"size": len(manifest)}
        if origin:
            yield "source_type", origin[1].decode()
    tree = xmp_tree(data)
    if tree is not None:
        yield from _of_xmp(tree)
    for found in _WATERMARK.finditer(manifest + b"\n" + rest):
        yield "watermark", found[0].decode()
    if found_label := _AIGC.search(rest):
        yield "aigc", found_label[0].decode()


def _of_xmp(tree: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for kind, names in _PROPERTIES.items():
        values = [xmp_value(tree, name).rpartition("/digitalsourcetype/")[2] for name in names]
        yield kind, ", ".join(value for value in values if value)


def _metadata(data: bytes) -> tuple[bytes, bytes]:
    """The C2PA manifest, and everything else that is no pixel."""
    manifest, rest = bytearray(), bytearray()
    for name, block in islice(_blocks(data), _MAX_BLOCKS):
        if len(manifest) + len(rest) >= _MAX_METADATA:
            break
        is_manifest = name in (b"caBX", b"C2PA") or (name == b"\xeb" and b"jumb" in block[:64])
        (manifest if is_manifest else rest).extend(block[:_MAX_METADATA])
        rest.extend(b"\n")
    return bytes(manifest), bytes(rest)


def _blocks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The named blocks of a file without its pixels, up to one that claims more than there is."""
    if data[:2] == b"\xff\xd8":
        return _jpeg_segments(data)
    if data[:4] == b"RIFF":
        return _riff_chunks(data)
    return _png_chunks(data) if data[:4] == b"\x89PNG" else iter(())


def _jpeg_segments(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Before the first scan."""
    start = 2
    while start + 4 <= len(data) and data[start] == 0xFF and data[start + 1] != 0xDA:
        (length,) = struct.unpack_from(">H", data, start + 2)
        end = start + 2 + max(length, 2)
        if end > len(data):
            return
        yield data[start + 1 : start + 2], data[start + 4 : end]
        start = end


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    for name, start, end in chunks(data):
        if end + CHECKSUM > len(data):
            return
        if name not in (b"IDAT", b"iCCP"):
            yield name, data[start:end]


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = 12
    while start + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, start)
        if start + 8 + length > len(data):
            return
        if name not in (b"VP8 ", b"VP8L", b"ALPH", b"ICCP"):
            yield name, data[start + 8 : start + 8 + length]
        start += 8 + length + length % 2


def _plain(words: str) -> str:
    """Short, on one line, of characters that can be shown."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())[:MAX_DETAIL]
