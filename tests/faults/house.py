"""A whole Packshot of real processes in a folder of its own, to be killed at the worst moments."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LAUNCH = """
import uuid
from django.contrib.auth.models import User
from catalog.models import Colorway, ImageModel, Placement, PromptTemplate
from renders import composing
template = PromptTemplate.objects.get(slug="packshot")
Placement.objects.update(min_width=1, min_height=1)
version = template.versions.create(
    number=template.next_number(), wording=template.current.wording, parameters={{"long_edge": {edge}}}
)
maya = User.objects.get(username="maya")
model = ImageModel.objects.get(provider="lightbox")
for count in {counts}:
    plan = composing.plan(
        colorways=list(Colorway.objects.filter(product__code="mug")[:1]),
        placement=template.placements.first(), version=version, image_model=model, count=count, kind="preview", by=maya,
    )
    composing.launch(plan, by=maya, token=uuid.uuid4())
"""


class House:
    """Database, queue and files below `folder`; worker and web as child processes."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in {"QUEUE_URL", "DATABASE_URL"}},
            "DATA_DIR": str(folder),
            "SECRET_KEY": "fault tests only " + "x" * 40,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **environment,
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def furnish(self) -> None:
        """Tables, guards, roles and the demo catalogue."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("demo")

    def launch(self, *counts: int, edge: int = 192) -> None:
        """Order previews of the demo mug with these numbers of candidates, small so that deaths are many."""
        self.manage("shell", "-v", "0", "-c", LAUNCH.format(edge=edge, counts=list(counts)))

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A long-running management command, for example the worker."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def end(self) -> None:
        """Nothing of this house runs on."""
        for process in self.processes:
            process.kill()
            process.wait()

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Look into the database from outside."""
        address = f"file:{self.folder / 'packshot.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=20)) as connection:
            return connection.execute(query).fetchall()

    def states(self) -> Counter[object]:
        """How many renders are in which state."""
        return Counter(dict(self.ask("SELECT state, count(*) FROM renders_render GROUP BY state")))

    def moves(self) -> int:
        """How many moves renders have made."""
        return int(str(self.ask("SELECT count(*) FROM renders_event WHERE action = 'render'")[0][0]))

    def wait(self, is_so: Callable[[], bool], seconds: float) -> float:
        """Wait until it is so; the seconds it took. Fails after `seconds`."""
        began = time.monotonic()
        while not is_so():
            assert time.monotonic() - began < seconds, f"Not within {seconds} s: {self.states()}"
            time.sleep(0.02)
        return time.monotonic() - began

    def wait_for_moves(self, count: int, seconds: float = 60) -> float:
        """Wait until renders made `count` more moves."""
        target = self.moves() + count
        return self.wait(lambda: self.moves() >= target, seconds)


def survive(house: House, deaths: int, renders: int, seed: int) -> None:
    """Kill the worker that many times at random moments of its work, then let it finish."""
    moments = random.Random(seed)
    worker = house.start("worker")
    moves_left = renders * 6
    for _ in range(deaths):
        house.wait_for_moves(moments.randint(1, max(1, moves_left // (2 * deaths))))
        worker.kill()
        worker.wait()
        worker = house.start("worker")
    house.wait(lambda: house.states() == {"ready": renders}, 300)
    worker.terminate()
    worker.wait(timeout=20)
