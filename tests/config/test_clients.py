"""Where a request comes from, and the name it tries."""

import pytest
from django.test import RequestFactory

from config.sign_in.addresses import client_address, tried_name


@pytest.mark.parametrize(
    ("is_https", "forwarded", "remote", "address"),
    [
        (False, "", "203.0.113.5", "203.0.113.5"),
        (False, "198.51.100.9", "203.0.113.5", "203.0.113.5"),
        (True, "198.51.100.9", "10.0.0.1", "198.51.100.9"),
        (True, "192.0.2.1, 198.51.100.9", "10.0.0.1", "198.51.100.9"),
        (True, "2001:db8::7", "10.0.0.1", "2001:db8::7"),
        (True, "nowhere", "10.0.0.1", "10.0.0.1"),
        (True, "", "10.0.0.1", "10.0.0.1"),
        (False, "", "", "0.0.0.0"),  # noqa: S104
        (True, "nowhere", "unix:", "0.0.0.0"),  # noqa: S104
    ],
)
def test_only_behind_the_proxy_of_https_the_forwarded_address_counts(is_https, forwarded, remote, address, settings):
    settings.IS_HTTPS = is_https
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)) == address


@pytest.mark.parametrize(
    ("credentials", "name"),
    [({"username": "petra"}, "petra"), (None, "typed"), ({"username": "x" * 300}, "x" * 255), ({"token": "t"}, "")],
)
def test_the_name_of_an_attempt_is_the_tried_one_else_the_typed_one(credentials, name):
    request = RequestFactory().post("/", {"username": "typed"})
    assert tried_name(request, credentials) == name
