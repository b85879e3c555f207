"""What a test needs beyond Python: missing on a bare machine is a skip, missing under CI is a failure."""

import os
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings

CHROMIUM = "chromium"
# Without its windows' own pages the browser takes two thirds of the processor, for the same engine and pictures.
CHROMIUM_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
POSTGRES = "postgres"
C2PA = "c2pa"
BOTO = "boto3"
RADOSGW = "radosgw"
POSTGRES_SERVER = "initdb"
REDIS_SERVER = "redis-server"
DEBOOTSTRAP = "debootstrap"
SSO = "allauth"
SENTRY = "sentry_sdk"


def needs(name: str) -> str:
    """What the test asked for: Chromium's path, the address of an empty Postgres database, the folder of Postgres's
    programs, the path of redis-server or radosgw, or the name of a package.

    Skips the test with the reason where it is absent, unless CI is set: there everything is installed,
    so absence is a fault.
    """
    found, missing = FINDERS[name](os.environ)
    if found:
        return found
    if settings.ENVIRONMENT.ci:
        pytest.fail(f"{missing} Under CI nothing is skipped.")
    pytest.skip(missing)


def _chromium(environment: Mapping[str, str]) -> tuple[str, str]:
    if not find_spec("playwright"):
        return "", "The browser group is not installed (uv sync --group browser)."
    installed = (path for program in CHROMIUM_PROGRAMS if (path := shutil.which(program)))
    path = environment.get("CHROMIUM") or next(installed, "")
    return path if path and Path(path).exists() else "", "Chromium is not installed, or CHROMIUM does not name it."


def _postgres(environment: Mapping[str, str]) -> tuple[str, str]:
    if not find_spec("psycopg"):
        return "", "The services group is not installed (uv sync --group services)."
    return environment.get("TEST_POSTGRES_URL", ""), "TEST_POSTGRES_URL names no Postgres server."


def _postgres_server(_environment: Mapping[str, str]) -> tuple[str, str]:
    programs = max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), default=None)
    missing = "A Postgres server is not installed (apt-get install postgresql; uv sync --group services)."
    return str(programs.parent) if programs and find_spec("psycopg") else "", missing


def _redis_server(_environment: Mapping[str, str]) -> tuple[str, str]:
    missing = "A Redis server is not installed (apt-get install redis-server; uv sync --group services)."
    return (shutil.which("redis-server") or "") if find_spec("redis") else "", missing


def _debootstrap(_environment: Mapping[str, str]) -> tuple[str, str]:
    missing = "It makes a Debian in a folder, as root (apt-get install debootstrap iproute2)."
    found = shutil.which("debootstrap") if shutil.which("ip") and os.geteuid() == 0 else ""
    return found or "", missing


def _c2pa(_environment: Mapping[str, str]) -> tuple[str, str]:
    return "c2pa" if find_spec("c2pa") else "", "The extra c2pa is not installed (uv sync --extra c2pa)."


def _boto(_environment: Mapping[str, str]) -> tuple[str, str]:
    return "boto3" if find_spec("boto3") else "", "The extra s3 is not installed (uv sync --extra s3)."


def _sso(_environment: Mapping[str, str]) -> tuple[str, str]:
    return "allauth" if find_spec("allauth") else "", "The extra sso is not installed (uv sync --extra sso)."


def _sentry(_environment: Mapping[str, str]) -> tuple[str, str]:
    found = "sentry_sdk" if find_spec("sentry_sdk") else ""
    return found, "The extra sentry is not installed (uv sync --extra sentry)."


def _radosgw(environment: Mapping[str, str]) -> tuple[str, str]:
    boto, missing = _boto(environment)
    if not boto:
        return "", missing
    programs = [shutil.which(name) for name in ("ceph-mon", "ceph-osd", "ceph", "radosgw-admin", "radosgw")]
    missing = "An S3 store is not installed (apt-get install radosgw ceph-mon ceph-osd ceph-common)."
    return (programs[-1] or "") if all(programs) else "", missing


FINDERS = {
    CHROMIUM: _chromium,
    POSTGRES: _postgres,
    POSTGRES_SERVER: _postgres_server,
    REDIS_SERVER: _redis_server,
    DEBOOTSTRAP: _debootstrap,
    C2PA: _c2pa,
    BOTO: _boto,
    RADOSGW: _radosgw,
    SSO: _sso,
    SENTRY: _sentry,
}
