"""Every text that a person reads can be translated: in a language of full-width letters no page shows another one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.urls import get_resolver, reverse

from catalog.importing.tables import COLUMNS as COLUMNS_OF_TABLES
from config.configuration.row_names import NAMES as NAMES_OF_ROWS
from renders.finishing import SourceType
from renders.finishing.banners.fonts import FONTS
from renders.insights.suggestions import SUGGESTIONS
from renders.models.channels import kind_choices
from renders.providers import REGISTRY
from tests.factories import make_person
from tests.permissions import ADMIN, COLUMNS, TABLE
from tests.pseudo_language import pseudo_language
from tests.world import World

pytestmark = pytest.mark.django_db
LATIN = re.compile(r"[A-Za-z]{2,}")
# Examples of values inside a text, and ids of requests.
EXAMPLES = re.compile(r"\{.*\}|[0-9a-f]{8}-[0-9a-f-]{27}")
READ_ATTRIBUTES = {"title", "aria-label", "placeholder", "alt", "data-key-label", "data-one", "data-many"}
# Elements whose text is a value: a prompt, a name of a setting, a key of the keyboard, what somebody typed.
VALUES = {"script", "style", "code", "kbd", "textarea", "template"}
VALUE_CLASSES = {"prompt", "mono", "editor__code"}
# What is called the same in every language: ourselves, formats, units, and names of standards.
NAMES = {
    "Packshot",
    "sha",
    "UTC",
    "px",
    "AVIF",
    "JPEG",
    "PNG",
    "WebP",
    "UTF",
    "Python",
    "Django",
    "SQLite",
    "PostgreSQL",
    "Postgres",
    "Redis",
    "Windows",
    *REGISTRY,
    *(name for _, name in kind_choices()),
    *(source.term for source in SourceType),
    *COLUMNS_OF_TABLES,
}
# Fields of Django's own that count forms.
NAMES |= {font.name for font in FONTS}
NAMES |= {"TOTAL_FORMS", "INITIAL_FORMS"}
# What a prompt would say, on a button that adds it.
NAMES |= {word for suggestion in SUGGESTIONS.values() for word in suggestion.sentence.split()}
# Forms that are sent empty, for what they say then.
REFUSED = (
    "products.new",
    "products.edit",
    "products.edit.colorways",
    "products.edit.artwork",
    "sets.compose",
    "people.me.time_zone",
    "operations.doubts.resolve",
    "login",
)
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
TRANSLATED = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{#.*?#}|{% block page_class %}.*?{% endblock %}", re.S
)
DJANGO = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
MARKUP = re.compile(r"<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="((?:{%.*?%}|{{.*?}}|[^"])*)"', re.DOTALL)
# Our name, names of standards, and keys of the keyboard.
IN_TEMPLATES = {"Packshot", "sha", "nbsp", "amp"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Texts(HTMLParser):
    """What a page says to a reader: its text and the attributes that are read out or shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [given[name] for name in READ_ATTRIBUTES & given.keys()]
        if given.get("type") == "submit" and tag == "input":
            self.found.append(given.get("value", ""))
        is_value = tag in VALUES or bool(VALUE_CLASSES & set(given.get("class", "").split()))
        is_value |= given.get("name") == "time_zone"
        if tag not in VOID:
            self._open.append((tag, is_value))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(is_value for _, is_value in self._open):
            self.found.append(" ".join(data.split()))


def stored_words() -> set[str]:
    """Every word of a value that somebody typed or a vendor said. Codes with labels are none: they are translated."""
    words: set[str] = set()
    for model in apps.get_models():
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices
        ]
        for row in model.objects.values_list(*names) if names else ():
            words |= {word for value in row for word in LATIN.findall(str(value))}
    return words


def untranslated(page: str, known: set[str]) -> list[str]:
    """Texts of a page with a word that was neither translated nor typed."""
    return [text for text in Texts(page).found if set(LATIN.findall(EXAMPLES.sub("", text))) - known]


@pytest.fixture(scope="module")
def world(module_rows):
    return World(make_person("petra", group="Marketers"), make_person("ruth", group="Reviewers"))


@pytest.fixture(scope="module")
def people(world):
    ada = make_person("ada", group="Admins", is_staff=True)
    return {"petra": world.petra, "ruth": world.ruth, "ada": ada}


@pytest.fixture(scope="module")
def known(people):
    return stored_words() | {word for name in NAMES for word in LATIN.findall(name)}


