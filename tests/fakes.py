"""A provider that does what a test tells it, and a worker that runs the steps that were rung for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from config.queue import queue
from renders.contracts import GenerationContract
from renders.providers import (
    Abilities,
    ModelSpec,
    Order,
    Output,
    PollResult,
    ProviderError,
    Receipt,
    Report,
    TaskProgress,
    TaskStatus,
)
from tests.images import png


@dataclass
class FakeProvider:
    """Accepts, finishes at once and delivers a white square, unless told otherwise. It remembers every order
    it drafted and every key it was sent."""

    abilities: Abilities = field(default_factory=lambda: Abilities(finishes_at_once=True))
    answer: Callable[[str], str] | ProviderError | None = None
    progress: TaskProgress | None = None
    is_silent: bool = False
    """Looks tell nothing about any task."""
    deafness: ProviderError | None = None
    """What every look ends with instead of an answer."""
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

    def poll(self, task_ids: Sequence[str], max_requests: int = 4) -> PollResult:
        if self.deafness:
            raise self.deafness
        known = [] if self.is_silent else task_ids
        return PollResult(progress={task_id: self.progress or delivered(4) for task_id in known})

    def fetch(self, output: Output, order: Order) -> bytes:
        if isinstance(self.picture, ProviderError):
            raise self.picture
        return self.picture

    def read_callback(self, body: bytes, headers: Mapping[str, str]) -> Report:
        return Report(task_id=body.decode(errors="replace"))


def delivered(pictures: int) -> TaskProgress:
    """A task that ended well."""
    return TaskProgress(status=TaskStatus.FINISHED, outputs=[Output(f"fake:{index}", index) for index in range(pictures)])


RUNNING = TaskProgress(status=TaskStatus.RUNNING)


def work(most: int = 500) -> int:
    """Run what was rung for until nothing is; the number of steps run."""
    for done in range(most):
        task = queue.dequeue()
        if task is None:
            return done
        queue.execute(task)
    raise AssertionError(f"Still ringing after {most} steps")
