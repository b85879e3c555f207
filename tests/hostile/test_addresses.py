"""Every address with parts that nobody wrote there: numbers of any length, other types, NUL, bytes that are no text."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.hostile.addresses import HOSTILE, LONGEST, filled, parameters, quoted, routes
from tests.permissions import COLUMNS, TABLE
from tests.world import World

pytestmark = pytest.mark.django_db
# A number that no column holds, one that Python refuses to read, and text that ends early.
FEW = ["9" * 30, LONGEST, "a\x00b"]
ADMIN_READS = "in in in in in ok"
# What pages read from a query string.
QUERY = [
    "page",
    "before",
    "after",
    "seen",
    "candidate",
    "placement",
    "version",
    "product",
    "colorway",
    "colorways",
    "all_of",
    "none_of",
    "from",
    "to",
    "verdict",
    "see",
    "person",
    "action",
    "set",
    "kind",
    "count",
    "sku",
    "q",
    "category",
    "template",
    "o",
    "p",
    "e",
    "more",
    "find",
    "shown",
    "findings",
    "order",
    "tick",
    "state",
    "own",
    "machine",
    "quoted",
]


@pytest.fixture
def world(petra, ruth):
    return World(petra, ruth)


def status(browser: Client, method: str, address: str) -> int:
    """The status of one request, of which nothing is kept."""
    with transaction.atomic():
        answer = getattr(browser, method)(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return int(answer.status_code)


def strange_addresses(world, values):
    """Every address of ours with each of its parts replaced by each of these values."""
    for name, route in routes():
        usual = world.arguments(name) if name in TABLE else ["1"] * parameters(route)
        for place in range(parameters(route)):
            for value in values:
                yield name, filled(route, [*usual[:place], value, *usual[place + 1 :]])


def allowed(name: str) -> tuple[str, str]:
    """Who may go there and how: a column and a method of the table; an admin reads the configuration. Nobody comes
    last, who is alone in speaking for a guest."""
    for method, line in zip(("get", "post"), TABLE.get(name, (ADMIN_READS, "")), strict=True):
        answers = dict(zip(COLUMNS, line.split(), strict=False))
        for column in (*COLUMNS[1:], *COLUMNS[:1]):
            if answers.get(column, "no") not in {"in", "no", "verb"}:
                return column, method
    raise LookupError(name)


@pytest.mark.parametrize("values", [FEW, pytest.param(HOSTILE, marks=pytest.mark.long)], ids=["few", "all"])
def test_an_address_that_names_nothing_is_not_found_whatever_stands_in_it(values, world, client_of, petra, ruth, ada):
    browsers = {who: client_of(person) for who, person in (("petra", petra), ("ruth", ruth), ("ada", ada))}
    browsers |= {"sam": browsers["petra"], "nobody": Client()}
    wrong = {}
    for name, address in strange_addresses(world, values):
        who, method = allowed(name)
        got = status(browsers[who], method, address)
        # The admin sends people to its front page, and reads a number in any digits as the number it is.
        if got not in ({200, 302, 403, 404, 405} if name.startswith("admin:") else {404, 422}):
            wrong[name, address[:80]] = got
    assert wrong == {}


@pytest.mark.parametrize(
    "values", [["9" * 30, "\x00"], pytest.param(HOSTILE, marks=pytest.mark.long)], ids=["few", "all"]
)
def test_no_query_string_takes_a_page_down(values, world, client_of, petra, ada):
    petras, adas, wrong = client_of(petra), client_of(ada), {}
    pages = {name: world.address(name) for name in TABLE if name.split(".")[-1] not in {"picture", "file", "readyz"}}
    pages |= {name: reverse(name) for name, _ in routes() if name.endswith("_changelist")}
    for name, address in pages.items():
        browser = adas if name.startswith("admin:") else petras
        for value in values:
            # All at once: each is read by itself. One by one in the long form.
            queries = [QUERY] if len(values) < len(HOSTILE) else [[key] for key in QUERY]
            for keys in queries:
                got = status(browser, "get", f"{address}?{'&'.join(f'{key}={quoted(value)}' for key in keys)}")
                if got >= 500:
                    wrong[name, value[:20]] = got
    assert wrong == {}


@pytest.mark.parametrize("length", ["", "-1", "ten", "²", "9" * 30, LONGEST])
def test_a_callback_with_a_crooked_length_is_answered(length, world, client):
    answer = client.post(
        world.address("operations.callbacks"), data=b"{}", content_type="application/json", CONTENT_LENGTH=length
    )
    assert answer.status_code in {202, 400, 413}
