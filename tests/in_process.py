"""Work on pictures without a child process, for the many tests that are about something else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from catalog import processes
from catalog.processes import WEB, Limits, Pool
from catalog.processes.pool import Arguments, Result


class InProcess(Pool):
    """Calls the function where it stands. The real path has its own tests in tests/catalog/processes."""

    def __init__(self) -> None:
        super().__init__(WEB)

    def run(self, function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        return function(*arguments)


@contextmanager
def every_child_busy() -> Iterator[None]:
    """Whoever asks for work on a picture is refused."""
    processes.use(Pool(Limits(children=0, waiting=0, wait_seconds=0, work_seconds=1)))
    try:
        yield
    finally:
        processes.use(InProcess())
