"""A customer's name leaves no trace: it is in no row, no queue, no log, no file and no file's name."""

import base64
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from config.queue import queue
from renders.files import MASTERS
from renders.finishing.banners import installed_fonts
from renders.models import BannerPicture
from renders.models.banner_pictures import State
from renders.pipeline import clock
from renders.pipeline.banners import picture_files
from renders.pipeline.tasks import enqueue
from tests.factories import make_banner
from tests.fakes import work
from tests.renders.api.conftest import ApiProgram, petras_program

__all__ = ["petras_program"]
pytestmark = pytest.mark.django_db(transaction=True)
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


def ask(program: ApiProgram, banner, key: str | None = None):
    return program.send("banners", {"banner": banner.slug, "name": f"  {NAME} "}, key)


@pytest.fixture
def banner(ruth):
    return make_banner(approved_by=ruth, font=FONT.code)


def test_a_name_that_was_drawn_and_one_that_failed_leave_no_trace(banner, petras_program, caplog, settings):
    caplog.set_level(logging.DEBUG)
    answers = [ask(petras_program, banner, "first")]
    assert traces(caplog) == []  # neither while it waits
    work()
    answers += [petras_program.read(f"banners/{answers[0].json()['id']}"), ask(petras_program, banner, "first")]
    made = ask(petras_program, banner)
    assert made.status_code == 200
    assert traces(caplog) == []

    expire()
    assert not picture_files.files().exists(picture_files.name_of(made.json()["id"]))
    hero = Path(MASTERS.storage.path(f"{banner.sha256[:2]}/{banner.sha256}"))
    whole = hero.read_bytes()
    hero.write_bytes(whole[:40])
    again = ask(petras_program, banner, "second")
    work()
    failed = petras_program.read(f"banners/{again.json()['id']}")
    assert (failed.json()["state"], failed.json()["is_neutral"]) == ("failed", True)
    hero.write_bytes(whole)
    assert traces(caplog) == []

    settings.SECRET_KEY = "another key, so that nobody can read what is encrypted"
    BannerPicture.objects.update(state=State.WAITING, encrypted_name="gAAAAA", fault="", due_at=timezone.now())
    enqueue(clock.due(timezone.now()))
    work()
    assert BannerPicture.objects.get().fault == BannerPicture.Fault.BROKEN
    expire()
    assert BannerPicture.objects.count() == 0
    assert traces(caplog) == []
    assert [found for one in [*answers, made, failed] for found in found_in("answer", one.content)] == []


def expire() -> None:
    """The time of every picture is over, and the clock comes by."""
    BannerPicture.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    BannerPicture.objects.mark_over(timezone.now())
    enqueue(clock.due(timezone.now()))
    work()


def test_the_search_finds_a_name_wherever_it_is_put(caplog):
    caplog.set_level(logging.INFO)
    logging.getLogger("test").info("For %s", NAME)
    make_banner(neutral_text=base64.b64encode(f"x{WORD}y".encode()).decode())
    path = Path(django_settings.DATA_DIR) / f"{WORD}.txt"
    path.write_text(NAME, encoding="utf-16")
    try:
        assert {trace.partition(":")[0] for trace in traces(caplog)} >= {
            "log",
            "renders_banner",
            "file name",
            str(path),
        }
    finally:
        path.unlink()
