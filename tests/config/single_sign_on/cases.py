"""Cases of a test that a process of its own tries, because there the provider's variables are set from the start."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.simulators.identity_provider.running import ROOT


def found_by(script: str, folder: Path, database: Path, environment: dict[str, str]) -> Any:
    """What the script prints as its last line, in JSON, with a copy of this database in the folder."""
    (folder / "packshot.sqlite3").write_bytes(database.read_bytes())
    command = [sys.executable, "-W", "ignore", "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
