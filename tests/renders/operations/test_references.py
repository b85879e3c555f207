"""The address of a reference gives one picture, to whoever knows it, for a time, and nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from renders.files import RENDITIONS
from renders.models import SentReference
from tests.factories import make_sent_reference

pytestmark = pytest.mark.django_db


def address_of(sent):
    return reverse("operations.references", args=[sent.token])


def test_it_gives_the_picture_to_whoever_knows_it(client):
    sent = make_sent_reference()
    answer = client.get(address_of(sent))
    assert (answer.status_code, answer.content) == (200, RENDITIONS.read(sent.sha256))
    assert answer.headers["Content-Type"] == "image/jpeg"


def test_no_browser_runs_it_no_cache_keeps_it_and_no_search_lists_it(client):
    headers = client.get(address_of(make_sent_reference())).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (headers["X-Content-Type-Options"], headers["X-Robots-Tag"]) == ("nosniff", "noindex")
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"form": "data"},
        {"form": "upload", "vendor_address": "https://vendor.example/1.jpg"},
    ],
)
def test_it_is_dead_after_its_time_and_where_nothing_is_served(changes, client):
    assert client.get(address_of(make_sent_reference(**changes))).status_code == 404


def test_it_can_be_revoked(client):
    sent = make_sent_reference()
    SentReference.objects.filter(pk=sent.pk).revoke()
    assert client.get(address_of(sent)).status_code == 404


@pytest.mark.parametrize("token", ["", "0" * 43, "..%2f..%2fsecret_key", "%00", "a" * 5_000])
def test_nothing_else_is_there(token, client):
    make_sent_reference()
    assert client.get(f"/references/{token}.jpg").status_code == 404


def test_a_digest_is_no_address(client):
    sent = make_sent_reference()
    assert client.get(f"/references/{sent.sha256}.jpg").status_code == 404


def test_there_is_no_list(client):
    assert client.get("/references/").status_code == 404


def test_a_file_that_is_gone_is_not_found(client):
    sent = make_sent_reference()
    RENDITIONS.storage.delete(f"{sent.sha256[:2]}/{sent.sha256}")
    assert client.get(address_of(sent)).status_code == 404
