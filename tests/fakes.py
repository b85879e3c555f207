"""A provider that does what a test sets, and a worker that runs the steps in the queue."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from config.queue import queue
from renders.contracts import GenerationContract
from renders.providers import (
    Abilities,
    Fate,
    Looked,
    ModelSpec,
    Order,
    Output,
    Progress,
    ProviderError,
    Receipt,
    Report,
)
from tests.images import png


@dataclass
class FakeProvider:
    """Accepts, finishes at once and delivers a white square, unless set otherwise. It records every order
    it drafted and every key it was sent."""

    abilities: Abilities = field(default_factory=lambda: Abilities(answers_at_once=True))
    answer: Callable[[str], str] | ProviderError | None = None
    progress: Progress | None = None
    omits_tasks: bool = False  # a poll says nothing about any task
    poll_error: ProviderError | None = None  # raised by every poll
    picture: bytes | ProviderError = field(default_factory=lambda: png("white", (64, 64)))
    orders: list[Order] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def objections(self, contract: GenerationContract, spec: ModelSpec) -> Sequence[str]:
        return []

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        return []

    def draft(self, order: Order) -> str:
        self.orders.append(order)
        return order.key

    def send(self, draft: str, key: str) -> Receipt:
        self.sent.append(key)
        if isinstance(self.answer, ProviderError):
            raise self.answer
        return Receipt(task_id=self.answer(draft) if self.answer else f"task-{draft}")

    def look(self, task_ids: Sequence[str], most_calls: int = 4) -> Looked:
        if self.poll_error:
            raise self.poll_error
        known = [] if self.omits_tasks else task_ids
        return Looked(progress={task_id: self.progress or delivered(4) for task_id in known})

    def fetch(self, output: Output, order: Order) -> bytes:
        if isinstance(self.picture, ProviderError):
            raise self.picture
        return self.picture

    def read_report(self, body: bytes, headers: Mapping[str, str]) -> Report:
        return Report(task_id=body.decode(errors="replace"))


def delivered(pictures: int) -> Progress:
    """A task that ended well."""
    return Progress(fate=Fate.FINISHED, outputs=[Output(f"fake:{index}", index) for index in range(pictures)])


RUNNING = Progress(fate=Fate.RUNNING)


def work(limit: int = 500) -> int:
    """Run the steps in the queue until it is empty; the number of steps run."""
    for done in range(limit):
        task = queue.dequeue()
        if task is None:
            return done
        queue.execute(task)
    raise AssertionError(f"The queue is not empty after {limit} steps")
