"""When a task's time is up, the log keeps what its provider last said of it, for its support; never the key."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from renders.models.attempts import ProviderTask
from renders.outbound import Outbound
from renders.pipeline import dispatch
from renders.providers import PollResult, TaskProgress, TaskStatus, Unclear
from renders.providers.hiapi.adapter import HiapiProvider
from renders.providers.imagepipeline.adapter import DIALECTS as OF_IMAGEPIPELINE
from renders.providers.imagepipeline.adapter import ImagepipelineProvider
from renders.providers.pixelmuse.adapter import PixelmuseProvider

KEY = "sk-secret-of-a-test-0123456789"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TASKS = ["task-1", "task-2", "task-3"]


def row(task_id, **names):
    """A task that runs, as a vendor that repeats the key describes it."""
    return {**names, "status": "processing", "stage": "queued at gpu-7", "caller": f"Bearer {KEY}"}


def of_hiapi(path):
    rows = [row(task_id, taskId=task_id) for task_id in TASKS]
    return {"code": 200, "data": {"tasks": rows} if "?" in path else row("", taskId=path.rpartition("/")[2])}


def of_pixelmuse(path):
    rows = [row(task_id, id=task_id) for task_id in TASKS]
    return {"data": rows} if "?" in path else row("", id=path.rpartition("/")[2])


def of_imagepipeline(path):
    return row("", id=path.rpartition("/")[2], job_id=path.rpartition("/")[2])


VENDORS = {
    "hiapi": (of_hiapi, "Authorization", HiapiProvider, {}),
    **{
        f"pixelmuse {one}": (of_pixelmuse, "Authorization", PixelmuseProvider, {"dialect": one})
        for one in ("official", "guide")
    },
    **{
        f"imagepipeline {one}": (of_imagepipeline, dialect.key_header, ImagepipelineProvider, {"dialect": one})
        for one, dialect in OF_IMAGEPIPELINE.items()
    },
}


@pytest.fixture(params=VENDORS)
def provider(request):
    """An adapter and the vendor it asks, for which every task runs for ever."""
    body_for, header, adapter, settings = VENDORS[request.param]

    class Vendor(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(body_for(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    yield adapter(Outbound(base_url=f"http://{place}", headers={header: f"Bearer {KEY}"}, allow=[place]), **settings)
    server.shutdown()
    server.server_close()


def late(task_id):
    """A task whose time was up an hour ago."""
    return ProviderTask(int(task_id[-1]), task_id, NOW - timedelta(hours=2), None, None, 1, 30, 600)


@pytest.mark.parametrize("count", [1, 3])
def test_a_task_whose_time_is_up_leaves_its_last_answer_in_the_log_without_the_key(provider, count, caplog):
    ended = dispatch.ends([late(one) for one in TASKS[:count]], provider.poll(TASKS[:count], 4), NOW)
    assert {progress.reason for progress in ended.values()} == {"timeout"}
    assert len(ended) == len(caplog.records) == count
    for task_id, record in zip(TASKS, caplog.records, strict=False):
        assert f"Task {task_id} is given up after 600 s" in record.getMessage()
        assert "queued at gpu-7" in record.getMessage()
    assert KEY not in caplog.text


def test_of_a_task_that_could_not_be_read_the_error_is_logged(caplog):
    dispatch.ends([late("task-1")], PollResult(progress={}, asked=["task-1"], error=Unclear("HTTP 500.")), NOW)
    assert "Last answer: HTTP 500." in caplog.text


def test_of_a_task_that_the_provider_left_out_that_is_logged(caplog):
    dispatch.ends([late("task-1")], PollResult(progress={}, asked=["task-1"]), NOW)
    assert "Last answer: nothing about it" in caplog.text


def test_of_a_task_with_a_customers_name_no_answer_is_logged(caplog):
    progress = TaskProgress(status=TaskStatus.RUNNING, answer={"prompt": "For Quetzalcoatl"})
    result = PollResult(progress={"task-1": progress}, asked=["task-1"])
    dispatch.ends([late("task-1")._replace(banner=7)], result, NOW)
    assert "given up" in caplog.text
    assert "Quetzalcoatl" not in caplog.text
