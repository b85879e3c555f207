"""An installation that buys from simulated vendors over real HTTP."""

import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

from tests.faults.backing import Backing
from tests.faults.installation import RunningInstallation
from tests.faults.processes import ROOT
from tests.ports import free_port
from tests.simulators import Simulator
from tests.waiting import PATIENCE

API_KEY = "hi-sk-simulated-0123456789"
UNREACHABLE = "http://127.0.0.1:1"  # nobody listens there
CALLBACK_KEY = "callback key of a simulated account"
SLUGS = {"hiapi": "flux-schnell", "pixelmuse": "pixelmuse-flux-schnell", "imagepipeline": "imagepipeline-flux-schnell"}


@dataclass(frozen=True)
class Launched:
    """A set that was ordered, and the Unix times at which that was asked for, planned and done."""

    pk: int
    asked: float
    planned: float
    done: float


class VendorInstallation(RunningInstallation):
    """Its accounts are those of simulators; vendors without one cannot be reached. `web` lets vendors call back."""

    def __init__(
        self,
        folder: Path,
        *simulated: tuple[str, Simulator],
        web: bool = False,
        backing: Backing | None = None,
        root: Path = ROOT,
    ) -> None:
        super().__init__(folder, backing, root=root)
        self.port = free_port() if web else 0
        allowed = [UNREACHABLE.removeprefix("http://")]
        allowed += [url.removeprefix("http://") for _, one in simulated for url in (one.base_url, one.asset_url)]
        self.environment |= {"OUTBOUND_ALLOW": ",".join(allowed), "HIAPI_CALLBACK_KEY": CALLBACK_KEY}
        for vendor in ("pixelmuse", "imagepipeline"):
            self.environment |= {f"{vendor.upper()}_BASE_URL": UNREACHABLE, f"{vendor.upper()}_API_KEY": API_KEY}
        for vendor, one in simulated:
            name = vendor.upper()
            self.environment |= {f"{name}_BASE_URL": one.base_url, f"{name}_API_KEY": f"{API_KEY}-{vendor}"}
        if web:
            self.environment["PUBLIC_BASE_URL"] = f"http://127.0.0.1:{self.port}"

    def order(self, count: int, name: str, slug: str = SLUGS["hiapi"]) -> Launched:
        """Launch a production order of so many pictures, each with a prompt of its own."""
        return self.order_named([f"{name}-{number}" for number in range(count)], slug)

    def order_named(self, names: Sequence[str], slug: str = SLUGS["hiapi"]) -> Launched:
        """Launch a production order of one picture a name; the name stands in its prompt."""
        return Launched(*self.evaluate(f"order({list(names)}, {slug!r})"))

    def open_web(self) -> None:
        """Serve the pages and the callback addresses, until this installation is closed."""
        command = [sys.executable, "manage.py", "web", "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            options = {"cwd": self.root, "env": self.environment, "stdout": log, "stderr": log}
            self.processes.append(subprocess.Popen(command, **options))  # type: ignore[call-overload]
        self.wait(lambda: is_served(self.port))

    def post(self, url: str, body: bytes) -> int:
        """Post JSON to an address of ours; the status."""
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return int(answer.status)
        except HTTPError as error:
            with error:
                return error.code

    def states_of(self, launched: Launched) -> Counter[str]:
        """How many renders of a set are in which state."""
        rows = self.query(
            f"SELECT state, count(*) FROM renders_render WHERE shot_set_id = {launched.pk} GROUP BY state"
        )
        return Counter({str(state): int(str(count)) for state, count in rows})

    def is_done(self, launched: Launched) -> bool:
        """Whether no render of a set will change its state by itself any more."""
        return set(self.states_of(launched)) <= {"ready", "failed", "cancelled"}

    def is_closed(self, launched: Launched) -> bool:
        """Whether a set is done and no money is reserved for it."""
        query = f"SELECT coalesce(sum(reserved_micros), 0) FROM renders_ledgerentry WHERE shot_set_id = {launched.pk}"
        return self.is_done(launched) and self.query(query) == [(0,)]

    def spent(self, *launched: Launched) -> int:
        """What the ledger says these sets cost, in micro-dollars."""
        sets = ",".join(str(one.pk) for one in launched)
        query = f"SELECT coalesce(sum(spent_micros), 0) FROM renders_ledgerentry WHERE shot_set_id IN ({sets})"
        return int(str(self.query(query)[0][0]))


def is_served(port: int) -> bool:
    """Whether a web server answers at that port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
