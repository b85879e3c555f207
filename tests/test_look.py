"""Rules of the look: colours in one place, nothing inline, readable lines, nothing unused, small downloads."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

ROOT = Path(__file__).resolve().parent.parent
ALL_STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))
STYLES = [path for path in ALL_STYLES if path.parent.name != "admin"]
MODULES = sorted((ROOT / "static" / "js").rglob("*.js"))
ALL_TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "admin" not in path.parts)


MAX_LINE = 120
# Classes, ids and attributes that htmx, the browser or Django's admin give to elements.
BY_OTHERS = {"htmx-request", "aria-disabled", "lang", "type", "hidden", "for", "open", "href", "multiple"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def words_of_pages() -> set[str]:
    """Every word that a template, a script or Python could give to an element; `dataset.isSharp` is data-is-sharp."""
    sources = [*ALL_TEMPLATES, *MODULES]
    for package in ("catalog", "config", "renders"):
        sources += (ROOT / package).rglob("*.py")
    text = "\n".join(path.read_text() for path in sources)
    from_scripts = re.findall(r"\bdataset\.(\w+)", text)
    attributes = {"data-" + re.sub(r"[A-Z]", lambda upper: "-" + upper[0].lower(), each) for each in from_scripts}
    return {*re.findall(r"[\w-]+", text), *attributes, *BY_OTHERS}


def names_in_selectors(style: str) -> set[str]:
    """Classes, ids, attributes and their values."""
    names = set()
    for selector in re.findall(r"([^{};]+)\{", style):
        if selector.lstrip().startswith("@"):
            continue
        names |= {part for value in re.findall(r'="([^"]*)"', selector) for part in re.findall(r"[\w-]+", value)}
        unquoted = re.sub(r'"[^"]*"', '""', selector)
        names |= set(re.findall(r"[.#]([A-Za-z_][\w-]*)", unquoted)) | set(re.findall(r"\[([\w-]+)", unquoted))
    return names


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


def test_the_letter_on_a_control_is_no_part_of_its_name() -> None:
    pages = [path for path in ALL_TEMPLATES if path.name != "_help_keys.html"]
    assert [name(path) for path in pages if "<kbd>" in path.read_text()] == []


def test_every_stylesheet_is_linked() -> None:
    entries = [ROOT / "static" / "css" / name for name in ("packshot.css", "configuration.css")]
    imported = {entry.parent / file for entry in entries for file in re.findall(r'@import "(.+)";', entry.read_text())}
    assert sorted({*imported, *entries}) == ALL_STYLES


def test_styles_weigh_no_more_than_20_kb() -> None:
    # One file on the way to a browser: the imports stand in their places.
    assert len(gzip.compress(b"".join(path.read_bytes() for path in STYLES), 9)) <= 20_000


def with_imports(entry: str) -> set[Path]:
    """A script and all that it imports."""
    script = ROOT / "static" / "js" / entry
    imported = re.findall(r'^import "\./([\w-]+\.js)";$', script.read_text(), re.MULTILINE)
    return {script}.union(*map(with_imports, imported))


def test_scripts_of_a_page_weigh_no_more_than_40_kb_with_htmx() -> None:
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    entries = [re.findall(r'static "js/([\w-]+\.js)"', path.read_text()) for path in ALL_TEMPLATES]
    pages = [set().union(*map(with_imports, ["packshot.js", *own])) for own in entries]
    assert max(compressed([htmx, *scripts]) for scripts in pages) <= 40_000


@pytest.mark.parametrize("path", [*ALL_STYLES, *ALL_TEMPLATES, *MODULES], ids=name)
def test_no_line_is_longer_than_120_characters(path: Path) -> None:
    lines = enumerate(path.read_text().splitlines(), 1)
    assert [f"{name(path)}:{number}" for number, line in lines if len(line) > MAX_LINE] == []


@pytest.mark.parametrize("path", ALL_STYLES, ids=name)
def test_a_line_of_a_style_holds_one_declaration(path: Path) -> None:
    lines = [re.sub(r'"[^"]*"|\([^()]*\)', "", line) for line in without_comments(path).splitlines()]
    assert [line for line in lines if line.count(";") > 1 or line.count("{") > 1] == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_every_name_in_a_selector_is_given_to_an_element(path: Path) -> None:
    assert sorted(names_in_selectors(without_comments(path)) - words_of_pages()) == []


def test_every_custom_property_of_a_style_is_used_and_set() -> None:
    style = "\n".join(map(without_comments, ALL_STYLES))
    used = set(re.findall(r"var\((--[\w-]+)", style))
    set_here = set(re.findall(r"(?<![\w-])(--[\w-]+)\s*:", "\n".join(map(without_comments, STYLES))))
    assert (sorted(set_here - used), sorted(used - set_here)) == ([], [])


def test_every_script_is_loaded_by_a_page_or_another_script() -> None:
    loaded = "\n".join(path.read_text() for path in [*ALL_TEMPLATES, *MODULES])
    loaded += "\n".join(path.read_text() for path in (ROOT / "catalog" / "admin").rglob("*.py"))
    assert [name(path) for path in MODULES if not re.search(rf"[/\"']{re.escape(path.name)}[\"']", loaded)] == []


def test_a_script_stays_short() -> None:
    assert [name(path) for path in MODULES if len(path.read_text().splitlines()) > 150] == []


def test_no_template_takes_text_for_markup() -> None:
    texts = {name(path): path.read_text() for path in ALL_TEMPLATES}
    assert [each for each, text in texts.items() if "|safe" in text or "autoescape off" in text] == []


def test_no_textarea_drops_the_line_break_that_its_text_begins_with() -> None:
    """A browser takes the first line break of a textarea for markup."""
    texts = {name(path): path.read_text() for path in ALL_TEMPLATES}
    assert [each for each, text in texts.items() if re.search(r">\{\{[^<]*</textarea>", text)] == []
