"""The CSV job on real processes: killed in the middle and run again, it buys every picture once."""

import re
import shutil
from pathlib import Path

from tests.faults.installation import RunningInstallation
from tests.simulators import simulator

ROWS = 16
SET_UP = """
call_command("presets")
ImageModel.objects.filter(slug="flux-schnell").update(typical_seconds=1)
Account.objects.filter(provider="hiapi").update(requests_per_minute=None)
"""


def test_a_batch_that_was_killed_and_run_again_buys_every_picture_once(
    tmp_path: Path, skus: Path, migrated: Path
) -> None:
    out, folder = tmp_path / "out", tmp_path / "installation"
    shutil.copytree(migrated, folder)
    with simulator("hiapi", scale=0.02, mean=30, rpm=6000) as vendor:
        hosts = ",".join(re.sub(r"^http://", "", address) for address in (vendor.base_url, vendor.asset_url))
        keys = {"HIAPI_API_KEY": "sk-test", "HIAPI_BASE_URL": vendor.base_url, "OUTBOUND_ALLOW": hosts}
        installation = RunningInstallation(folder, **keys)
        command = ["render", str(skus), "--model", "flux-schnell", "--out", str(out)]
        try:
            installation.run(SET_UP)
            first = installation.fork(*command)
            installation.wait(lambda: len(vendor.ledger()["per_key"]) >= ROWS // 2)
            first.kill()
            printed = installation.manage(*command)
            assert printed.count(": ok ") == ROWS
            assert {path.name for path in out.iterdir()} >= {f"mug-{number:02d}.png" for number in range(ROWS)}
            assert vendor.ledger()["billed_pictures"] == ROWS
            installation.run("call_command('verify')")
        finally:
            installation.close()
