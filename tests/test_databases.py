"""The same migrations, guards and roles on SQLite and on Postgres, each on an empty database of its own."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from catalog import guards as catalog_guards
from config.roles import ROLES
from config.storage.database import POSTGRES_TIMEOUTS, database
from renders import guards as render_guards
from tests.needs import POSTGRES, needs

ROOT = Path(__file__).resolve().parent.parent
STORY = """
import io, json, sys, uuid
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from catalog.guards import installed
from catalog.models import Product
from renders.models import ShotSet
from renders.models.actions import Action
from renders.models.events import record

def state():
    roles = {group.name: group.permissions.count() for group in Group.objects.all()}
    return {"guards": sorted(installed()), "roles": roles}

def refusal(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as refused:
        return str(refused).splitlines()[0]

reported = {}
for time in ("migrated", "migrated again"):
    call_command("migrate", verbosity=0)
    reported[time] = state()
call_command("demo", stdout=io.StringIO())
reported["products"] = Product.objects.count()
shot_set = ShotSet.objects.create(launched_by=User.objects.first(), launch_token=uuid.uuid4(), kind="preview")
record(Action.SET_LAUNCHED, by=shot_set.launched_by, shot_set=shot_set)
statements = ["UPDATE renders_event SET action = 'x'", "DELETE FROM renders_event"]
reported["refusals"] = [refusal(statement) for statement in statements]
print(json.dumps(reported))
"""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def reported(request, tmp_path_factory) -> Iterator[dict[str, Any]]:
    """What happened on a new database of that engine: migrated twice, filled with the demo, written to by hand."""
    folder = tmp_path_factory.mktemp(request.param)
    with fresh_postgres() if request.param == "postgres" else fresh_sqlite(folder) as url:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", STORY],
            cwd=ROOT,
            env={**environment, "DATA_DIR": str(folder), "DATABASE_URL": url, "QUEUE_URL": ""},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        yield json.loads(done.stdout)


@contextmanager
def fresh_sqlite(folder: Path) -> Iterator[str]:
    """The address of a database file that does not exist yet."""
    yield f"sqlite:///{folder / 'fresh.sqlite3'}"


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """The address of an empty database on the server of TEST_POSTGRES_URL, dropped again afterwards."""
    server = needs(POSTGRES)
    psycopg = pytest.importorskip("psycopg")
    name = f"packshot_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_migrating_installs_every_guard(reported):
    assert set(reported["migrated"]["guards"]) == catalog_guards.EXPECTED | render_guards.EXPECTED


def test_migrating_gives_every_role_its_permissions(reported):
    assert reported["migrated"]["roles"] == {role: len(held) for role, held in ROLES.items()}


def test_migrating_again_changes_nothing(reported):
    assert reported["migrated again"] == reported["migrated"]


def test_a_guard_refuses_raw_sql_in_its_own_words(reported):
    assert reported["refusals"] == ["The audit log only grows."] * 2


def test_the_demo_goes_into_the_database(reported):
    assert reported["products"] == 7


def test_postgres_does_not_try_every_order_of_many_joins(tmp_path):
    assert "-c join_collapse_limit=6" in database("postgresql://host/packshot", tmp_path)["OPTIONS"]["options"]


def test_a_server_that_vanished_is_waited_for_seconds_unless_its_address_says_otherwise(tmp_path):
    assert database("postgresql://host/packshot", tmp_path)["OPTIONS"].items() >= POSTGRES_TIMEOUTS.items()
    own = database("postgresql://host/packshot?connect_timeout=30", tmp_path)["OPTIONS"]
    assert own.items() >= {**POSTGRES_TIMEOUTS, "connect_timeout": 30}.items()


def test_a_machine_that_vanished_in_a_transaction_leaves_its_locks_for_a_minute_at_most(tmp_path):
    with fresh_postgres() as url:
        psycopg = pytest.importorskip("psycopg")
        options = database(url, tmp_path)["OPTIONS"]
        with psycopg.connect(url, **options) as connection:
            [(limit,)] = connection.execute("SHOW idle_in_transaction_session_timeout").fetchall()
    assert limit == "1min"


def test_the_address_of_a_database_may_name_other_options(tmp_path):
    address = "postgresql://host/packshot?options=-c%20join_collapse_limit%3D8"
    assert database(address, tmp_path)["OPTIONS"]["options"] == "-c join_collapse_limit=8"
