"""What holds for every page, whatever it shows: words stay text, headers guard, and the tone is calm."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client

from catalog.models import Colorway
from tests.permissions import COLUMNS, TABLE
from tests.world import World

MARKUP = "'\"><script>x()</script>"
SHOWN = "&#x27;&quot;&gt;&lt;script&gt;x()&lt;/script&gt;"
TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
MODULES = sorted(
    path for room in ("catalog", "config", "renders") for path in Path(settings.BASE_DIR, room).rglob("*.py")
)
LOUD = re.compile(r"\b(?:successfully|oops|please|sorry|whoops)\b|\w!(?:\s|$)", re.IGNORECASE)
ABOUT_ONESELF = {
    "login",
    "password_change",
    "password_change_done",
    "set-up",
    "set-up-done",
    "people.me",
    "people.help",
}
# What shows no word that somebody typed, as long as nothing was refused or changed.
SILENT = (
    ABOUT_ONESELF
    | {
        "monitoring.health",
        "monitoring.health.readyz",
        "monitoring.metrics",
        "products.new",
        "products.pictures",
        "products.detail.cutouts",
        "publications.withdraw",
    }
    | {
        "operations.doubts",
        "operations.contracts",
        "reviews.hit_rates",
        "operations.server_hours",
        "retention.runs",
        "tokens.new",
        "webhooks.new",
        "api.docs",
        "people.notifications.unread",
    }
)
PICTURES = {
    "artwork.file",
    "artwork.file.large",
    "shots.renditions",
    "shots.renditions.download",
    "publications.picture",
    "duels.picture",
    "cuttings.picture",
    "guests.file",
    "products.picture",
    "templates.picture",
    "banners.picture",
    "banners.waiting.picture",
}
# A vendor's download is one as well, but nobody may keep it.
FILES = PICTURES | {"operations.references", "operations.budget.table", "operations.insights.table"}
FILES |= {"products.export", "imports.detail.faults", "shots.claims.table", "production.rows.table"}
FILES |= {"publications.live.table", "publications.release.table", "publications.release.archive"}


def readable(who: str) -> list[str]:
    """The names of all pages this column may read."""
    return [name for name, (get, _) in TABLE.items() if get.split()[COLUMNS.index(who)] == "ok"]


class Inventory(HTMLParser):
    """The scripts without a source and the inline handlers of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if tag == "script" and "src" not in names:
            self.found.append("script")
        self.found += [name for name in names if name.startswith("on")]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["petra", "ruth", "ada"])
def test_words_full_of_markup_are_text_on_every_page(who, client_of, petra, ruth, ada):
    world = World(petra, ruth, words=MARKUP)
    Colorway.objects.update(sku=Concat(F("sku"), Value(MARKUP)))
    browser = client_of({"petra": petra, "ruth": ruth, "ada": ada}[who])
    pages = {name: browser.get(world.address(name)) for name in readable(who) if name not in FILES}
    texts = {name: page.content.decode() for name, page in pages.items()}
    assert {name: Inventory(text).found for name, text in texts.items() if Inventory(text).found} == {}
    assert set(texts) - {name for name, text in texts.items() if SHOWN in text} == SILENT & set(texts)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nobody", "sam", "petra"])
def test_every_answer_carries_the_headers_that_guard_it(who, client_of, petra, ruth, sam):
    world = World(petra, ruth)
    browser = Client() if who == "nobody" else client_of({"sam": sam, "petra": petra}[who])
    for name in TABLE:
        answer = browser.get(world.address(name))
        b"".join(answer)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "unsafe" not in policy, name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}, name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        leads_to_picture = answer.status_code == 302 and "/login/" not in answer["Location"]
        if name not in PICTURES or not (answer.status_code == 200 or leads_to_picture):
            assert "no-store" in answer["Cache-Control"], name


@pytest.mark.django_db
def test_a_page_that_does_not_exist_is_guarded_as_well(client_of, petra):
    answer = client_of(petra).get("/nothing/here/")
    assert answer.status_code == 404
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_a_template_speaks_calmly(path):
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<!doctype[^>]*>", " ", path.read_text(), flags=re.DOTALL)
    assert LOUD.findall(text) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_a_module_speaks_calmly(path):
    words = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    assert [one for one in words if isinstance(one, str) and LOUD.search(one)] == []
