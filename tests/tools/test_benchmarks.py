"""The one command for all benchmarks."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import picture_cost
from benchmarks.__main__ import HERE, QUICK, run, subject_of

ENTRY = 'if __name__ == "__main__":'
# Needs the address of a vendor; `queue` runs it.
BY_ANOTHER = {"guide_script"}


def names():
    """Those that can be run by themselves."""
    modules = {path.stem for path in HERE.glob("*.py") if ENTRY in path.read_text()}
    packages = {path.parent.name for path in HERE.glob("*/__main__.py")}
    return (modules | packages) - BY_ANOTHER - {"__main__"}


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments], cwd=HERE.parent, capture_output=True, text=True, timeout=60
    )


def test_every_benchmark_is_listed_with_what_it_measures():
    listed = command()
    assert listed.returncode == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(QUICK)
    assert set(QUICK) == names()
    assert all(subject_of(name) for name in QUICK)


def test_the_page_of_the_benchmarks_names_each_of_them():
    page = (HERE / "README.md").read_text()
    assert [name for name in QUICK if f"`{name}`" not in page] == []


def test_a_name_that_none_has_is_refused():
    refused = command("speed")
    assert refused.returncode == 2
    assert "There is no benchmark speed." in refused.stderr


@pytest.mark.parametrize(
    ("script", "seconds", "end"),
    [
        ("pass", 60, "ok"),
        ("raise SystemExit(1)", 60, "exit 1"),
        ("import time; time.sleep(60)", 0.5, "stopped after 0.5 s"),
    ],
)
def test_each_runs_for_a_limited_time(script, seconds, end):
    assert run("one", [sys.executable, "-c", script], seconds).end == end


def test_one_that_is_stopped_ends_what_it_has_started(tmp_path):
    ended = Path(tmp_path / "ended")
    script = f"import time, pathlib\ntry:\n    time.sleep(60)\nfinally:\n    pathlib.Path({str(ended)!r}).touch()"
    run("one", [sys.executable, "-c", script], 2)
    assert ended.exists()


@pytest.mark.parametrize(("goal", "word", "status"), [(0.0, "MISSED", 1), (1e6, "holds", 0)])
def test_the_exit_status_says_whether_the_goals_are_met(monkeypatch, capsys, goal, word, status):
    monkeypatch.setattr(picture_cost, "LEAN_GOAL", goal)
    monkeypatch.setattr(sys, "argv", ["picture_cost", "--edge", "64", "--rounds", "1"])
    with pytest.raises(SystemExit) as ended:
        picture_cost.main()
    assert ended.value.code == status
    assert capsys.readouterr().out.count(word) == len(("PNG", "JPEG"))


def test_a_goal_is_judged_in_one_place():
    """What prints a verdict by itself forgets the exit status."""
    assert [path.name for path in HERE.rglob("*.py") if '"MISSED"' in path.read_text()] == ["goals.py"]
