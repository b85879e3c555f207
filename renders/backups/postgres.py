"""Postgres' part of a backup: its own programs pg_dump, pg_restore and psql, found on PATH."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from renders.backups.archive import NoBackup

NAME = "database.pgdump"
SCHEMA = "public"
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
}
# What makes the schema itself: it is there already.
ENTRIES_OF_SCHEMA = (f" SCHEMA - {SCHEMA} ", f" COMMENT - SCHEMA {SCHEMA} ")


class ProgramMissing(NoBackup):
    """A program of Postgres is not on PATH."""


def dump(target: Path, snapshot: str) -> None:
    """Everything that a transaction sees which exported this snapshot."""
    form = ["--format=custom", "--no-owner", "--no-privileges", f"--schema={SCHEMA}"]
    run(["pg_dump", *form, f"--snapshot={snapshot}", f"--file={target}"])


def put_in_place(dumped: Path, folder: Path, statements: Sequence[str]) -> None:
    """Let a dump, with these changes, take the place of all tables, in one transaction."""
    entries = [line for line in run(["pg_restore", "--list", str(dumped)]).splitlines() if not is_of_schema(line)]
    (folder / "entries").write_text("\n".join(entries))
    script = folder / "script.sql"
    form = ["--no-owner", "--no-privileges", f"--use-list={folder / 'entries'}", f"--file={script}"]
    run(["pg_restore", *form, str(dumped)])
    before, after = folder / "before.sql", folder / "after.sql"
    before.write_text(f"DROP SCHEMA {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA};\n")
    after.write_text(";\n".join([f"SET search_path = {SCHEMA}", *statements]) + ";\n")
    files = [part for file in (before, script, after) for part in ("--file", str(file))]
    form = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    run(["psql", *form, *files])


def is_of_schema(line: str) -> bool:
    return any(entry in line for entry in ENTRIES_OF_SCHEMA)


def run(command: Sequence[str]) -> str:
    """What a program prints. Raises `NoBackup` with what it says went wrong."""
    program = shutil.which(command[0])
    if program is None:
        raise ProgramMissing(
            f"{command[0]} is not on PATH, and nothing was changed. Install the client programs of Postgres, of the "
            "version of your server or a newer one (on Debian: apt install postgresql-client)."
        )
    done = subprocess.run([program, *command[1:]], env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoBackup(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout


def environment() -> dict[str, str]:
    """How these programs reach our database: never on a command line, where others could read the password."""
    known = connection.get_connection_params()
    return {**os.environ, **{name: str(known[each]) for each, name in VARIABLES.items() if known.get(each)}}
