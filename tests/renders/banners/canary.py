"""The search for a customer's name: in every row, queue, log, file and name of a file, in every form."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection

from config.queue import queue
from renders.finishing.banners import installed_fonts

FONT = installed_fonts()[0]
WORD = "Quetzalcoatl"
NAME = f"王小明 {WORD}" if FONT.writes_chinese else f"Zoe {WORD}"


def forms_of(text: str) -> set[bytes]:
    """Every way in which a name may stand somewhere without being looked for."""
    plain = [text, json.dumps(text)[1:-1], quote(text), repr(text.encode())[2:-1], text.encode().hex(), text[::-1]]
    encoded = [one.encode() for one in plain]
    encoded += [text.encode(code) for code in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-7")]
    for code in ("utf-8", "utf-16-le"):
        for shift in range(3):
            # Without the ends, which depend on what stands beside it.
            encoded.append(base64.b64encode(b" " * shift + text.encode(code))[4:-4])
    return {one for one in encoded if len(one) >= 5}


CANARIES = forms_of(NAME) | forms_of(WORD)


def found_in(place: str, data: bytes) -> list[str]:
    return [f"{place}: {one!r}" for one in CANARIES if one in data]


def rows() -> Iterator[tuple[str, bytes]]:
    """Every value of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    data = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield table, data


def queued() -> Iterator[tuple[str, bytes]]:
    for message in [*queue.storage.enqueued_items(), *queue.storage.scheduled_items()]:
        yield "queue", bytes(message)


def stored() -> Iterator[tuple[str, bytes]]:
    """Names and bytes of all files, the database's own among them."""
    for path in Path(django_settings.DATA_DIR).rglob("*"):
        yield "file name", str(path).encode()
        if path.is_file():
            yield str(path), path.read_bytes()


def traces(log: pytest.LogCaptureFixture) -> list[str]:
    places = [*rows(), *queued(), *stored(), ("log", log.text.encode())]
    places += [("log record", repr(vars(record)).encode()) for record in log.records]
    return [trace for place, data in places for trace in found_in(place, data)]
