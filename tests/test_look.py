"""The look keeps its own rules: one place for colours, nothing inline, small files, small downloads."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

ROOT = Path(__file__).resolve().parent.parent
STYLES = sorted(path for path in (ROOT / "static" / "css").rglob("*.css") if path.name != "admin.css")
MODULES = sorted((ROOT / "static" / "js").rglob("*.js"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "admin" not in path.parts)


def name(path: Path) -> str:
    """What a file is called here."""
    return str(path.relative_to(ROOT))


def compressed(paths: list[Path]) -> int:
    """What they weigh on the way to a browser, each compressed by itself."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


@pytest.mark.parametrize("path", [each for each in STYLES if each.name != "tokens.css"], ids=name)
def test_colours_are_written_in_the_tokens_only(path: Path) -> None:
    assert not re.findall(r"(?:oklch|rgba?|hsla?|color)\(|#[0-9a-fA-F]{3,8}\b", path.read_text())


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_no_style_needs_to_shout(path: Path) -> None:
    assert "!important" not in path.read_text()


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_a_component_stays_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 150


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_pages_hold_no_style_or_script_of_their_own(path: Path) -> None:
    text = path.read_text()
    assert not re.findall(r"\sstyle=|<style|\son[a-z]+=|hx-on|<script(?![^>]*\bsrc=)", text)


def test_every_stylesheet_is_linked() -> None:
    linked = (ROOT / "templates" / "_styles.html").read_text()
    assert [name(path) for path in STYLES if path.relative_to(ROOT / "static").as_posix() not in linked] == []


def test_styles_weigh_no_more_than_30_kb() -> None:
    assert compressed(STYLES) <= 30_000


def test_scripts_weigh_no_more_than_40_kb_with_htmx() -> None:
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    assert compressed([*MODULES, htmx]) <= 40_000
