"""What a browser downloads for a page: few files, and few bytes."""

import gzip
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from config.static_files import UNUSED, gather
from renders.templatetags import parts
from tests.factories import make_render, make_shot, make_shot_set

pytestmark = pytest.mark.django_db
LINKED = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src)="/static/([^"]+)"')


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of static files as they are served."""
    folder = tmp_path_factory.mktemp("static")
    storages = {"staticfiles": {"BACKEND": "config.static_files.HashedStaticFiles"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=UNUSED)
    return folder


@pytest.fixture
def linked(gathered, settings):
    """The files that a page loads besides its pictures."""
    settings.STATIC_ROOT = gathered
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.static_files.HashedStaticFiles"}}
    parts._rendered.cache_clear()
    yield lambda page: [gathered / name for name in LINKED.findall(page)]
    parts._rendered.cache_clear()


@pytest.fixture
def page(linked, petra, client_of):
    """A shot with twelve candidates, as its launcher gets it."""
    shot = make_shot(make_shot_set(launched_by=petra))
    for _ in range(12):
        make_render(shot)
    return client_of(petra).get(reverse("shots.detail", args=[shot.code])).content.decode()


def test_a_page_of_twelve_candidates_weighs_at_most_60_kb_without_its_pictures(page, linked):
    files = [gzip.compress(page.encode(), 6), *(Path(f"{path}.gz").read_bytes() for path in linked(page))]
    assert sum(map(len, files)) <= 60_000


def test_a_page_loads_one_stylesheet_two_scripts_and_one_of_its_own(page, linked):
    assert sorted(path.suffix for path in linked(page)) == [".css", ".js", ".js", ".js"]


def test_nothing_is_left_to_import(page, linked):
    for path in linked(page):
        assert not re.search(r"^@?import ", path.read_text(), re.MULTILINE), path


def test_a_stylesheet_is_served_without_what_only_its_readers_need(page, linked):
    (styles,) = (path.read_text() for path in linked(page) if path.suffix == ".css")
    assert "/*" not in styles
    assert not re.search(r"^\s", styles, re.MULTILINE)


def test_a_page_of_the_configuration_adds_one_stylesheet(linked, ada, client_of):
    page = client_of(ada).get(reverse("admin:index")).content.decode()
    assert sorted(path.suffix for path in linked(page)) == [".css", ".css", ".js", ".js"]


def test_files_are_gathered_again_only_after_one_of_them_changed(settings, tmp_path):
    source, settings.STATIC_ROOT = tmp_path / "source", tmp_path / "gathered"
    source.mkdir()
    settings.STATIC_ROOT.mkdir()
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    get_finder.cache_clear()
    (source / "a.txt").write_text("one")
    assert (gather(), gather()) == (True, False)
    (source / "a.txt").write_text("three")
    os.utime(source / "a.txt", (later := time.time() + 60, later))
    assert (gather(), gather()) == (True, False)
    assert (settings.STATIC_ROOT / "a.txt").read_text() == "three"
    get_finder.cache_clear()
