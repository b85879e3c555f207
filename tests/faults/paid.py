"""A house that buys from a simulated vendor over real HTTP, and what to compare afterwards: its books with the bill."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from tests.faults.house import ROOT, House
from tests.simulators import Simulator

KEY = "hi-sk-simulated-0123456789"
NOWHERE = "http://127.0.0.1:1"
"""Where nobody listens."""
CALLBACK_KEY = "callback key of a simulated account"
SLUGS = {"hiapi": "flux-schnell", "pixelmuse": "pixelmuse-flux-schnell", "imagepipeline": "imagepipeline-flux-schnell"}
ROOM = """
import json, time, uuid
from pathlib import Path
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from catalog.models import Colorway, ImageModel, Placement, PromptTemplate
from config.queue import queue
from renders import batch, composing
from renders.batch.planning import build
from renders.models import Account, Attempt, Budget, LedgerEntry, Render, ShotSet
from renders.schedule import Ring

def furnish(slugs, typical, deadline, **account):
    call_command("presets", verbosity=0, stdout=open("/dev/null", "w"))
    Budget.objects.update(cap_micros=10**13)
    Placement.objects.update(min_width=1, min_height=1)
    figures = {"typical_seconds": typical, "deadline_seconds": deadline, "cap_in_flight": None}
    ImageModel.objects.filter(slug__in=slugs).update(**figures)
    for placement in Placement.objects.all():
        placement.image_models.add(*ImageModel.objects.exclude(provider="lightbox"))
    Account.objects.exclude(provider="lightbox").update(**account)

def order(names, slug):
    '''A production order of one picture a name; the set, and when it was asked for, planned and launched.'''
    rows = "".join(f"{name},picture of {name} on white,1:1\\n" for name in names)
    maya, model = User.objects.get(username="maya"), ImageModel.objects.get(slug=slug)
    asked = time.time()
    plan = batch.prepare(("sku,prompt,aspect_ratio\\n" + rows).encode(), model, Path(str(uuid.uuid4())), maya, {})
    build(plan.shelf, maya)
    planned = time.time()
    shot_set = composing.launch(plan.plan, by=maya, token=plan.token)
    return shot_set.pk, asked, planned, time.time()

def preview(count, slug):
    '''Candidates of one shot; set and when it was asked for.'''
    maya, model = User.objects.get(username="maya"), ImageModel.objects.get(slug=slug)
    template = PromptTemplate.objects.get(slug="packshot")
    asked = time.time()
    plan = composing.plan(
        colorways=list(Colorway.objects.filter(product__code="mug")[:1]), placement=template.placements.first(),
        version=template.current, image_model=model, count=count, kind="preview", by=maya,
    )
    return composing.launch(plan, by=maya, token=uuid.uuid4()).pk, asked
