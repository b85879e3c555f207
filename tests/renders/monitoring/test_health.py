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

from renders.views.monitoring.health import RECENT
from tests.factories import make_account, make_render
from tests.s3_stores import let_everybody_read


@pytest.fixture(autouse=True)
def nothing_found_out_yet():
    RECENT.forget()


def test_the_process_says_it_is_alive_without_asking_the_database(client):
    answer = client.get(reverse("monitoring.health"))
    assert (answer.status_code, answer.content) == (HTTPStatus.OK, b"ok\n")


@pytest.mark.django_db
def test_a_working_installation_is_ready(client):
    answer = client.get(reverse("monitoring.health.readyz"))
    assert (answer.status_code, answer.json()["status"]) == (HTTPStatus.OK, "ok")


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "behind"), [("assigned", "work network"), ("stored", "work images")])
def test_a_kind_of_work_that_nobody_does_is_reported_and_pages_go_on(client, state, behind):
    make_render(state=state, due_at=timezone.now() - timedelta(seconds=90))
    answer = client.get(reverse("monitoring.health.readyz"))
    assert (answer.status_code, answer.json()["status"]) == (HTTPStatus.OK, "degraded")
    assert [name for name, result in answer.json()["parts"].items() if result != "ok"] == [behind]


@pytest.mark.django_db
def test_asking_leaves_no_trace(client):
    client.get(reverse("monitoring.health.readyz"))
    left = [
        name for role in ("masters", "public") for name in storages[role].listdir("")[1] if name.startswith("probe")
    ]
    assert (left, Session.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_a_database_behind_the_code_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'renders'")
    answer = client.get(reverse("monitoring.health.readyz"))
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.json()["parts"]["migrations"] == "behind"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["default", "masters", "renditions", "artwork", "banners", "public"])
def test_a_storage_that_takes_nothing_is_reported_and_pages_go_on(client, settings, tmp_path, role):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": blocked / "below"}}
    with override_settings(STORAGES={**settings.STORAGES, role: storage}):
        answer = client.get(reverse("monitoring.health.readyz"))
    assert (answer.status_code, answer.json()["status"]) == (HTTPStatus.OK, "degraded")
    faults = {name for name, result in answer.json()["parts"].items() if result != "ok"}
    assert faults == {f"storage {role}"}


class StoreOfBoto(FileSystemStorage):
    """As boto does, with an error of its own."""

    def _save(self, name, content):
        raise BotoAway


class BotoAway(Exception):
    pass


@pytest.mark.django_db
def test_a_store_with_errors_of_its_own_is_reported_too(client, settings):
    public = {"BACKEND": "tests.renders.monitoring.test_health.StoreOfBoto"}
    with override_settings(STORAGES={**settings.STORAGES, "public": public}):
        answer = client.get(reverse("monitoring.health.readyz"))
    assert answer.json()["parts"]["storage public"] == "BotoAway"


@pytest.mark.django_db
def test_private_pictures_in_a_bucket_are_ready_and_leave_no_trace(client, private_bucket):
    answer = client.get(reverse("monitoring.health.readyz"))
    assert answer.json()["status"] == "ok"
    assert private_bucket.list_keys() == []


@pytest.mark.django_db
def test_a_private_bucket_that_everybody_may_read_is_reported(client, private_bucket):
    let_everybody_read(private_bucket.store, private_bucket.name)
    answer = client.get(reverse("monitoring.health.readyz"))
    assert (answer.status_code, answer.json()["status"]) == (HTTPStatus.OK, "degraded")
    assert answer.json()["parts"]["storage privacy"] == "BucketNotPrivate"


@pytest.mark.django_db
def test_a_private_bucket_that_is_away_is_reported_and_pages_go_on(client, private_bucket):
    private_bucket.lose_store()
    answer = client.get(reverse("monitoring.health.readyz"))
    assert (answer.status_code, answer.json()["status"]) == (HTTPStatus.OK, "degraded")
    assert answer.json()["parts"]["storage masters"] == "StoreAway"


STRANGERS = [{"REMOTE_ADDR": "10.0.0.7"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.7"}]


@pytest.mark.django_db
@pytest.mark.parametrize("origin", STRANGERS)
def test_a_stranger_learns_one_word_and_causes_no_write(client, origin):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse("monitoring.health.readyz"), **origin)
    assert answer.json() == {"status": "ok"}
    assert [each["sql"] for each in captured if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


@pytest.mark.django_db
@pytest.mark.parametrize("origin", [*STRANGERS, {}])
def test_asking_again_and_again_costs_nothing(client, origin):
    client.get(reverse("monitoring.health.readyz"), **origin)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("monitoring.health.readyz"), **origin).status_code == HTTPStatus.OK
    assert len(captured) == 0


@pytest.mark.django_db
def test_the_status_page_says_when_nobody_works(client_of, ruth):
    make_account(name="late", due_at=timezone.now() - timedelta(seconds=90))
    assert "Work is not being picked up." in client_of(ruth).get(reverse("operations.status")).content.decode()


@pytest.mark.django_db
def test_the_status_page_names_a_paused_account_and_why(client_of, ruth):
    make_account(name="main", paused_reason="The key was refused.")
    assert "The key was refused." in client_of(ruth).get(reverse("operations.status")).content.decode()
