"""`manage.py render` on real processes: sets up what it needs, says what holds rows back, ends when nothing moves."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.installation import RunningInstallation
from tests.simulators import Simulator, simulator
from tests.waiting import COMMAND_TIMEOUT

ROWS = 3
QUICK = {"scale": 0.02, "mean": 30, "rpm": 0}
MODELS = {"hiapi": "flux-schnell", "pixelmuse": "pixelmuse-flux-schnell", "imagepipeline": "imagepipeline-flux-schnell"}
PROBE_NOW = "Account.objects.update(probe_at=timezone.now(), due_at=timezone.now())"
SET_UP = (
    "leave_text_unread()\n"
    "call_command('presets')\n"
    "ImageModel.objects.update(typical_seconds=1)\n"
    "Account.objects.update(requests_per_minute=None)"
)
NOT_ACCEPTED = (
    "from renders.pipeline import outcomes\n"
    "maya, _ = User.objects.get_or_create(username='maya')\n"
    "for doubt in Attempt.objects.in_doubt(): outcomes.resolve_doubt(doubt, was_accepted=False, by=maya, reason='No')"
)


class Job:
    """The command on one file, for an installation that one simulated vendor sells to."""

    def __init__(self, installation: RunningInstallation, skus: Path, vendor: str, *, is_new: bool) -> None:
        self.finish = installation.try_manage if is_new else installation.finish
        self.installation, self.folder = installation, skus.parent / "out"
        self.command = ["render", str(skus), "--model", MODELS[vendor], "--out", str(self.folder)]

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        return self.finish(*self.command, *options)

    @property
    def pictures(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def job(tmp_path: Path, skus: Path) -> Iterator[Callable[..., Job]]:
    """Make a job in a copy of a prepared folder, or in an empty one."""
    installations = []

    def made(sim: Simulator, vendor: str = "hiapi", prepared: Path | None = None, **environment: str) -> Job:
        folder = tmp_path / "installation"
        if prepared:
            shutil.copytree(prepared, folder)
        hosts = ",".join(re.sub(r"^http://", "", address) for address in (sim.base_url, sim.asset_url))
        name = vendor.upper()
        usual = {f"{name}_API_KEY": "sk-test", f"{name}_BASE_URL": sim.base_url, "OUTBOUND_ALLOW": hosts}
        installation = RunningInstallation(folder, **{**usual, **environment})
        installations.append(installation)
        if prepared:
            installation.run(SET_UP)
        return Job(installation, skus, vendor, is_new=not prepared)

    yield made
    for installation in installations:
        installation.close()


def test_it_sets_up_an_empty_folder_and_renders(job: Callable[..., Job]) -> None:
    with simulator("hiapi", **QUICK) as sim:
        one = job(sim)
        done = one.run()
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == f"Packshot sets itself up in {one.installation.folder}\n"
        assert one.pictures == {f"mug-{number:02d}.png" for number in range(ROWS)}
        assert sim.ledger()["billed_pictures"] == ROWS
    one.installation.manage("verify")


def test_two_that_start_at_once_in_an_empty_folder_set_it_up_once_and_buy_once(job: Callable[..., Job]) -> None:
    with simulator("hiapi", **QUICK) as sim:
        one = job(sim)
        both = [one.installation.begin(*one.command) for _ in range(2)]
        printed = [process.communicate(timeout=COMMAND_TIMEOUT) for process in both]
        assert [process.returncode for process in both] == [0, 0], printed
        assert [("sets itself up" in error) for _, error in printed].count(True) == 1
        assert sim.ledger()["billed_pictures"] == ROWS
    one.installation.manage("verify")


def test_in_an_empty_folder_without_a_key_it_says_which_one_is_missing(job: Callable[..., Job]) -> None:
    with simulator("hiapi", **QUICK) as sim:
        done = job(sim, HIAPI_API_KEY="").run()
    assert (done.returncode, done.stdout) == (1, "")
    assert "hiapi has no key. Set HIAPI_API_KEY where Packshot runs" in done.stderr


def test_a_database_of_an_older_version_is_left_as_it_is(job: Callable[..., Job], migrated: Path) -> None:
    with simulator("hiapi", **QUICK) as sim:
        one = job(sim, prepared=migrated)
        one.installation.run("MIGRATIONS = 'DELETE FROM django_migrations WHERE app = %s'")
        one.installation.run("with connections['default'].cursor() as cursor: cursor.execute(MIGRATIONS, ['renders'])")
        done = one.run()
    assert done.returncode == 1
    assert "Run manage.py up or manage.py migrate once" in done.stderr


def test_a_refused_key_is_printed_at_once_and_the_command_ends_when_nothing_moves(
    job: Callable[..., Job], migrated: Path
) -> None:
    with simulator("hiapi", **QUICK, keys="another-key") as sim:
        one = job(sim, prepared=migrated)
        done = one.run("--wait", "1")
        assert done.returncode == 3
        assert "hiapi (main) is paused: " in done.stderr
        assert "HIAPI_API_KEY" in done.stderr
        assert f"Nothing moves any more: {ROWS} of {ROWS} rows wait and stay ordered." in done.stderr
        sim.set(keys="")
        one.installation.run(PROBE_NOW)
        again = one.run()
        assert again.returncode == 0, again.stdout + again.stderr
        assert "nothing is bought twice" in again.stdout
        assert sim.ledger()["billed_pictures"] == ROWS


def test_a_refused_image_model_ends_the_command_until_an_admin_tries_again(
    job: Callable[..., Job], migrated: Path
) -> None:
    with simulator("hiapi", **QUICK, denied_models="flux-schnell/text-to-image") as sim:
        one = job(sim, prepared=migrated)
        done = one.run()
        assert done.returncode == 3
        assert "hiapi (main) does not order FLUX Schnell any more: " in done.stderr
        assert "An admin can try again at /status/." in done.stderr
        sim.set(denied_models="")
        one.installation.run("from renders.models import ModelPause; ModelPause.objects.all().lift()")
        assert one.run().returncode == 0
        assert sim.ledger()["billed_pictures"] == ROWS


def test_an_account_without_money_is_printed_as_the_provider_says_it(job: Callable[..., Job], migrated: Path) -> None:
    with simulator("hiapi", **QUICK, balance_micros=0) as sim:
        done = job(sim, prepared=migrated).run("--wait", "1")
    assert done.returncode == 3
    assert "is paused: " in done.stderr


def test_an_account_that_was_switched_off_ends_the_command_at_once(job: Callable[..., Job], migrated: Path) -> None:
    with simulator("hiapi", **QUICK, keys="another-key") as sim:
        one = job(sim, prepared=migrated)
        one.run("--wait", "0")
        one.installation.run("Account.objects.update(is_enabled=False, paused_reason='')")
        done = one.run()
    assert done.returncode == 3
    assert "hiapi (main) is switched off. An admin can switch it on. 3 rows wait." in done.stderr


@pytest.mark.parametrize(
    ("vendor", "dialect"), [("pixelmuse", {"PIXELMUSE_DIALECT": "guide"}), ("imagepipeline", {})], ids=str
)
def test_a_doubt_is_printed_and_waits_for_a_person_while_the_other_rows_end(
    job: Callable[..., Job], migrated: Path, vendor: str, dialect: dict[str, str]
) -> None:
    with simulator(vendor, *(["guide"] if dialect else []), **QUICK) as sim:
        sim.script({"fault": "reset_after", "on": "create", "nth": 2})
        one = job(sim, vendor, prepared=migrated, **dialect)
        done = one.run()
        assert done.returncode == 3, done.stdout + done.stderr
        assert done.stdout.count(": ok ") == ROWS - 1
        assert re.search(r"mug-\d+: in doubt .+ Packshot finds out whether the provider accepted it", done.stderr)
        assert re.search(r"mug-\d+: in doubt .+ Nobody knows .+ /doubts/", done.stdout)
        assert f"1 of {ROWS} rows is in doubt." in done.stderr
        one.installation.run(NOT_ACCEPTED)
        assert one.run().returncode == 0


def test_a_model_that_was_switched_off_is_still_fetched_from_but_not_ordered_from(
    job: Callable[..., Job], migrated: Path
) -> None:
    with simulator("hiapi", **QUICK) as sim:
        one = job(sim, prepared=migrated)
        one.run()
        one.installation.run("ImageModel.objects.update(is_enabled=False, off_reason='Too dear.')")
        shutil.rmtree(one.folder)
        assert one.run().stdout.count(": ok ") == ROWS
        again = one.run("--again")
        assert again.returncode == 1
        assert "is switched off. Too dear." in again.stderr
        assert sim.ledger()["billed_pictures"] == ROWS


def test_rows_that_wait_for_a_key_that_is_gone_end_the_command(job: Callable[..., Job], migrated: Path) -> None:
    with simulator("hiapi", **QUICK, keys="another-key") as sim:
        one = job(sim, prepared=migrated)
        one.run("--wait", "0")
        one.installation.run("Account.objects.update(paused_reason='', not_before=None, due_at=timezone.now())")
        one.installation.environment["HIAPI_API_KEY"] = ""
        done = one.installation.try_manage(*one.command)
    assert done.returncode == 3
    assert "No worker runs, and this command has no key of the provider. Set HIAPI_API_KEY" in done.stderr


def test_a_full_budget_orders_nothing_and_says_what_is_missing(job: Callable[..., Job], migrated: Path) -> None:
    with simulator("hiapi", **QUICK) as sim:
        one = job(sim, prepared=migrated)
        one.installation.run("Budget.objects.create(name='Everybody', cap_micros=5_000)")
        done = one.run()
        assert done.returncode == 1
        assert re.search(r"The budget Everybody is short by \$0\.\d+\. Nothing was ordered\.", done.stderr)
        assert sim.ledger()["billed_pictures"] == 0
