"""Every form of every page, found by visiting them in each role, and sent with whatever a test puts in."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.messages import WARNING, get_messages
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.page_forms import PageForm, forms_of
from tests.permissions import ADMIN, TABLE
from tests.test_permissions import admin_addresses
from tests.world import World

PAGES_OF_THE_ADMIN = {"change", "add", "changelist", "matrix", "delete"}
NO_PAGES = {"picture", "file", "download", "renditions", "archive"}


@dataclass(frozen=True)
class SeenForm:
    """A form of a page, with who saw it and where it goes."""

    who: str
    target: str
    form: PageForm

    @property
    def name(self) -> str:
        """The name of the address that it goes to; empty for one that is none of ours."""
        try:
            found = resolve(urlsplit(self.target).path)
        except Resolver404:
            return ""
        return found.view_name or ""

    def __str__(self) -> str:
        return f"{self.form.method} {self.target} of {self.who}"


@dataclass(frozen=True)
class FormAnswer:
    """The status, and the page that a person gets to see: after a refusal that leads elsewhere, that other one."""

    status: int
    page: str
    is_refused: bool


def every_form(world: World, browsers: dict[str, Client]) -> list[SeenForm]:
    """Each form of each page, once for its address and fields."""
    seen: dict[tuple[str, ...], SeenForm] = {}
    for who, browser in browsers.items():
        for page in pages(world, who):
            answer = browser.get(page)
            if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
                continue
            for form in forms_of(answer.content.decode()):
                target = form.action or page
                if form.method != "dialog" and "logout" not in target:
                    seen.setdefault((form.method, target, *form.names()), SeenForm(who, target, form))
    return list(seen.values())


def pages(world: World, who: str) -> Iterator[str]:
    """Every address of the table, the page of every row, orders half filled in, and for the admin the configuration."""
    names = [name for name in TABLE if name.split(".")[-1] not in NO_PAGES]
    if who == "nobody":  # only the forms of guests are for somebody without an account
        yield from (world.address(name) for name in names if name.startswith("guests."))
        return
    of_rows = [row.get_absolute_url() for row in world.rows.values() if hasattr(row, "get_absolute_url")]
    yield from dict.fromkeys([*map(world.address, names), *of_rows])
    yield f"{world.address('versions.lab')}?more=on"
    yield f"{world.address('sets.compose')}?colorways={world.rows['colorway'].pk}"
    asked = f"channel={world.rows['channel'].pk}&decisions={world.rows['approved'].pk}"
    yield f"{world.address('publications.plan')}?{asked}"
    yield f"{world.address('publications.withdraw')}?publications={world.rows['publication'].pk}"
    if who == "ada":
        yield from (path for _, verb, path in admin_addresses(world) if verb in PAGES_OF_THE_ADMIN)


def names_of_verbs() -> set[str]:
    """The name of every address that takes what a person sends."""
    of_table = {name for name, (_, post) in TABLE.items() if not set(post.split()) <= {"verb", "gone", "in"}}
    writes = {"add", "change", "confirm", "withdraw", "draft", "exempt", "matrix"}
    writes |= {"preview", "schema", "link"}
    of_admin = {
        f"admin:{model}_{verb}" for model, verbs in ADMIN.items() for verb in set(verbs) & writes if verbs[verb] != "no"
    }
    return of_table | of_admin


def send(browser: Client, seen: SeenForm, data: dict[str, object]) -> FormAnswer:
    """Send it; nothing of it is kept."""
    address = seen.target if seen.form.method == "post" else urlsplit(seen.target).path
    with transaction.atomic():
        answer = getattr(browser, seen.form.method)(address, data)
        status, is_refused = answer.status_code, answer.status_code >= 400
        if status == 302 and any(one.level >= WARNING for one in get_messages(answer.wsgi_request)):
            answer, is_refused = browser.get(answer["Location"], follow=True), True
        page = "" if answer.streaming else answer.content.decode(errors="replace")
        transaction.set_rollback(True)
    return FormAnswer(status, page, is_refused)
