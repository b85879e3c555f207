"""Every address, every role, both verbs: the table of `tests/permissions.py` is what the site does."""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from renders.models import Render
from tests.factories import make_person, make_review
from tests.permissions import ADMIN, ADMIN_ITSELF, COLUMNS, TABLE
from tests.world import World

pytestmark = pytest.mark.django_db
WORDS = {
    401: "in",
    200: "ok",
    202: "took",
    204: "ok",
    302: "to",
    403: "no",
    404: "gone",
    405: "verb",
    409: "late",
    422: "bad",
}
# Signing in, a picture made when somebody first looks at it, when a guest was last here, and what a person has seen.
UNCHANGING_WRITES = ("django_session", "renders_rendition", "renders_guestlink", "renders_notification")


@pytest.fixture(scope="module")
def cast(module_rows):
    """Everybody by the name of their column."""
    groups = {"sam": None, "petra": "Marketers", "paul": "Marketers", "ruth": "Reviewers"}
    people = {name: make_person(name, group=group) for name, group in groups.items()}
    return {"nobody": None, **people, "ada": make_person("ada", group="Admins", is_staff=True)}


@pytest.fixture(scope="module")
def world(cast):
    """One of everything."""
    return World(cast["petra"], cast["ruth"])


@pytest.fixture
def petra(cast):
    """The marketer of the cast."""
    return cast["petra"]


@pytest.fixture
def ruth(cast):
    """The reviewer of the cast."""
    return cast["ruth"]


@pytest.fixture
def ada(cast):
    """The admin of the cast."""
    return cast["ada"]


