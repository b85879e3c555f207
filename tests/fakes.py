"""A provider that does what a test tells it, and a worker that runs the steps that were rung for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from config.queue import queue
from renders.contracts import GenerationContract
from renders.providers import Abilities, Fate, Order, Output, Progress, ProviderError
from tests.images import png


@dataclass
class FakeProvider:
    """Accepts, finishes at once and delivers a white square, unless told otherwise. It remembers every order."""

    abilities: Abilities = field(default_factory=lambda: Abilities(answers_at_once=True))
    answer: Callable[[Order], str] | ProviderError | None = None
    progress: Progress | None = None
    picture: bytes | ProviderError = field(default_factory=lambda: png("white", (64, 64)))
    orders: list[Order] = field(default_factory=list)

    def objections(self, contract: GenerationContract) -> Sequence[str]:
        return []

    def remarks(self, contract: GenerationContract) -> Sequence[str]:
        return []

    def submit(self, order: Order) -> str:
        self.orders.append(order)
        if isinstance(self.answer, ProviderError):
            raise self.answer
        return self.answer(order) if self.answer else f"task-{order.key}"

    def look(self, task_ids: Sequence[str]) -> Mapping[str, Progress]:
        return {task_id: self.progress or delivered(4) for task_id in task_ids}

    def fetch(self, output: Output, order: Order) -> bytes:
        if isinstance(self.picture, ProviderError):
            raise self.picture
        return self.picture


def delivered(pictures: int) -> Progress:
    """A task that ended well."""
    return Progress(fate=Fate.FINISHED, outputs=[Output(f"fake:{index}", index) for index in range(pictures)])


RUNNING = Progress(fate=Fate.RUNNING)


def work(most: int = 500) -> int:
    """Run what was rung for until nothing is; the number of steps run."""
    for done in range(most):
        task = queue.dequeue()
        if task is None:
            return done
        queue.execute(task)
    raise AssertionError(f"Still ringing after {most} steps")
