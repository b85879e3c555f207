"""The house of real processes, opened to a browser."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.sample_rows import NOBODY
from tests.factories import PASSWORD
from tests.faults.backing.sqlite import SqliteDatabase, SqliteQueue
from tests.faults.installation import RunningInstallation
from tests.waiting import PATIENCE, until

READY = re.compile(r"Packshot is ready:  (http://\S+)/")


class Site:
    """`manage.py up` in a folder of its own: web and worker, as a newcomer runs them."""

    def __init__(self, folder: Path) -> None:
        self.house = RunningInstallation(folder)
        self.up = self.house.start("up", "--port", "0")
        try:
            self.address = self._said(READY)
            self.rows = self._create_rows()
        except BaseException:
            self.close()
            raise

    def password_of(self, username: str) -> str:
        """What somebody signs in with: the demo people share one password."""
        return PASSWORD if username == NOBODY else (self.house.folder / "demo_password").read_text()

    @contextmanager
    def worker_asleep(self) -> Iterator[None]:
        """Nothing is drawn meanwhile. It is stopped between two transactions: within one it would hold a lock, and the
        web process could write nothing either."""
        worker = self._child("worker")
        try:
            assert until(lambda: self._freeze(worker))
            yield
        finally:
            os.kill(worker, signal.SIGCONT)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(str(self.house.query(f"SELECT count(*) FROM {table}")[0][0]))

    def wait_for_shot(self, code: str) -> None:
        """Wait until every candidate of a shot is drawn."""
        of_shot = (
            f"SELECT count(*) FROM renders_render r JOIN renders_shot s ON s.id = r.shot_id WHERE s.code = '{code}'"
        )
        self.house.wait(lambda: self.house.query(f"{of_shot} AND r.state <> 'ready'") == [(0,)])

    def close(self) -> None:
        """Ctrl-C, as people end it."""
        self.up.send_signal(signal.SIGINT)
        self.up.wait(PATIENCE)
        self.house.close()

    def _freeze(self, worker: int) -> bool:
        """Stop it where it is; where that is within a transaction, let it go on."""
        os.kill(worker, signal.SIGSTOP)
        assert until(lambda: is_stopped(worker))
        if all(file.is_free() for file in (SqliteDatabase(self.house.folder), SqliteQueue(self.house.folder))):
            return True
        os.kill(worker, signal.SIGCONT)
        return False

    def _said(self, words: re.Pattern[str]) -> str:
        log, deadline = self.house.folder / "log", time.monotonic() + PATIENCE
        while not (found := words.search(log.read_text())):
            assert self.up.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        return found[1]

    def _create_rows(self) -> dict[str, Any]:
        """Have one of everything made; where it is."""
        printed = self.house.manage(
            "shell", "-v", "0", "-c", "from tests.browser.sample_rows import create_rows; create_rows()"
        )
        where: dict[str, Any] = json.loads(printed.splitlines()[-1])
        return where

    def _child(self, word: str) -> int:
        """The process id of the child of `up` whose command has this word in it (Linux: read from /proc)."""
        children = Path(f"/proc/{self.up.pid}/task/{self.up.pid}/children").read_text().split()
        return next(int(pid) for pid in children if word in Path(f"/proc/{pid}/cmdline").read_text())


def is_stopped(process: int) -> bool:
    """Whether each of its threads stands still (Linux: read from /proc)."""
    threads = Path(f"/proc/{process}/task").glob("*/stat")
    try:
        return {thread.read_text().rpartition(")")[2].split()[0] for thread in threads} == {"T"}
    except FileNotFoundError:  # one of them has just ended
        return False