def names(resolver=None, namespace="") -> Iterator[str]:
    """The name of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif pattern.name:
            yield f"{namespace}{pattern.name}"


def jar(person) -> SimpleCookie:
    """The cookies of a browser in which that person signed in."""
    client = Client()
    if person:
        client.force_login(person)
    return client.cookies


def answer(cookies, method, address, body=None, **options):
    """One request in a browser of its own, and nothing of it is kept."""
    client = Client(raise_request_exception=False, **options)
    client.cookies = SimpleCookie(cookies.output(header="", sep=";"))
    with transaction.atomic():
        response = getattr(client, method)(address, body or {})
        if response.streaming:
            b"".join(response.streaming_content)  # read to its end, which closes the file
        transaction.set_rollback(True)
    return response


def word(response) -> str:
    """The answer in the words of the table."""
    location = urlsplit(response.get("Location", "")).path
    return "in" if location in {"/login/", "/admin/login/"} else WORDS.get(response.status_code, response.status_code)


def test_every_address_stands_in_the_table():
    of_models = {f"admin:{model}_{verb}" for model, verbs in ADMIN.items() for verb in verbs}
    assert set(names()) == set(TABLE) | ADMIN_ITSELF | of_models


@pytest.mark.parametrize("who", COLUMNS)
def test_everybody_gets_the_answers_of_their_column(who, world, cast):
    column, cookies = COLUMNS.index(who), jar(cast[who])
    wanted, given = {}, {}
    for name, answers in TABLE.items():
        for method, line in zip(("get", "post"), answers, strict=True):
            wanted[name, method] = line.split()[column]
            body = world.body(name) if method == "post" else None
            given[name, method] = word(answer(cookies, method, world.address(name), body))
    assert {key: got for key, got in given.items() if got != wanted[key]} == {}


def admin_addresses(world) -> Iterator[tuple[str, str, str]]:
    """Model, verb and address of everything an admin configures, on rows that are in use."""
    rows = {"imagemodel": "image_model", "prompttemplate": "template", "promptversion": "version"}
    for model, verbs in ADMIN.items():
        kind = model.partition("_")[2]
        row = world.petra if kind == "user" else world.rows.get(rows.get(kind, kind)) or world.rows["shot"].account
        for verb in verbs:
            has_row = verb in {"history", "delete", "change", "draft", "link", "confirm", "withdraw", "schema"}
            yield model, verb, reverse(f"admin:{model}_{verb}", args=[row.pk] if has_row else [])


def test_an_admin_gets_the_answers_of_the_table_of_the_configuration(world, ada):
    cookies = jar(ada)
    given = {(model, verb): word(answer(cookies, "get", path)) for model, verb, path in admin_addresses(world)}
    assert given == {(model, verb): word for model, verbs in ADMIN.items() for verb, word in verbs.items()}


@pytest.mark.parametrize("who", [each for each in COLUMNS if each != "ada"])
def test_the_configuration_is_for_admins_alone(who, world, cast):
    cookies = jar(cast[who])
    answers = {
        (path, method): word(answer(cookies, method, path))
        for _, _, path in admin_addresses(world)
        for method in ("get", "post")
    }
    assert {key: got for key, got in answers.items() if got != "in"} == {}


def test_no_admin_deletes_what_is_in_use_or_what_the_machine_wrote(world, ada):
    cookies = jar(ada)
    deletions = [
        path for model, verb, path in admin_addresses(world) if verb == "delete" and ADMIN[model]["delete"] == "no"
    ]
    assert {word(answer(cookies, "post", path, {"post": "yes"})) for path in deletions} == {"no"}


@pytest.mark.parametrize("who", ["petra", "ruth", "ada"])
def test_reading_changes_nothing(who, world, cast):
    cookies, writes = jar(cast[who]), {}
    for name in TABLE:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer(cookies, "get", world.address(name))
        made = [each["sql"] for each in captured if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        writes[name] = [sql for sql in made if not any(table in sql for table in UNCHANGING_WRITES)]
    assert {name: sql for name, sql in writes.items() if sql} == {}


@pytest.mark.parametrize("who", ["petra", "ruth", "ada"])
def test_a_form_without_its_token_does_nothing(who, world, cast):
    column, cookies = COLUMNS.index(who), jar(cast[who])
    verbs = [name for name, (_, post) in TABLE.items() if post.split()[column] not in {"verb", "took"}]
    given = {
        name: answer(cookies, "post", world.address(name), world.body(name), enforce_csrf_checks=True) for name in verbs
    }
    assert {name for name, response in given.items() if response.status_code != 403} == set()


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_no_address_knows_other_verbs(verb, world, petra):
    cookies = jar(petra)
    given = {name: word(answer(cookies, verb, world.address(name))) for name in TABLE}
    assert {name: got for name, got in given.items() if got != "verb"} == {}


@pytest.mark.parametrize("verdict", ["approve", "reject", "changes"])
def test_both_roles_together_do_not_lift_four_eyes(verdict, world):
    both = make_person("both", group="Reviewers")
    both.groups.add(Group.objects.get(name="Marketers"))
    shot = world.shot()
    launched_by_both = make_review(world.drawn(shot), submitted_by=both)
    body = {"verdict": verdict, "reason": "shadow", "note": "Mine"}
    assert word(answer(jar(both), "post", reverse("reviews.decisions", args=[launched_by_both.pk]), body)) == "no"


def test_another_reviewer_does_not_undo_a_decision(world):
    other = make_person("other", group="Reviewers")
    assert word(answer(jar(other), "post", world.address("reviews.decisions.undo"))) == "gone"


def test_a_person_shut_out_is_out_on_their_next_request(world, petra):
    cookies = jar(petra)
    type(petra).objects.filter(pk=petra.pk).update(is_active=False)
    assert word(answer(cookies, "get", world.address("people.home"))) == "in"


def test_a_role_taken_away_counts_from_the_next_request(world, ruth):
    cookies = jar(ruth)
    ruth.groups.clear()
    assert word(answer(cookies, "post", world.address("reviews.decisions"), {"verdict": "approve"})) == "no"


def test_an_unapproved_picture_cannot_be_published_by_a_crafted_form(world, petra):
    rows = world.rows
    for decision in (rows["decision"].pk, rows["review"].pk + 1000):
        body = {"decisions": [decision], "channel": rows["channel"].pk}
        assert word(answer(jar(petra), "post", world.address("publications.plan.create"), body)) == "bad"
    assert Render.objects.filter(publications__isnull=False).count() == 2
