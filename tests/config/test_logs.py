"""Log lines say what they are about, and never a secret."""

import io
import json
import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pydantic import SecretStr

from config.middleware.request_ids import RequestIdFilter, RequestIdMiddleware
from config.private_bucket.variables import PrivateBucket
from config.queue import queue
from config.secrecy import log_lines as logs
from config.secrecy.log_lines import JsonFormatter, TextFormatter
from renders.pipeline import tasks
from renders.providers.hiapi.variables import HiapiVariables

CANARY = "canary-0123456789-of-no-vendor"


@pytest.fixture
def canary(settings):
    """A key, a token, a password and a channel's key of which no line may say anything."""
    settings.PROVIDER_VARIABLES = {"hiapi": HiapiVariables(api_key=SecretStr(CANARY))}
    settings.METRICS_TOKEN = SecretStr(f"{CANARY}-token")
    settings.QUEUE_URL = f"redis://queue:{CANARY}%2Fqueue@127.0.0.1/0"
    settings.CHANNEL_VARIABLES = {"CHANNEL_NORTH_KEY": SecretStr(f"{CANARY}-north")}
    bucket = PrivateBucket(bucket="pictures", secret_access_key=SecretStr(f"{CANARY}-bucket"))
    settings.STORAGES = {**settings.STORAGES, "masters": bucket.storage("masters", settings.DATA_DIR)}
    logs.secrets.cache_clear()
    yield CANARY
    logs.secrets.cache_clear()


@pytest.fixture(params=["json", "text"])
def written(request):
    """A logger, and what its handler wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    form = "{asctime} {levelname} {name} [{request_id}] {message}"
    handler.setFormatter(JsonFormatter() if request.param == "json" else TextFormatter(form, style="{"))
    handler.addFilter(RequestIdFilter())
    logger = logging.getLogger(f"tests.logs.{request.param}")
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    "path",
    [
        "/guest/CANARY/3/comment/",
        "/references/CANARY.jpg",
        "/hooks/hiapi/CANARY/",
        "/set-up/MQ/CANARY/",
        "/api/v1/banners/CANARY/picture",
        "https://store.example/private/renditions/ab/abc?X-Amz-Expires=300&X-Amz-Signature=CANARY",
        "/api/v1/banners/neutral/CANARY/picture",
    ],
)
def test_no_line_holds_an_address_that_opens_something(written, path):
    logger, stream = written
    logger.warning("Not Found: %s", path)
    assert "CANARY" not in stream.getvalue()
    assert path.partition("CANARY")[0] in stream.getvalue()


def line_of(stream):
    [line] = stream.getvalue().splitlines()
    return json.loads(line)


@pytest.fixture
def as_json():
    """A logger that writes JSON, and what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestIdFilter())
    logger = logging.getLogger("tests.logs.one")
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


def test_no_line_says_a_secret_wherever_it_stands(canary, written):
    logger, stream = written
    logger.warning("The key %s was refused", canary)
    logger.warning("The store refused %s-bucket", canary)
    logger.warning(f"Queue {canary}/queue and {canary}%2Fqueue", extra={"task": f"task-{canary}"})
    try:
        raise ValueError(f"GET https://vendor.example/?key={canary}-north")
    except ValueError:
        logger.exception("It failed with %r", {"token": f"{canary}-token"})
    assert canary not in stream.getvalue()
    assert stream.getvalue().count(logs.HIDDEN) >= 6


def test_a_line_is_one_object_whatever_is_in_it(as_json):
    logger, stream = as_json
    logger.error("First\nsecond %s\u2028", "\r\n\x00")
    line = line_of(stream)
    assert (line["level"], line["logger"]) == ("error", "tests.logs.one")
    assert line["message"].startswith("First\nsecond")
    assert line["time"].endswith("+00:00")


def test_a_line_names_its_request(as_json):
    logger, stream = as_json

    def view(request: HttpRequest) -> HttpResponse:
        logger.warning("Something")
        return HttpResponse()

    RequestIdMiddleware(view)(RequestFactory().get("/", headers={"X-Request-ID": "edge-4711-ab"}))
    assert line_of(stream)["request_id"] == "edge-4711-ab"


def test_a_line_names_the_rows_that_the_call_gives(as_json):
    logger, stream = as_json
    logger.warning("Something", extra={"render": 7, "attempt": 8, "unheard": 9})
    line = line_of(stream)
    assert (line["render"], line["attempt"]) == (7, 8)
    assert "unheard" not in line


@pytest.mark.django_db
def test_a_line_of_a_worker_names_the_step_and_its_row(as_json, monkeypatch):
    logger, stream = as_json
    monkeypatch.setattr(tasks, "lease_on", lambda *arguments, **options: logger.warning("Something"))
    tasks.TASKS["submit"](4711)
    with pytest.raises(TypeError):
        raise_from(queue.dequeue())
    line = line_of(stream)
    assert (line["step"], line["attempt"]) == ("submit", 4711)
    assert logs.ABOUT.get() == {}


def raise_from(task):
    """Run it as a worker does, and raise what it raised: Huey only logs that."""
    errors = []
    queue.post_execute(name="seen")(lambda task, value, error: errors.append(error))
    try:
        queue.execute(task)
    finally:
        queue.unregister_post_execute("seen")
    raise next(error for error in errors if error)
