"""What a Sentry server gets when something fails, and what it never gets."""

import gzip
import json
import os
import subprocess
import sys

import brotli
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.secrecy.log_lines import ABOUT
from config.supervision.error_reports import report_errors_to, safe_event
from tests.needs import SENTRY, needs
from tests.simulators.webhook_receiver import webhook_receiver

FAILING = """
import logging, os
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
logger = logging.getLogger("renders.pipeline")
logger.info("nothing to report")
def drawn(customer):
    raise ValueError("no such ground, with the-key-of-hiapi")
try:
    drawn("Frau Lindqvist")
except ValueError:
    logger.exception("render %s failed", 7)
"""


READERS = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """The events that a process sent which failed at one place."""
    needs(SENTRY)
    with webhook_receiver() as receiver:
        environment = {
            **os.environ,
            "DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "SENTRY_DSN": f"http://public@{receiver.place}/1",
            "HIAPI_API_KEY": "the-key-of-hiapi",
        }
        subprocess.run([sys.executable, "-c", FAILING], env=environment, check=True, timeout=120, capture_output=True)
        return [event for one in receiver.received for event in events_in(one)]


def events_in(request):
    """An envelope is a line of JSON for itself, and two for each item."""
    lines = READERS[request.headers.get("content-encoding", "")](request.body).splitlines()
    items = list(map(json.loads, lines[1:]))
    return [item for header, item in zip(items[::2], items[1::2], strict=True) if header["type"] == "event"]


def test_what_is_logged_as_an_error_is_reported_with_its_place(reported):
    [event] = reported
    [error] = event["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "drawn"
    assert (event["logger"], event["logentry"]["message"]) == ("renders.pipeline", "render %s failed")


def test_a_report_holds_neither_keys_nor_the_values_of_variables(reported):
    text = json.dumps(reported)
    assert "no such ground" in text
    assert [secret for secret in ("the-key-of-hiapi", "Lindqvist") if secret in text] == []


def test_a_report_names_the_rows_at_work_and_neither_request_nor_person():
    token = ABOUT.set({"render": 12, "account": 3})
    try:
        event = {
            "level": "error",
            "request": {"cookies": "a"},
            "user": {"id": 4},
            "server_name": "box",
            "extra": {"x": 1},
        }
        sent = safe_event(event, {})
    finally:
        ABOUT.reset(token)
    assert sent == {"level": "error", "tags": {"render": "12", "account": "3", "request_id": "-"}}


def test_requests_for_hosts_of_others_are_not_reported():
    assert safe_event({"level": "error", "logger": "django.security.DisallowedHost"}, {}) is None


def test_an_address_that_is_none_is_refused_at_the_start():
    needs(SENTRY)
    with pytest.raises(ImproperlyConfigured, match="^SENTRY_DSN: "):
        report_errors_to("sentry.example")


def test_without_the_extra_the_variable_is_refused_at_the_start(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(ImproperlyConfigured, match="the extra sentry is not installed"):
        report_errors_to("https://key@sentry.example/1")
