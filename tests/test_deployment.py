"""The files of docs/deploy name variables, commands and folders that there are."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from config.mail.server import Mail
from config.private_bucket.variables import PrivateBucket
from config.single_sign_on.variables import SingleSignOn
from config.variables import Environment
from renders.providers import REGISTRY

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "deploy"
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text())
OWN_SERVICES = {name: one for name, one in COMPOSE["services"].items() if name != "database"}
COMMAND = re.compile(r"manage\.py ([a-z]\w*)")
UNITS = sorted(FOLDER.glob("packshot-*.service"))


def known_variables() -> set[str]:
    """Every variable that this Packshot reads, and the files of its secrets."""
    groups = [
        Environment,
        Mail,
        PrivateBucket,
        SingleSignOn,
        *(registration.variables for registration in REGISTRY.values()),
    ]
    names = {name for group in groups for field in group.model_fields for name in group.names_of(field)}
    secrets = {name for group in groups for names_of in group.secret_names().values() for name in names_of}
    return names | {f"{name}_FILE" for name in secrets}


@pytest.mark.parametrize("name", OWN_SERVICES)
def test_the_compose_file_sets_variables_that_there_are(name):
    assert OWN_SERVICES[name]["environment"].keys() - known_variables() == set()


def test_every_secret_of_the_compose_file_is_declared_and_read_from_where_it_lies():
    for service in COMPOSE["services"].values():
        assert set(service["secrets"]) <= COMPOSE["secrets"].keys()
        files = {value for name, value in service["environment"].items() if name.endswith("_FILE")}
        assert files == {f"/run/secrets/{secret}" for secret in service["secrets"]}


def test_every_service_that_another_waits_for_is_there():
    waited_for = {name for one in COMPOSE["services"].values() for name in one.get("depends_on", {})}
    assert waited_for <= COMPOSE["services"].keys()


def test_the_environment_file_names_variables_that_there_are():
    lines = (FOLDER / "environment").read_text().splitlines()
    named = {match[1] for line in lines if (match := re.match(r"#?([A-Z0-9_]+)=", line))}
    assert len(named) >= 6
    assert named - known_variables() == set()


@pytest.mark.parametrize(
    "path", [*FOLDER.iterdir(), ROOT / "docs" / "deploy.md", ROOT / "docs" / "runbooks.md"], ids=str
)
def test_what_is_to_be_run_is_a_command_of_ours(path):
    named = set(COMMAND.findall(path.read_text())) | set(re.findall(r'"manage\.py", "(\w+)"', path.read_text()))
    assert named - get_commands().keys() == set()


def test_the_image_copies_what_there_is_and_runs_as_nobody_special():
    lines = (FOLDER / "Dockerfile").read_text().splitlines()
    copied = [part for line in lines if line.startswith("COPY ") for part in line.split()[1:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"config", "catalog", "renders", "templates", "static", "manage.py"} <= set(copied)
    assert "USER packshot" in lines


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("unit", [*UNITS, FOLDER / "packshot-backup.timer"], ids=lambda path: path.name)
def test_systemd_finds_no_fault_in_a_unit(unit, tmp_path):
    for each in FOLDER.glob("packshot-*"):
        text = each.read_text().replace("/opt/packshot/.venv/bin/python", sys.executable)
        (tmp_path / each.name).write_text(text.replace("/opt/packshot", str(ROOT)))
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if unit.name in line]) == (0, [])
