"""Scripts written after the published guides, with another base address and a token of ours, on real processes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import QUICK
from tests.faults.vendor_installation import VendorInstallation
from tests.simulators import Simulator, simulator
from tests.waiting import PATIENCE

SCRIPTS = Path(__file__).parent / "guide_scripts"
ROWS = 50
SET_UP = (
    "leave_text_unread()\n"
    "set_up_vendors(['flux-schnell', 'gpt-image-2'], 1, 60, cap_in_flight=8, requests_per_minute=None)\n"
    "ImageModel.objects.filter(provider='hiapi').update(is_enabled=True)\n"
    "from renders.models import ApiToken\n"
    "maya = User.objects.get(username='maya')\n"
    "terms = {'name': 'Guide', 'scopes': ['tasks'], 'rate': 3000, 'days': 1}\n"
    "print(ApiToken.make(person=maya, by=maya, **terms)[1])"
)


class GuideProgram:
    """A script, an installation that it speaks to, and the vendor behind that."""

    def __init__(self, installation: VendorInstallation, sim: Simulator, token: str) -> None:
        self.installation, self.sim, self.token = installation, sim, token

    def run(self, script: str, *arguments: Path, **changes: str) -> subprocess.CompletedProcess[str]:
        base = f"http://127.0.0.1:{self.installation.port}/api/v1/tasks"
        environment = {**os.environ, "API_BASE": base, "HIAPI_API_KEY": self.token, **changes}
        command = [sys.executable, str(SCRIPTS / script), *map(str, arguments)]
        limits = {"timeout": 2 * PATIENCE, "check": False}
        return subprocess.run(command, env=environment, capture_output=True, text=True, **limits)


@pytest.fixture(scope="module")
def program(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuideProgram]:
    with simulator("hiapi", **QUICK) as sim:
        installation = VendorInstallation(tmp_path_factory.mktemp("guides") / "data", ("hiapi", sim), web=True)
        installation.folder.mkdir()
        installation.restore(demo)
        token = installation.run(SET_UP).strip().splitlines()[-1]
        installation.open_web()
        installation.worker()
        yield GuideProgram(installation, sim, token)
        installation.close()


def is_picture(path: Path) -> bool:
    return path.read_bytes().startswith(b"\x89PNG")


def test_a_batch_of_fifty_is_ordered_polled_and_downloaded(program: GuideProgram, skus: Path) -> None:
    folder = skus.parent / "out"
    done = program.run("batch.py", skus, folder)
    assert done.stdout.count(": ok\n") == ROWS, done.stdout + done.stderr
    assert sum(is_picture(path) for path in folder.iterdir()) == ROWS
    assert program.sim.ledger()["billed_pictures"] == ROWS
    spent = program.installation.query("SELECT sum(spent_micros) FROM renders_ledgerentry")
    assert spent == [(ROWS * 5_000,)]


def test_one_task_is_ordered_polled_and_downloaded(program: GuideProgram, tmp_path: Path) -> None:
    done = program.run("one_task.py", tmp_path / "cat.png")
    assert done.returncode == 0, done.stdout + done.stderr
    assert is_picture(tmp_path / "cat.png")


def test_a_batch_with_a_wrong_token_says_so(program: GuideProgram, skus: Path) -> None:
    skus.write_text("sku,prompt,aspect_ratio\nmug,One mug,1:1\n")
    done = program.run("batch.py", skus, skus.parent / "out", HIAPI_API_KEY="sk-wrong")
    assert done.stdout == "mug: fail:submit:This token is not known, has expired or was revoked.\n"