def assert_translated(browser, requests: Iterable[tuple[str, str, str]], known: set[str]) -> None:
    found = defaultdict(list)
    for name, method, address in requests:
        with pseudo_language():
            response = getattr(browser, method)(address)
        body = b"".join(response)
        if response["Content-Type"].startswith("text/html"):
            found[name] += untranslated(body.decode(), known)
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize("who", ["petra", "ruth", "ada"])
def test_pages_are_translated(who, world, people, known, client_of):
    column = COLUMNS.index(who)
    read = [name for name, (get, _) in TABLE.items() if get.split()[column] == "ok"]
    pages = [(name, "get", world.address(name)) for name in read]
    assert_translated(client_of(people[who]), pages, known)


def test_pages_of_the_configuration_are_translated(world, people, known, client_of):
    assert_translated(client_of(people["ada"]), configuration(world), known)


def test_refused_forms_are_translated(world, people, known, client_of):
    for who in ("petra", "ada"):
        column = COLUMNS.index(who)
        allowed = [name for name in REFUSED if TABLE[name][1].split()[column] in {"bad", "ok"}]
        assert_translated(client_of(people[who]), [(name, "post", world.address(name)) for name in allowed], known)


def test_every_name_that_django_makes_stands_where_a_translator_finds_it():
    rows = {model for model in admin.site._registry if model.__module__.startswith(("catalog.", "renders."))}
    made = {str(name) for row in rows for name in (row._meta.verbose_name, row._meta.verbose_name_plural)}
    made |= {str(field.verbose_name) for row in rows for field in (*row._meta.local_fields, *row._meta.many_to_many)}
    assert {name for name in made - NAMES_OF_ROWS if set(LATIN.findall(name)) - {"ID", "sha"}} == set()


def test_every_field_that_is_shown_has_a_label_of_its_own():
    get_resolver().url_patterns  # noqa: B018 - imports every page, and the forms with it
    ours = [form for form in descendants(forms.BaseForm) if form.__module__.startswith(("catalog.", "renders."))]
    fields = {(form, name): field for form in ours for name, field in getattr(form, "base_fields", {}).items()}
    assert [key for key, field in fields.items() if field.label is None and not field.widget.is_hidden] == []


def descendants(kind: type) -> Iterator[type]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


def test_no_text_stands_bare_in_a_template():
    """Also in parts that no page of the tests shows."""
    bare = {str(path.relative_to(settings.BASE_DIR)): bare_texts(path.read_text()) for path in TEMPLATES}
    assert {path: texts for path, texts in bare.items() if texts} == {}


def bare_texts(template: str) -> list[str]:
    """Texts and read attributes outside of `translate` and `blocktranslate`; words that were put in are left out."""
    shown = TRANSLATED.sub("", template)
    texts = MARKUP.split(DJANGO.sub("\n", shown))
    texts += [DJANGO.sub("", value) for name, value in ATTRIBUTE.findall(shown) if name in READ_ATTRIBUTES]
    return [text.strip() for text in texts if set(LATIN.findall(text)) - IN_TEMPLATES]


def test_a_bare_text_in_a_template_is_found():
    template = (
        '<p class="a" title="{% translate "x" %}">{{ name }} waits</p>{% blocktranslate %}a{% endblocktranslate %}'
    )
    assert bare_texts(template) == ["waits"]
    assert bare_texts('<a title="Go to {{ name }}" href="{% url "x" %}">{% if a > b %}{{ a }}{% endif %}</a>') == [
        "Go to"
    ]


def test_a_text_that_cannot_be_translated_is_found():
    page = '<p class="prompt">On paper</p><p title="Left"><b>Ｗａｉｔｉｎｇ</b> for Petra</p>'
    assert untranslated(page, {"Petra"}) == ["Left", "for Petra"]


def configuration(world: World) -> Iterator[tuple[str, str, str]]:
    """Lists, forms and histories of everything that an admin configures."""
    rows = {"imagemodel": "image_model", "prompttemplate": "template", "promptversion": "version"}
    yield "admin:index", "get", reverse("admin:index")
    for model, verbs in ADMIN.items():
        kind = model.partition("_")[2]
        row = world.petra if kind == "user" else world.rows.get(rows.get(kind, kind)) or world.rows["shot"].account
        for verb, answer in verbs.items():
            if answer == "ok" and verb != "export":
                has_row = verb in {"history", "delete", "change"}
                name = f"admin:{model}_{verb}"
                yield name, "get", reverse(name, args=[row.pk] if has_row else [])
