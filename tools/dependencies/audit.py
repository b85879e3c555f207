"""Asks pip-audit what is known against the packages that are installed, and judges its answer.

pip-audit leaves with 1 for a weakness, for a broken call and for a service that it cannot reach, and with 0 where it
skipped a package. So its JSON decides here, never its status.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

INSTALLED = """
import json, sysconfig
from importlib.metadata import distributions
names = sorted({one.metadata["Name"] for one in distributions() if one.metadata["Name"]})
print(json.dumps([sysconfig.get_paths()["purelib"], names]))
"""
NO_ANSWER = (
    "Nothing was audited: pip-audit gave no answer, as it does where its service cannot be reached. It last said:"
)


class Exit(IntEnum):
    """How the command ends. 2 is left to wrong arguments."""

    CLEAN = 0
    WEAK = 1
    UNREACHABLE = 3


@dataclass(frozen=True)
class AuditVerdict:
    exit: Exit
    lines: list[str] = field(default_factory=list)


def judge(answer: str, installed: Iterable[str]) -> AuditVerdict:
    """What the JSON of pip-audit says about the packages with these names."""
    try:
        dependencies = json.loads(answer)["dependencies"]
        judged = {canonical(each["name"]) for each in dependencies if "skip_reason" not in each}
        weak = [line for each in dependencies for line in weaknesses(each)]
    except (ValueError, KeyError, TypeError):
        return AuditVerdict(Exit.UNREACHABLE, [NO_ANSWER])
    skipped = {canonical(each["name"]): each["skip_reason"] for each in dependencies if "skip_reason" in each}
    left_out = {canonical(name): "pip-audit does not mention it" for name in installed} | skipped
    missing = [f"{name} was not audited: {why}" for name, why in sorted(left_out.items()) if name not in judged]
    if weak or missing:
        return AuditVerdict(Exit.WEAK, weak + missing)
    return AuditVerdict(Exit.CLEAN, [f"Nothing is known against {len(judged)} packages."])


def weaknesses(dependency: dict[str, Any]) -> Iterable[str]:
    """One line for each weakness that is known of a package."""
    for each in dependency.get("vulns", []):
        fixed = ", ".join(each.get("fix_versions") or []) or "no version yet"
        yield f"{dependency['name']} {dependency['version']} has {each['id']}, fixed in: {fixed}"


def canonical(name: str) -> str:
    """One spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=".venv/bin/python", help="the Python whose packages are audited")
    parser.add_argument("--pip-audit", default=str(Path(sys.executable).parent / "pip-audit"))
    parser.add_argument("--service", default="osv", help="whom pip-audit asks")
    options = parser.parse_args(arguments)
    folder, installed = json.loads(subprocess.check_output([options.python, "-c", INSTALLED], text=True))
    command = [options.pip_audit, "--path", folder, "--format", "json", "--progress-spinner", "off"]
    command += ["--vulnerability-service", options.service]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    verdict = judge(said.stdout, installed)
    print(*verdict.lines, sep="\n")  # noqa: T201 - what a command says
    if verdict.exit == Exit.UNREACHABLE:
        print(*said.stderr.strip().splitlines()[-1:], sep="\n", file=sys.stderr)  # noqa: T201
    return verdict.exit


if __name__ == "__main__":
    sys.exit(main())
