"""A provider that does what a test asks of it, and a worker that runs the steps that were enqueued."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.utils import timezone

from config.queue import queue
from renders import providers
from renders.contracts import GenerationContract
from renders.models import Account, Leased, Render, ShotSet
from renders.pipeline import clock
from renders.pipeline.tasks import enqueue
from renders.providers import (
    Abilities,
    AccountPreset,
    CallbackReport,
    ModelSpec,
    OrderReceipt,
    Output,
    PollResult,
    Provider,
    ProviderError,
    ProviderOrder,
    Registration,
    TaskProgress,
    TaskSearch,
    TaskStatus,
)
from renders.providers.input_objections import objections
from tests.images import png

# On a server it would wait a second for the next message; a test asks whether there is one.
queue.storage.blocking = False


@dataclass
class FakeProvider:
    """Accepts, finishes at once and delivers a white square, unless a test says otherwise. It remembers every order it
    drafted and every key it was sent."""

    abilities: Abilities = field(default_factory=lambda: Abilities(finishes_at_once=True))
    answer: Callable[[str], str] | ProviderError | None = None
    progress: TaskProgress | None = None
    # Polls say nothing about any task.
    omits_tasks: bool = False
    # What its list of tasks shows.
    found: TaskSearch = field(default_factory=TaskSearch)
    # What every poll raises instead of an answer.
    poll_error: ProviderError | None = None
    picture: bytes | ProviderError = field(default_factory=lambda: png("white", (64, 64)))
    orders: list[ProviderOrder] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    # It objects to what the image model's row does not take.
    is_strict: bool = False
    uploads: list[bytes] = field(default_factory=list)
    # What every upload raises instead of an answer.
    upload_error: ProviderError | None = None

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        return objections(contract, spec) if self.is_strict else []

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        return []

    def draft(self, order: ProviderOrder) -> str:
        self.orders.append(order)
        return order.key

    def upload(self, picture: bytes) -> str:
        self.uploads.append(picture)
        if isinstance(self.upload_error, ProviderError):
            raise self.upload_error
        return f"https://vendor.example/{len(self.uploads)}.jpg"

    def send(self, draft: str, key: str) -> OrderReceipt:
        self.sent.append(key)
        if isinstance(self.answer, ProviderError):
            raise self.answer
        return OrderReceipt(task_id=self.answer(draft) if self.answer else f"task-{draft}")

    def poll(self, task_ids: Sequence[str], max_requests: int = 4) -> PollResult:
        if self.poll_error:
            raise self.poll_error
        known = [] if self.omits_tasks else task_ids
        return PollResult(progress={task_id: self.progress or delivered(4) for task_id in known}, asked=task_ids)

    def find(self, draft: str, sent_at: datetime, max_requests: int) -> TaskSearch:
        return self.found

    def list_since(self, since: datetime, max_requests: int) -> TaskSearch:
        return self.found

    def fetch(self, output: Output, order: Callable[[], ProviderOrder]) -> bytes:
        if isinstance(self.picture, ProviderError):
            raise self.picture
        return self.picture

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> CallbackReport:
        return CallbackReport(task_id=body.decode(errors="replace"))


def register(monkeypatch: pytest.MonkeyPatch, name: str, provider: Provider) -> None:
    """Let Packshot speak to this provider under that name, for one test."""
    registration = Registration(name=name, adapter="", account=AccountPreset(cap_in_flight=4))
    monkeypatch.setitem(providers.REGISTRY, name, providers.REGISTRY.get(name, registration))
    monkeypatch.setitem(providers.ADAPTERS, name, provider)


def delivered(pictures: int) -> TaskProgress:
    """A task that ended well."""
    return TaskProgress(
        status=TaskStatus.FINISHED, outputs=[Output(f"fake:{index}", index) for index in range(pictures)]
    )


RUNNING = TaskProgress(status=TaskStatus.RUNNING)


def work(max_steps: int = 500) -> int:
    """Run what is enqueued until the queue is empty; the number of steps run. What a step raises, this raises."""
    for done in range(max_steps):
        if not work_once():
            return done
    raise AssertionError(f"The queue is not empty after {max_steps} steps")


def work_once() -> str:
    """Run the next step that is enqueued, and raise what it raises; its name, empty when none was enqueued."""
    task = queue.dequeue()
    if task is None:
        return ""
    errors: list[Exception] = []
    # Huey logs what a task raises and goes on; a test must see it.
    queue.post_execute(name="errors")(lambda task, value, error: errors.extend([error] if error else []))
    try:
        queue.execute(task)
    finally:
        queue.unregister_post_execute("errors")
    if errors:
        raise errors[0]
    return str(task.name)


def due_now(kind: type[Leased] = Render) -> None:
    """Whatever waits for a later moment is due, and enqueued."""
    kind._base_manager.exclude(due_at=None).update(due_at=timezone.now())
    Account.objects.update(polled_at=None)
    enqueue(clock.due(timezone.now()))


def a_worker_died_over_them() -> None:
    """Whatever is to be collected killed a worker before, so its inspection is a step of its own."""
    Render.objects.filter(state=Render.State.FINISHED).update(worker_deaths=1)


def states(shot_set: ShotSet) -> list[str]:
    """The states of a set's renders, sorted."""
    return sorted(shot_set.renders.values_list("state", flat=True))