"""


@dataclass(frozen=True)
class Launched:
    """A set that was ordered, and the Unix times at which that was asked for, planned and done."""

    pk: int
    asked: float
    planned: float
    done: float


class PaidHouse(House):
    """A house whose accounts are simulators. `web` says whether vendors can report to it."""

    def __init__(self, folder: Path, *simulated: tuple[str, Simulator], web: bool = False) -> None:
        super().__init__(folder)
        self.port = free_port() if web else 0
        allowed = [NOWHERE.removeprefix("http://")]
        allowed += [url.removeprefix("http://") for _, one in simulated for url in (one.base_url, one.asset_url)]
        self.environment |= {"OUTBOUND_ALLOW": ",".join(allowed), "HIAPI_CALLBACK_KEY": CALLBACK_KEY}
        for vendor in ("pixelmuse", "imagepipeline"):
            self.environment |= {f"{vendor.upper()}_BASE_URL": NOWHERE, f"{vendor.upper()}_API_KEY": KEY}
        for vendor, one in simulated:
            name = vendor.upper()
            self.environment |= {f"{name}_BASE_URL": one.base_url, f"{name}_API_KEY": f"{KEY}-{vendor}"}
        if web:
            self.environment["PUBLIC_BASE_URL"] = f"http://127.0.0.1:{self.port}"
        self._keeper: subprocess.Popen[str] | None = None

    @property
    def keeper(self) -> "subprocess.Popen[str]":
        """The process that runs code and forks workers in this house."""
        if self._keeper is None:
            with (self.folder / "log").open("ab") as log:
                self._keeper = subprocess.Popen(
                    [sys.executable, "-m", "tests.faults.keeper"],
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
            self.do(ROOM)
        return self._keeper

    def tell(self, command: dict[str, Any]) -> dict[str, Any]:
        """One command to the keeper, and its answer."""
        keeper = self.keeper
        assert keeper.stdin
        assert keeper.stdout
        keeper.stdin.write(json.dumps(command) + "\n")
        keeper.stdin.flush()
        answer: dict[str, Any] = json.loads(keeper.stdout.readline())
        assert "failed" not in answer, answer["failed"]
        return answer

    def do(self, code: str) -> str:
        """Run code in the house; what it printed."""
        return str(self.tell({"run": code})["printed"])

    def know(self, expression: str) -> Any:
        """The value of an expression in the house, of the kinds JSON has."""
        return json.loads(self.do(f"print(json.dumps({expression}))"))

    def order(self, count: int, name: str, slug: str = SLUGS["hiapi"]) -> Launched:
        """Launch a production order of so many pictures, each with words of its own."""
        return self.order_named([f"{name}-{number}" for number in range(count)], slug)

    def order_named(self, names: Sequence[str], slug: str = SLUGS["hiapi"]) -> Launched:
        """Launch a production order of one picture a name; the name stands in its prompt."""
        return Launched(*self.know(f"order({list(names)}, {slug!r})"))

    def worker(self) -> "Forked":
        """A worker that starts at once."""
        return Forked(self.tell({"start": ["worker"]})["pid"])

    def open_web(self) -> None:
        """Serve the house's addresses, until it ends."""
        self.do("from config import static_files; static_files.gather()")
        bind = f"--bind=127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--worker-class=gthread", "--threads=8", bind]
        with (self.folder / "log").open("ab") as log:
            options = {"cwd": ROOT, "env": self.environment, "stdout": log, "stderr": log}
            self.processes.append(
                subprocess.Popen([*command, "--log-level=warning", "--no-control-socket"], **options)  # type: ignore[call-overload]
            )
        self.wait(lambda: is_served(self.port), 60)

    def post(self, url: str, body: bytes) -> int:
        """Post JSON to an address of ours; the status."""
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code

    def end(self) -> None:
        if self._keeper:
            with self._keeper as keeper:
                keeper.kill()
        super().end()

    def states_of(self, launched: Launched) -> Counter[str]:
        """How many renders of a set are in which state."""
        rows = self.ask(f"SELECT state, count(*) FROM renders_render WHERE shot_set_id = {launched.pk} GROUP BY state")
        return Counter({str(state): int(str(count)) for state, count in rows})

    def is_done(self, launched: Launched) -> bool:
        """Whether nothing of a set will move by itself any more."""
        return set(self.states_of(launched)) <= {"ready", "failed", "cancelled"}

    def is_closed(self, launched: Launched) -> bool:
        """Whether a set is done and has given back what it held."""
        query = f"SELECT coalesce(sum(reserved_micros), 0) FROM renders_ledgerentry WHERE shot_set_id = {launched.pk}"
        return self.is_done(launched) and self.ask(query) == [(0,)]

    def spent(self, *launched: Launched) -> int:
        """What the ledger says these sets cost, in micro-dollars."""
        sets = ",".join(str(one.pk) for one in launched)
        query = f"SELECT coalesce(sum(spent_micros), 0) FROM renders_ledgerentry WHERE shot_set_id IN ({sets})"
        return int(str(self.ask(query)[0][0]))


@dataclass(frozen=True)
class Town:
    """A house and the vendor it buys from."""

    house: PaidHouse
    sim: Simulator

    def begin(self, *rules: dict[str, Any], **options: Any) -> None:
        """Nothing was bought yet, the account is in good standing, and these faults await what comes."""
        usual = {"errors_in_200": False, "keys": "", "callback_key": CALLBACK_KEY, "cap": 8}
        self.sim.set(**{**usual, **options})
        self.sim.script(*rules)
        self.sim.reset()
        self.house.do("Account.objects.update(paused_reason='', not_before=None, failures=0, cap_in_flight=8)")

    def finish(self, launched: Launched, seconds: float = 60) -> None:
        """Have a worker work until nothing of a set moves any more and its money is free, and stop it."""
        worker = self.house.worker()
        try:
            self.house.wait(lambda: self.house.is_closed(launched), seconds)
        finally:
            worker.stop()

    def check(self, *launched: Launched) -> None:
        """Nothing was bought twice or lost, the bill is the ledger's, and every invariant holds."""
        bill, house = self.sim.ledger(), self.house
        assert all(house.is_done(one) for one in launched), [house.states_of(one) for one in launched]
        assert set(bill["per_key"].values()) <= {1}, bill["per_key"]
        assert len(bill["per_key"]) == len(bill["accepted"])
        billed, spent = bill["billed_micros"], house.spent(*launched)
        assert billed == spent, f"billed {billed}, in the ledger {spent}"
        assert self.sim.traps() == []
        house.do("call_command('verify')")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody can write to the database while this lasts: a step stands still at its next commit."""
        path = self.house.folder / "packshot.sqlite3"
        with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")


class Forked:
    """A process forked by the keeper, which also buries it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    def end(self, number: int) -> None:
        """Send it a signal and wait until it is gone."""
        os.kill(self.pid, number)
        gives_up = time.monotonic() + 60
        while self.is_alive:
            assert time.monotonic() < gives_up, f"{self.pid} does not end"
            time.sleep(0.01)

    def kill(self) -> None:
        """End it without warning."""
        self.end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to finish its steps and end."""
        self.end(signal.SIGTERM)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def is_served(port: int) -> bool:
    """Whether a web answers there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
