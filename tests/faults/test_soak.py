"""A steady load for two hours, on each form of Packshot. `python -m benchmarks.soak` is the same for a shorter time."""

import subprocess
import sys

import pytest

from tests.faults.backing import FORMS
from tests.faults.processes import ROOT

MINUTES = 120


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
def test_memory_and_pages_stay_as_they_are_and_nothing_is_lost(form: str) -> None:
    command = [sys.executable, "-m", "benchmarks.soak", "--minutes", str(MINUTES), "--form", form]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=(MINUTES + 20) * 60)
    assert ended.returncode == 0, ended.stdout + ended.stderr
