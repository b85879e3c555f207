"""An upgrade while people order: the tables become new first, then old code works on them, then each process is
replaced. Nobody sees an error, and nothing is lost or bought twice."""

import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from tests.faults.api_orders import NEW_TOKEN, ApiOrders
from tests.faults.backing import FORMS
from tests.faults.backing.link import Link
from tests.faults.forms_in_use import SET_UP, VENDOR, FormInUse
from tests.faults.processes import ROOT
from tests.faults.vendor_installation import VendorInstallation, is_served
from tests.ports import free_port
from tests.simulators import simulator

pytestmark = pytest.mark.long
MIGRATIONS = ("renders/migrations", "catalog/migrations")
AT_ONCE = 12


def git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout


@pytest.fixture
def old_code(tmp_path: Path) -> Path:
    """The code before the last migration was added."""
    added = git("log", "-1", "--diff-filter=A", "--format=%H", "--", *MIGRATIONS).decode().strip()
    if not added:
        pytest.skip("The history of this checkout does not reach back to a migration.")
    with tarfile.open(fileobj=BytesIO(git("archive", f"{added}~1"))) as archive:
        archive.extractall(tmp_path / "old", filter="data")
    return tmp_path / "old"


@dataclass(frozen=True)
class Upgrade:
    """One installation, as old and as new code see it; `entrance` leads to webs that run."""

    old: VendorInstallation
    new: FormInUse
    ports: tuple[int, int]
    entrance: Link


@pytest.fixture(params=["postgres", "sqlite"])
def upgrade(request: pytest.FixtureRequest, old_code: Path, tmp_path: Path) -> Iterator[Upgrade]:
    folder = tmp_path / "data"
    folder.mkdir()
    with ExitStack() as stack:
        backing = stack.enter_context(FORMS[request.param](folder))
        sim = stack.enter_context(simulator("hiapi", apart=True, **VENDOR))
        ports = (free_port(), free_port())
        entrance = stack.enter_context(closing(Link(*ports)))
        opened = partial(VendorInstallation, folder, ("hiapi", sim), backing=backing)
        old, new = opened(root=old_code), opened()
        for one in (old, new):
            stack.callback(one.close)
        old.migrate()
        old.run(f"call_command('demo', stdout=io.StringIO()){SET_UP}")
        yield Upgrade(old, FormInUse(new, sim), ports, entrance)


def test_nobody_notices_an_upgrade(upgrade: Upgrade) -> None:
    old, new = upgrade.old, upgrade.new.installation
    assert old.try_manage("migrate", "--check").returncode == 0
    assert new.try_manage("migrate", "--check").returncode != 0, "there is something to upgrade"
    token = old.run(NEW_TOKEN).strip()
    old_web, old_worker = old.fork("web", "--port", str(upgrade.ports[0])), old.worker()
    old.wait(lambda: is_served(upgrade.entrance.port))
    with ApiOrders(f"http://127.0.0.1:{upgrade.entrance.port}", token) as orders:

        def go_on(name: str) -> None:
            """Orders are made, and work on them has begun."""
            orders.place([f"{name}-{number}" for number in range(AT_ONCE)])
            new.wait_for_state_changes(AT_ONCE)

        go_on("before")
        new.manage("migrate")
        go_on("old-code-on-new-tables")
        new_worker = new.worker()
        go_on("both")
        old_worker.stop()
        new_web = new.fork("web", "--port", str(upgrade.ports[1]))
        new.wait(lambda: is_served(upgrade.ports[1]))
        old_web.stop()
        go_on("after")
        new.wait(lambda: not orders.waiting and upgrade.new.is_done())
        assert [status for status in orders.failures if status >= 500] == []
    for process in (new_worker, new_web):
        process.stop()
    upgrade.new.check(4 * AT_ONCE)
