"""A customer's name leaves no trace: it is in no row, no queue, no log, no file and no file's name."""

import base64
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from renders.files import MASTERS
from renders.models import BannerPicture
from renders.models.banner_pictures import State
from renders.pipeline import clock
from renders.pipeline.customers import picture_files
from renders.pipeline.tasks import enqueue
from tests.factories import make_banner
from tests.fakes import work
from tests.renders.api.conftest import ApiProgram, petras_program
from tests.renders.banners.canary import FONT, NAME, WORD, found_in, traces

__all__ = ["petras_program"]
pytestmark = pytest.mark.django_db(transaction=True)


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
