"""What the SBOM lists besides Python packages."""

import json
import sys
from pathlib import Path

from tools.dependencies.sbom import SCRIPTS, main, of_apt, of_npm, with_others

SCRIPT = """
npm pack --silent @shop/mcp@1.16.0 && tar xzf it.tgz
command -v chromium || wanted+=(chromium fonts-noto-cjk)
apt-get install --yes --no-install-recommends postgresql-client \\
"""


def test_what_npm_fetches_is_named_with_its_version():
    assert [each["purl"] for each in of_npm(SCRIPT)] == ["pkg:npm/%40shop/mcp@1.16.0"]


def test_what_apt_installs_is_named():
    assert [each["name"] for each in of_apt(SCRIPT)] == ["chromium", "fonts-noto-cjk", "postgresql-client"]


def test_our_own_scripts_fetch_what_is_listed():
    script = "\n".join(Path(each).read_text() for each in SCRIPTS)
    names = {each["name"] for each in with_others({"components": []}, script)["components"]}
    assert {
        "@shopify/dev-mcp",
        "chromium-headless-shell",
        "npm",
        "postgresql",
        "ceph-osd",
        "postgresql-client",
    } <= names


def test_the_file_holds_python_packages_and_the_others(tmp_path):
    program = tmp_path / "cyclonedx-py"
    program.write_text("""#!/bin/sh\necho '{"bomFormat": "CycloneDX", "components": [{"name": "Django"}]}'\n""")
    program.chmod(0o755)
    main([str(tmp_path / "new" / "sbom.json"), "--python", sys.executable, "--cyclonedx", str(program)])
    sbom = json.loads((tmp_path / "new" / "sbom.json").read_text())
    assert {"Django", "chromium-headless-shell"} <= {each["name"] for each in sbom["components"]}
