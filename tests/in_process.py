"""Work on pictures without a child process, for the many tests that are about something else."""

from collections.abc import Callable

from catalog.processes import WEB, Pool
from catalog.processes.pool import Arguments, Result


class InProcess(Pool):
    """Calls the function where it stands. The real path has its own tests in tests/catalog/processes."""

    def __init__(self) -> None:
        super().__init__(WEB)

    def run(self, function: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        return function(*arguments)
