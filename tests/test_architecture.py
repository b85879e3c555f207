"""The rooms keep to their directions, and what is pinned stays pinned."""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = ("catalog", "config", "renders")
MODULES = 12
# One module a table, a check, a vendor, a shop, a thing that the studio draws: whoever knows one knows all.
LOOK_ALIKES = (
    "catalog/models",
    "catalog/migrations",
    "renders/channels",
    "renders/migrations",
    "renders/models",
    "renders/providers",
    "renders/quality/checks",
    "renders/studio",
)
PIN = re.compile(r"^([a-z0-9-]+)==([^\s;\\]+)", re.MULTILINE)


def tracked_files() -> list[Path]:
    """Every file the repository holds, or would hold once committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("This is not a git checkout.")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def pins(text: str) -> dict[str, str]:
    return dict(PIN.findall(text))


def test_every_room_imports_only_what_lies_below_it():
    report = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert report.returncode == 0, report.stdout


def test_no_package_has_more_modules_than_one_look_takes_in():
    counted = Counter(path.parent for path in tracked_files() if path.suffix == ".py" and path.name != "__init__.py")
    packages = {str(folder.relative_to(ROOT)): count for folder, count in counted.items()}
    assert {
        name: count
        for name, count in packages.items()
        if name.startswith(ROOMS) and not name.startswith(LOOK_ALIKES) and count > MODULES
    } == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_requirement_file_asks_for_the_versions_pinned_in_the_project(name):
    pinned = pins("\n".join(PROJECT["tool"]["uv"]["constraint-dependencies"]))
    required = pins((ROOT / name).read_text())
    assert required.items() <= pinned.items()


def test_every_direct_dependency_is_in_the_requirement_file():
    required = pins((ROOT / "requirements.txt").read_text())
    direct = {re.split(r"[\[<>=;]", each)[0] for each in PROJECT["project"]["dependencies"]}
    assert direct <= required.keys()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "pyproject.toml"])
def test_no_file_names_a_download_address(name):
    assert "://" not in (ROOT / name).read_text()


def test_the_environment_is_read_in_the_settings_only():
    """Handing the environment on to a child process is not reading it."""
    reads = re.compile(r"os\.environ\[|os\.environ\.get|os\.getenv|environ\.get\(")
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in {"config", "catalog", "renders"}
        if reads.search(path.read_text())
    ]
    assert readers == []


def test_no_module_has_a_name_that_says_nothing():
    empty_names = {"services", "utils", "helpers", "common", "manager", "managers", "misc"}
    assert [path for path in tracked_files() if path.suffix == ".py" and path.stem in empty_names] == []


def test_no_template_holds_script_or_style_of_its_own():
    """The content security policy would refuse it in the browser; here it is found earlier."""
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|hx-on|javascript:", re.IGNORECASE)
    offenders = [
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.suffix == ".html" and inline.search(path.read_text())
    ]
    assert offenders == []


def test_no_page_asks_another_host_for_anything():
    foreign = re.compile(r"""(?:src|href|action|hx-\w+)=["'](?:https?:)?//""", re.IGNORECASE)
    offenders = [
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.suffix == ".html" and foreign.search(path.read_text())
    ]
    assert offenders == []
