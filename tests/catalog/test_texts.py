"""Texts of code without Django: translated in the process that makes them, a child process included."""

import struct
from pathlib import Path

import pytest
from django.utils import translation

from catalog import texts
from catalog.apps import separators
from catalog.processes import messages, serving
from renders.templatetags.packshot import dollars

LANGUAGE = "de"
TRANSLATED = {
    "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",
    "The file is empty.": "Die Datei ist leer.",
    "%(some)s and %(other)s": "%(some)s und %(other)s",
    "%(number)s task\0%(number)s tasks": "%(number)s Aufgabe\0%(number)s Aufgaben",
}


@pytest.fixture(autouse=True)
def _restored():
    yield
    texts.use(translation, translation.get_language, separators)


@pytest.fixture
def folder(tmp_path):
    """A folder of catalogues with one language, as `compilemessages` writes it."""
    target = tmp_path / LANGUAGE / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / "django.mo").write_bytes(compiled(TRANSLATED))
    return tmp_path


def compiled(catalogue: dict[str, str]) -> bytes:
    """The bytes of a GNU .mo file."""
    pairs = [(one.encode(), other.encode()) for one, other in sorted(catalogue.items())]
    keys_at, values_at = 28, 28 + 8 * len(pairs)
    place, body, keys, values = values_at + 8 * len(pairs), b"", b"", b""
    for column, table in ((0, "keys"), (1, "values")):
        for pair in pairs:
            entry = struct.pack("<II", len(pair[column]), place + len(body))
            body += pair[column] + b"\0"
            keys, values = (keys + entry, values) if table == "keys" else (keys, values + entry)
    return struct.pack("<7I", 0x950412DE, 0, len(pairs), keys_at, values_at, 0, 0) + keys + values + body


def answer_of(function, *arguments, language):
    kind, answer = serving.answered(messages.request(function, arguments, language))
    return kind, messages.read_answer(answer)[1]


def test_a_language_without_django_comes_from_the_same_catalogues(folder):
    texts.use_language(LANGUAGE, folder)
    assert texts.gettext("The file is empty.") == "Die Datei ist leer."
    assert texts.ngettext("%(number)s task", "%(number)s tasks", 2) % {"number": 2} == "2 Aufgaben"
    assert texts.and_list(["links", "oben", "rechts"]) == "links und oben und rechts"


def test_a_text_without_a_translation_stays_as_it_is_in_the_code(folder):
    texts.use_language("fr", folder)
    assert texts.gettext("The file is empty.") == "The file is empty."


def test_a_child_works_in_the_language_that_came_with_its_work(folder, monkeypatch):
    monkeypatch.setattr(texts, "FOLDER", folder)
    assert answer_of(texts.gettext, "The file is empty.", language=LANGUAGE) == ("value", "Die Datei ist leer.")
    assert answer_of(texts.gettext, "The file is empty.", language="en") == ("value", "The file is empty.")


@pytest.mark.parametrize(("language", "large", "price"), [("en", "10,000", "$1,200.50"), ("de", "10.000", "$1.200,50")])
def test_figures_are_written_as_the_language_writes_them(language, large, price):
    with translation.override(language):
        assert texts.figure(10_000) == large
        assert dollars(1_200_500_000) == price


def test_work_is_handed_over_in_the_language_of_the_site():
    with translation.override("fr"):
        assert texts.language() == "fr"


def test_the_folder_of_catalogues_is_the_one_django_reads(settings):
    assert [Path(one) for one in settings.LOCALE_PATHS] == [texts.FOLDER]
