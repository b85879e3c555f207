"""Addresses for machines."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pydantic import SecretStr

from renders.views.operations.health import RECENT
from tests.factories import make_account, make_render


@pytest.fixture(autouse=True)
def nothing_found_out_yet():
    RECENT.forget()


def test_the_process_says_it_is_alive_without_asking_the_database(client):
    answer = client.get(reverse("operations.health"))
    assert (answer.status_code, answer.content) == (HTTPStatus.OK, b"ok\n")


@pytest.mark.django_db
def test_a_working_installation_is_ready(client):
    answer = client.get(reverse("operations.health.readyz"))
    assert (answer.status_code, answer.json()["status"]) == (HTTPStatus.OK, "ok")


@pytest.mark.django_db
def test_asking_leaves_no_trace(client):
    client.get(reverse("operations.health.readyz"))
    left = [
        name for role in ("masters", "public") for name in storages[role].listdir("")[1] if name.startswith("probe")
    ]
    assert (left, Session.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_a_database_behind_the_code_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'renders'")
    answer = client.get(reverse("operations.health.readyz"))
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.json()["parts"]["migrations"] == "behind"


@pytest.mark.django_db
def test_a_storage_that_takes_nothing_is_reported_and_pages_go_on(client, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    public = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": blocked / "below"}}
    with override_settings(STORAGES={**settings.STORAGES, "public": public}):
        answer = client.get(reverse("operations.health.readyz"))
    assert (answer.status_code, answer.json()["status"]) == (HTTPStatus.OK, "degraded")
    assert answer.json()["parts"]["storage public"] != "ok"


class StoreAway(FileSystemStorage):
    """As boto does, with an error of its own."""

    def _save(self, name, content):
        raise BotoAway


class BotoAway(Exception):
    pass


@pytest.mark.django_db
def test_a_store_with_errors_of_its_own_is_reported_too(client, settings):
    public = {"BACKEND": "tests.renders.operations.test_health.StoreAway"}
    with override_settings(STORAGES={**settings.STORAGES, "public": public}):
        answer = client.get(reverse("operations.health.readyz"))
    assert answer.json()["parts"]["storage public"] == "BotoAway"


STRANGERS = [{"REMOTE_ADDR": "10.0.0.7"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.7"}]


@pytest.mark.django_db
@pytest.mark.parametrize("origin", STRANGERS)
def test_a_stranger_learns_one_word_and_causes_no_write(client, origin):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse("operations.health.readyz"), **origin)
    assert answer.json() == {"status": "ok"}
    assert [each["sql"] for each in captured if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


@pytest.mark.django_db
@pytest.mark.parametrize("origin", [*STRANGERS, {}])
def test_asking_again_and_again_costs_nothing(client, origin):
    client.get(reverse("operations.health.readyz"), **origin)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("operations.health.readyz"), **origin).status_code == HTTPStatus.OK
    assert len(captured) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("origin", [*STRANGERS, {}])
def test_with_an_address_of_our_own_metrics_want_the_token(client, settings, origin):
    settings.PUBLIC_BASE_URL, settings.METRICS_TOKEN = "https://packshot.example", SecretStr("of the monitor")
    given = {"none": {}, "wrong": {"Authorization": "Bearer x"}, "right": {"Authorization": "Bearer of the monitor"}}
    metrics = reverse("operations.health.metrics")
    answers = {name: client.get(metrics, headers=headers, **origin).status_code for name, headers in given.items()}
    assert answers == {"none": 404, "wrong": 404, "right": 200}


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer é"])
def test_without_a_token_of_our_own_none_opens_metrics(client, settings, sent):
    settings.PUBLIC_BASE_URL = "https://packshot.example"
    assert client.get(reverse("operations.health.metrics"), headers={"Authorization": sent}).status_code == 404


@pytest.mark.django_db
def test_metrics_count_renders_and_doubts(client):
    make_render()
    make_render(state="in_doubt")
    text = client.get(reverse("operations.health.metrics")).content.decode()
    assert 'packshot_renders{state="ready"} 1' in text
    assert "packshot_in_doubt_open 1" in text


@pytest.mark.django_db
def test_metrics_say_how_long_the_oldest_step_waits(client):
    make_account(name="late", due_at=timezone.now() - timedelta(seconds=90))
    text = client.get(reverse("operations.health.metrics")).content.decode()
    seconds = float(text.split()[-1])
    assert 90 <= seconds < 120


@pytest.mark.parametrize("origin", STRANGERS)
def test_metrics_are_hidden_from_other_machines(client, origin):
    assert client.get(reverse("operations.health.metrics"), **origin).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_the_status_page_says_when_nobody_works(client_of, ruth):
    make_account(name="late", due_at=timezone.now() - timedelta(seconds=90))
    assert "Work is not being picked up." in client_of(ruth).get(reverse("operations.status")).content.decode()


@pytest.mark.django_db
def test_the_status_page_names_a_paused_account_and_why(client_of, ruth):
    make_account(name="main", paused_reason="The key was refused.")
    assert "The key was refused." in client_of(ruth).get(reverse("operations.status")).content.decode()
