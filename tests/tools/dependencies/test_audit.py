"""What the audit of dependencies makes of pip-audit's answers."""

import json
import sys

import pytest

from tools.dependencies.audit import Exit, judge, main

FINE = {"name": "Django", "version": "5.2.19", "vulns": []}
WEAK = {
    "name": "pillow",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1", "2.0"], "aliases": [], "description": ""}],
}
SKIPPED = {"name": "rembg_lite", "skip_reason": "not found"}


def answer(*dependencies):
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_nothing_known_against_any_package_passes():
    assert judge(answer(FINE), ["django"]).exit == Exit.CLEAN


def test_a_known_weakness_fails_and_names_the_version_that_fixes_it():
    verdict = judge(answer(FINE, WEAK), ["django", "pillow"])
    assert verdict.exit == Exit.WEAK
    assert verdict.lines == ["pillow 1.0 has PYSEC-1, fixed in: 1.1, 2.0"]


def test_a_skipped_package_fails_and_says_why():
    verdict = judge(answer(FINE, SKIPPED), ["django", "rembg-lite"])
    assert (verdict.exit, verdict.lines) == (Exit.WEAK, ["rembg-lite was not audited: not found"])


def test_an_installed_package_that_the_answer_does_not_mention_fails():
    verdict = judge(answer(FINE), ["django", "numpy"])
    assert (verdict.exit, verdict.lines) == (Exit.WEAK, ["numpy was not audited: pip-audit does not mention it"])


@pytest.mark.parametrize("said", ["", "Traceback (most recent call last)", "[]", '{"dependencies": [{}]}', "null"])
def test_no_answer_has_a_status_of_its_own(said):
    assert judge(said, ["django"]).exit == Exit.UNREACHABLE


def audited(tmp_path, capsys, *, body):
    """The status and the texts of the command, with this shell script as pip-audit."""
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    status = main(["--python", sys.executable, "--pip-audit", str(program)])
    return status, *capsys.readouterr()


def test_a_service_that_cannot_be_reached_is_said_plainly(tmp_path, capsys):
    status, said, error = audited(tmp_path, capsys, body="echo 'no route to the service' >&2; exit 1")
    assert status == Exit.UNREACHABLE
    assert said.startswith("Nothing was audited: pip-audit gave no answer")
    assert error == "no route to the service\n"


def test_a_skip_fails_though_pip_audit_is_content(tmp_path, capsys):
    status, said, _ = audited(tmp_path, capsys, body=f"echo '{answer(SKIPPED)}'; exit 0")
    assert status == Exit.WEAK
    assert "rembg-lite was not audited: not found" in said
