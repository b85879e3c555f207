"""Every form of every page, with values that no browser of ours sends."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from tests.hostile.addresses import LONGEST
from tests.page_forms import PageForm, forms_of
from tests.permissions import TABLE
from tests.test_permissions import admin_addresses
from tests.world import World

pytestmark = pytest.mark.django_db
PAGES_OF_THE_ADMIN = {"change", "add", "changelist", "import", "matrix", "delete"}
FEW = ["9" * 30, "a\x00b"]
MANY = [*FEW, LONGEST, "-1", "1e400", "NaN", "٣", "none", "x" * 100_000, "{{a}}" * 2_000, "\u202e", "[" * 500]


@dataclass(frozen=True)
class SeenForm:
    who: str
    target: str
    form: PageForm


def every_form(world, browsers) -> dict[tuple, SeenForm]:
    """Each form of each page, once for its address and fields."""
    seen: dict[tuple, SeenForm] = {}
    names = [name for name in TABLE if name.split(".")[-1] not in {"picture", "file", "download", "renditions"}]
    pages = [world.address(name) for name in names]
    of_admin = [path for _, verb, path in admin_addresses(world) if verb in PAGES_OF_THE_ADMIN]
    for who, browser in browsers.items():
        for page in [*pages, *(of_admin if who == "ada" else [])]:
            answer = browser.get(page)
            if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                continue
            for form in forms_of(answer.content.decode()):
                target = form.action or page
                if form.method != "dialog" and "logout" not in target:
                    seen.setdefault((form.method, target, *form.names()), SeenForm(who, target, form))
    return seen


def send(browser: Client, seen: SeenForm, data: dict) -> tuple[int, str]:
    """Status and page; nothing of it is kept."""
    address = seen.target if seen.form.method == "post" else urlsplit(seen.target).path
    with transaction.atomic():
        answer = getattr(browser, seen.form.method)(address, data)
        page = "" if answer.streaming else answer.content.decode(errors="replace")
        transaction.set_rollback(True)
    return answer.status_code, page


@pytest.fixture
def forms(client_of, petra, ruth, ada):
    browsers = {"petra": client_of(petra), "ruth": client_of(ruth), "ada": client_of(ada)}
    for browser in browsers.values():
        browser.raise_request_exception = False
    return browsers, every_form(World(petra, ruth), browsers)


def test_no_form_falls_over_whatever_is_in_its_fields(forms):
    browsers, wrong = forms[0], {}
    for seen in forms[1].values():
        for value in FEW:
            # Each field is read by itself, whatever is wrong with the others.
            status, _ = send(browsers[seen.who], seen, seen.form.data(**dict.fromkeys(seen.form.names(), value)))
            if status >= 500:
                wrong[seen.target, value] = status
    assert wrong == {}
    assert len(forms[1]) > 70


@pytest.mark.long
def test_no_form_falls_over_whatever_is_in_one_of_its_fields(forms):
    browsers, wrong = forms[0], {}
    for seen in forms[1].values():
        for name in seen.form.names():
            for value in MANY:
                status, _ = send(browsers[seen.who], seen, seen.form.data(**{name: value}))
                if status >= 500:
                    wrong[seen.target, name, value[:20]] = status
    assert wrong == {}
