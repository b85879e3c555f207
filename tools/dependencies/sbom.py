"""Writes a CycloneDX SBOM: the Python packages that are installed, and what our scripts fetch by npm and apt."""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# What fetches anything besides Python packages.
SCRIPTS = [".ci/common", ".ci/run", "docs/deploy/Dockerfile"]
NPM = re.compile(r"npm (?:pack|install)[^\n]*? (@?[\w./-]+)@([\w.-]+)")
APT = re.compile(r"wanted\+=\(([^)]*)\)|apt-get install((?: --?[\w-]+)*)((?: [a-z][\w.+-]*)+)")


def python_packages(python: str, cyclonedx: str) -> dict[str, Any]:
    """The SBOM of one Python's packages. The same packages make the same text."""
    command = [cyclonedx, "environment", "--pyproject", "pyproject.toml", "--output-reproducible", "--no-validate"]
    return dict(json.loads(subprocess.check_output([*command, python], text=True)))


def of_npm(script: str) -> Iterator[dict[str, Any]]:
    for name, version in sorted(set(NPM.findall(script))):
        yield component(name, version, f"pkg:npm/{name.replace('@', '%40')}@{version}")


def of_apt(script: str) -> Iterator[dict[str, Any]]:
    """Each package with the version that is installed here; without one where it is not."""
    named = {name for match in APT.finditer(script) for name in (match[1] or match[3] or "").split()}
    for name in sorted(named):
        version = installed_version(name)
        yield component(name, version, f"pkg:deb/debian/{name}" + (f"@{version}" if version else ""))


def installed_version(name: str) -> str:
    """Empty where the package is not installed, or where there is no dpkg."""
    command = ["dpkg-query", "--show", "--showformat", "${Version}", name]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""


def component(name: str, version: str, purl: str) -> dict[str, Any]:
    known = {"type": "application", "bom-ref": purl, "name": name, "purl": purl, "scope": "optional"}
    return known | ({"version": version} if version else {})


def with_others(sbom: dict[str, Any], script: str) -> dict[str, Any]:
    """Adds what npm and apt fetch."""
    components = [*sbom["components"], *of_npm(script), *of_apt(script)]
    return sbom | {"components": components}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--python", default=".venv/bin/python", help="the Python whose packages are listed")
    parser.add_argument("--cyclonedx", default=str(Path(sys.executable).parent / "cyclonedx-py"))
    options = parser.parse_args(arguments)
    script = "\n".join(Path(each).read_text() for each in SCRIPTS)
    sbom = with_others(python_packages(options.python, options.cyclonedx), script)
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text(json.dumps(sbom, indent=2, sort_keys=True) + "\n")
    print(f"{len(sbom['components'])} parts are listed in {options.file}")  # noqa: T201 - what a command says
    return 0


if __name__ == "__main__":
    sys.exit(main())
