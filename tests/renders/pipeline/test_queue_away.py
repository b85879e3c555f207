"""A queue that does not answer: what people and vendors did is durable, and the clock finds it a moment later."""

import ast
from http import HTTPStatus
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from huey.exceptions import HueyException

from config.queue import queue
from renders import composing
from renders.models import Account, Render
from renders.pipeline import clock, tasks
from tests.factories import make_attempt, make_channel, make_decision, make_render, make_shot

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def queue_away(monkeypatch):
    """Every message is refused, as when Redis is not there."""

    def refuse(*args, **kwargs):
        raise HueyException("Connection refused")

    monkeypatch.setattr(queue.storage, "enqueue", refuse)


def test_a_publication_is_planned_and_found_by_the_clock(client_of, petra, queue_away):
    decision, channel = make_decision(), make_channel()
    sent = {"decisions": [decision.pk], "channel": channel.pk}
    answer = client_of(petra).post(reverse("publications.list.create"), sent)
    assert answer.status_code == HTTPStatus.FOUND
    assert [step.step for step in clock.due(timezone.now())] == ["publish"]


def test_a_callback_is_stored_and_its_account_found_by_the_clock(client, queue_away):
    shot = make_shot()
    attempt = make_attempt(shot, task_id="t1", sent_at=timezone.now())
    make_render(shot, state="submitted", attempt=attempt)
    Account.objects.update(due_at=None)
    address = reverse("operations.callbacks", args=[attempt.account.provider, attempt.token])
    answer = client.post(address, b"{}", content_type="application/json")
    assert answer.status_code == HTTPStatus.ACCEPTED
    assert "drive" in [step.step for step in clock.due(timezone.now())]


def test_a_launch_is_durable_and_its_account_found_by_the_clock(order, petra, queue_away):
    composing.launch(composing.plan(**order, by=petra), by=petra, token="5f0c3d1e-3b53-4f43-9d7a-0f2a51a1a1a1")
    assert Render.objects.filter(state="queued").count() == 8
    assert "drive" in [step.step for step in clock.due(timezone.now())]


def test_nothing_else_tells_the_queue_on_commit():
    """Whoever waits for a commit does it through the one function that does not raise when the queue is away."""
    callers = set()
    for path in [*(ROOT / "renders").rglob("*.py"), *(ROOT / "catalog").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "on_commit":
                callers.add(path.relative_to(ROOT).as_posix())
    assert callers == {Path(tasks.__file__).relative_to(ROOT).as_posix()}
