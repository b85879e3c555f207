"""Who gets in: every address of the API asks for a token, its scope, its person's right and its rate."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from renders.api.application import api, document
from renders.api.protocol.tokens import guarded
from renders.models import ApiScope, ApiToken
from renders.models.api_tokens import PERMISSION_OF
from tests.factories import make_person, make_token_and_secret
from tests.renders.api.conftest import ApiProgram, program_of

pytestmark = pytest.mark.django_db
PLACES = {"code": "S-1001", "pk": "1", "task_id": "tk-packshot-S-1001"}
ADDRESSES = [(method, path) for path, methods in document()["paths"].items() for method in methods]


def ask(program: Client, method: str, path: str) -> int:
    for name, value in PLACES.items():
        path = path.replace(f"{{{name}}}", value)
    return getattr(program, method)(path, content_type="application/json").status_code


def test_no_address_answers_without_a_token(petra):
    nobody, invented = Client(), ApiProgram("sk-packshot-invented")
    answers = {place: {ask(one, *place) for one in (nobody, invented)} for place in ADDRESSES}
    assert {place: found for place, found in answers.items() if found != {401}} == {}


def test_no_address_answers_a_browser_that_has_signed_in(petras):
    assert {ask(petras, *place) for place in ADDRESSES} == {401}


def test_no_address_answers_a_token_without_its_scope(petra):
    program = program_of(petra, scopes=[])
    assert {ask(program, *place) for place in ADDRESSES} == {403}


def test_no_address_answers_the_token_of_a_person_in_no_role(sam):
    program = program_of(sam)
    assert {ask(program, *place) for place in ADDRESSES} == {403}


def test_every_scope_opens_something_and_names_the_right_that_it_takes():
    assert {bearer.scope for _, bearer in guarded(api)} == set(ApiScope.values) == set(PERMISSION_OF)


def test_a_reviewer_launches_nothing(ruth):
    program = program_of(ruth)
    launching = [("post", "/api/v1/sets"), ("post", "/api/v1/sets/quote"), ("post", "/api/v1/tasks")]
    assert {ask(program, *place) for place in launching} == {403}


def test_an_admin_launches_nothing(ada):
    assert ask(program_of(ada), "post", "/api/v1/sets") == 403


def test_a_token_beyond_its_rate_learns_when_to_come_back(petra):
    program = program_of(petra, rate=2)
    answers = [program.read("products") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60


def test_a_request_says_when_its_token_was_used(petra):
    token, secret = make_token_and_secret(petra)
    ApiProgram(secret).read("products")
    token.refresh_from_db()
    assert token.last_used_at


def test_a_revoked_token_is_answered_no_more(petra):
    token, secret = make_token_and_secret(petra)
    token.revoke(by=petra)
    assert ApiProgram(secret).read("products").status_code == 401


def test_a_person_who_is_shut_out_is_out_with_all_tokens(petra, petras_program):
    User.objects.filter(pk=petra.pk).update(is_active=False)
    assert petras_program.read("products").status_code == 401


def test_a_role_taken_away_counts_from_the_next_request(petra, petras_program):
    petra.groups.clear()
    assert petras_program.read("products").status_code == 403


def test_the_document_is_for_everybody_and_says_what_it_is():
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")


def test_a_service_orders_as_a_person_of_its_own(ada, client_of, shop):
    form = {"name": "Sync", "scopes": ["sets:launch"], "rate": 60, "days": 30}
    client_of(ada).post("/tokens/new/", {**form, "service": "shop-sync", "role": "Marketers"})
    service = ApiToken.objects.get().person
    _, secret = make_token_and_secret(service, by=ada, is_service=True)
    answer = ApiProgram(secret).send("sets", shop.order(), "one")
    assert answer.json()["launched_by"] == "service-shop-sync"


def test_the_token_of_another_person_reads_nobodys_tasks(petra, petras_program, shop):
    other = program_of(make_person("other"))
    assert other.read("tasks/tk-packshot-S-1001").status_code == 404


def test_the_documentation_names_every_address_with_its_scope(petras):
    page = petras.get("/api/").content.decode()
    assert [path for _, path in ADDRESSES if f"{path}</code>" not in page] == []
    assert [scope for scope in ApiScope.values if f"<code>{scope}</code>" not in page] == []


def test_the_documentation_shows_what_lies_in_a_field(petras):
    page = petras.get("/api/").content.decode()
    assert "<code>orders.promptTemplate</code>" in page
    assert "<code>colorways.sku</code>" in page
