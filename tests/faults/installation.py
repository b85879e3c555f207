"""A whole Packshot of real processes in a folder of its own, to be killed at the worst moments."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.faults.backing import Backing, embedded
from tests.faults.processes import ROOT, ForkedProcess, ForkServer
from tests.waiting import COMMAND_TIMEOUT, PATIENCE, until


class RunningInstallation:
    """Files below `folder`, rows and messages there too or in another `backing`; worker and web as child processes,
    with the code below `root`."""

    def __init__(self, folder: Path, backing: Backing | None = None, *, root: Path = ROOT, **environment: str) -> None:
        self.folder, self.backing, self.root = folder, backing or embedded(folder), root
        self.environment = {
            **os.environ,
            **self.backing.environment,
            "DATA_DIR": str(folder),
            "SECRET_KEY": "fault tests only " + "x" * 40,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **environment,
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self.forked: list[ForkedProcess] = []
        self.begun: list[subprocess.Popen[str]] = []

    @cached_property
    def fork_server(self) -> ForkServer:
        """Started at its first use, ready seconds later; an empty folder is enough for that."""
        return ForkServer(self.environment, self.folder / "log", self.root)

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end and return what it printed."""
        done = self.try_manage(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def try_manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end, whatever that is."""
        command, limit = [sys.executable, "manage.py", *arguments], COMMAND_TIMEOUT
        return subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False, timeout=limit
        )

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a management command whose output is read later."""
        command, piped = [sys.executable, "manage.py", *arguments], subprocess.PIPE
        process = subprocess.Popen(command, cwd=self.root, env=self.environment, stdout=piped, stderr=piped, text=True)
        self.begun.append(process)
        return process

    def finish(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """As `try_manage`, in a process that starts at once, with the environment that the first one had."""
        return self.fork_server.finish(*arguments)

    def run(self, code: str) -> str:
        """Run code inside, with the names of `order_commands.py`; what it printed."""
        return self.fork_server.run(code)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression inside, of the kinds JSON has."""
        return json.loads(self.run(f"import json; print(json.dumps({expression}))"))

    def migrate(self) -> None:
        """Tables, guards and roles."""
        self.run("call_command('migrate', verbosity=0)")

    def prepare(self) -> None:
        """Tables, guards, roles and the demo catalogue; nothing holds the files afterwards."""
        self.migrate()
        self.run("call_command('demo'); close_files()")

    def save(self, template: Path) -> None:
        """Put a copy of everything here into a new folder. Nothing may be running."""
        self.run("close_files()")
        shutil.copytree(self.folder, template, ignore=shutil.ignore_patterns("log"))
        self.backing.database.save(template)

    def restore(self, template: Path) -> None:
        """Put what was saved in the place of everything here. No worker may be running."""
        self.run("close_files()")
        self.backing.database.disconnect()
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "log":
                path.unlink()
        shutil.copytree(template, self.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("log"))
        self.backing.database.restore(template)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A long-running management command in a process of its own, which takes seconds to start."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=self.root,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def fork(self, *arguments: str) -> ForkedProcess:
        """A management command that starts at once."""
        process = self.fork_server.start(*arguments)
        self.forked.append(process)
        return process

    def worker(self) -> ForkedProcess:
        """A worker that starts at once."""
        return self.fork("worker")

    def kill_processes(self) -> None:
        """End whatever a test left running."""
        for process in [*self.processes, *self.begun]:
            process.kill()
            process.wait()
        for forked in self.forked:
            if forked.is_alive:
                forked.kill()
        self.processes.clear()
        self.forked.clear()

    def close(self) -> None:
        """Nothing of this installation runs on."""
        self.backing.database.disconnect()
        self.kill_processes()
        if "fork_server" in vars(self):
            self.fork_server.close()

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Read the database from outside."""
        return self.backing.database.query(sql)

    def states(self) -> Counter[object]:
        """How many renders are in which state."""
        return Counter(dict(self.query("SELECT state, count(*) FROM renders_render GROUP BY state")))

    def state_changes(self) -> int:
        """How often a render has changed its state."""
        return int(str(self.query("SELECT count(*) FROM renders_event WHERE action = 'render_moved'")[0][0]))

    def wait(self, condition: Callable[[], object], seconds: float = PATIENCE) -> float:
        """Wait until the condition holds; the seconds it took. Fails after `seconds`."""
        began = time.monotonic()
        assert until(condition, seconds, pause=0.02), f"Not within {seconds} s: {self.states()}"
        return time.monotonic() - began

    def wait_for_state_changes(self, count: int, seconds: float = PATIENCE) -> float:
        """Wait until renders changed their states `count` more times."""
        target = self.state_changes() + count
        return self.wait(lambda: self.state_changes() >= target, seconds)
