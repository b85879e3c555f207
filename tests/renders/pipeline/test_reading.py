"""Text in ready pictures: read in a child process of its own, after everything that is paid for."""

import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw

from catalog.processes import Limits, Pool
from renders import invariants
from renders.files import MASTERS
from renders.models import Finding, TextReading
from renders.models.renders import State
from renders.pipeline import clock
from renders.pipeline.reading import step
from renders.quality import InspectionOrder, inspect
from renders.quality.text import is_installed
from renders.schedule import Enqueue
from tests.factories import make_colorway, make_product, make_render, make_shot, make_template, make_version
from tests.fakes import due_now, work
from tests.images import encoded
from tests.in_process import InProcess
from tools.artwork.draw import label_path

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not is_installed(), reason="the extra ocr is not installed"),
]
PROMPT = "One glass bottle on white. The label reads {} in bold serif Chinese. Front view, centered."


@pytest.fixture
def reads_text(settings):
    settings.READS_TEXT = True
    yield
    step.READER.close()


def labelled(prompt, **overrides):
    """A ready render whose master shows the bottle's label, and the row that says it is to be read."""
    with Image.open(label_path("bottle")) as artwork:
        data = encoded(artwork.convert("RGB").resize((480, 324)), "PNG")
    product = make_product(attributes={"label_text_en": "Rose Essence Water"})
    shot = make_shot(colorway=make_colorway(product), version=make_version(make_template(), prompt=prompt))
    render = make_render(shot, **{"sha256": MASTERS.store(data), **overrides})
    return TextReading.objects.create(render=render, due_at=timezone.now())


def findings_of(reading):
    return [(one.check_name, one.message) for one in Finding.objects.filter(render=reading.render)]


def test_a_picture_whose_label_reads_otherwise_than_ordered_is_found_out(reads_text):
    reading = labelled(PROMPT.format("玫魂精华水"))
    revision = reading.render.shot.revision
    work_on(reading)
    [(code, message)] = findings_of(reading)
    assert code == "label_misread"
    assert "“瑰” instead of “魂”" in message
    reading.refresh_from_db()
    assert (reading.state, reading.due_at, reading.lease) == (TextReading.State.READ, None, "")
    assert reading.text.splitlines() == ["玫瑰精华水", "Rose Essence Water"]
    reading.render.shot.refresh_from_db()
    assert reading.render.shot.revision == revision + 1

    right = labelled(PROMPT.format("玫瑰精华水"))
    work_on(right)
    assert findings_of(right) == []


def test_a_picture_that_becomes_ready_is_read(reads_text, shot_set, fake, monkeypatch):
    monkeypatch.setattr(step, "READER", InProcess())
    text = Image.new("RGB", (256, 256), "white")
    ImageDraw.Draw(text).text((20, 100), "SALE TODAY", "black", font_size=36)
    fake.picture = encoded(text, "PNG")
    work()
    due_now(TextReading)
    work()
    render = shot_set.renders.first()
    assert render.state == State.READY
    assert "text_not_ordered" in render.findings.values_list("check_name", flat=True)
    assert not TextReading.objects.filter(state=TextReading.State.WAITING).exists()


def test_of_many_pictures_that_wait_one_is_read_at_a_time():
    waiting = [labelled(PROMPT.format("玫瑰精华水")) for _ in range(3)]
    now = timezone.now()
    assert [clock.due(now, [TextReading]) for _ in range(3)] == [[Enqueue("read", (one.pk,))] for one in waiting]


def test_a_picture_waits_while_another_is_read(reads_text, monkeypatch):
    monkeypatch.setattr(step, "READER", Pool(Limits(children=0, waiting=0, wait_seconds=0, work_seconds=1)))
    monkeypatch.delattr(step, "load")  # nothing is looked up in vain
    reading = labelled(PROMPT.format("玫瑰精华水"))
    due_at = reading.due_at
    work_on(reading)
    reading.refresh_from_db()
    assert (reading.state, reading.lease) == (TextReading.State.WAITING, "")
    assert reading.due_at > due_at


def test_after_a_picture_the_one_that_waits_longest_is_read():
    _later, longest = (labelled(PROMPT.format("玫瑰精华水")) for _ in range(2))
    TextReading.objects.filter(pk=longest.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    assert step.following() == [Enqueue("read", (longest.pk,))]


def test_a_lost_picture_is_not_read_and_says_so(reads_text, monkeypatch):
    monkeypatch.setattr(step, "READER", InProcess())
    reading = labelled(PROMPT.format("玫瑰精华水"), sha256="0" * 64)
    work_on(reading)
    reading.refresh_from_db()
    assert reading.state == TextReading.State.FAILED
    assert [code for code, _message in findings_of(reading)] == ["text_not_read"]


def test_verify_misses_a_reading_that_nothing_is_due_for():
    reading = labelled(PROMPT.format("玫瑰精华水"))
    assert not any("Text reading" in one for one in invariants.nothing_is_lost())
    TextReading.objects.filter(pk=reading.pk).update(due_at=None)
    assert any("Text reading" in one for one in invariants.nothing_is_lost())


def test_without_a_reader_ordered_text_is_said_not_to_be_judged(monkeypatch):
    shot = labelled(PROMPT.format("玫瑰精华水")).render.shot
    picture = Image.new("RGB", (256, 256), "white")
    assert "Text is not read" not in " ".join(one.message for one in inspect(picture, InspectionOrder(shot.contract)))
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    is_installed.cache_clear()
    try:
        messages = [one.message for one in inspect(picture, InspectionOrder(shot.contract))]
    finally:
        is_installed.cache_clear()
    assert "Text is not read on this installation. Could not be judged: the text of the label." in messages


def work_on(reading):
    """Do what the reading owes."""
    due_now(TextReading)
    work()
