"""The database of tests: migrated once a run, copied for each of its processes, put back after a test that commits.

SQLite's file is kept for later runs of the same migrations, which only bring guards and groups up to date.
"""

import fcntl
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

from catalog import guards as catalog_guards
from catalog.guards import install, installed
from renders import guards

# The file in which SQLite keeps the migrated database, in the folder of the run.
MIGRATED = "tests.sqlite3"
# The schema in which Postgres keeps the rows that migrating made.
KEPT = "kept"


class Copy:
    """This process's copy of the migrated database. `folder` is shared by all processes of the run, `cache` by runs."""

    def __init__(self, folder: Path, process: str, cache: Path | None = None) -> None:
        self.folder, self.process, self.cache = folder, process, cache
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(folder / MIGRATED)
        self.original = connection.creation._get_test_db_name()
        self.is_migrated = folder / "database-is-migrated"

    def create(self) -> None:
        """Copy the migrated database; the process that comes first makes it."""
        with self._alone():
            if not self.is_migrated.exists():
                self._migrate()
                keep_rows()
                connection.close()
                self.is_migrated.touch()
            connection.settings_dict["NAME"] = self.original
            connection.creation.clone_test_db(self.process, verbosity=0, autoclobber=True)
            self.name = connection.creation.get_test_db_clone_settings(self.process)["NAME"]
            (self.folder / f"database-of-{self.process}").touch()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = self.name

    def remove(self) -> None:
        """Remove the copy; the process that goes last removes the original too."""
        connection.close()
        with self._alone():
            connection.creation._destroy_test_db(self.name, verbosity=0)
            (self.folder / f"database-of-{self.process}").unlink()
            if not list(self.folder.glob("database-of-*")):
                connection.creation._destroy_test_db(self.original, verbosity=0)
                self.is_migrated.unlink()

    def put_back(self) -> None:
        """Undo whatever was committed. Django empties every table and announces a migration again."""
        connection.close()
        if connection.vendor == "sqlite":
            with (
                closing(sqlite3.connect(self.original)) as original,
                closing(sqlite3.connect(self.name, timeout=20)) as copy,
            ):
                original.backup(copy)
            return
        with connection.cursor() as cursor:
            cursor.execute(restoring())
        if installed() != catalog_guards.EXPECTED | guards.EXPECTED:
            install([*catalog_guards.GUARDS, *guards.TRIGGERS], "default")

    def _migrate(self) -> None:
        if self.cache is None or connection.vendor != "sqlite":
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            return
        saved = self.cache / f"{digest_of_migrations()}.sqlite3"
        if saved.exists():
            shutil.copy(saved, self.original)
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=saved.exists())
        if not saved.exists():
            connection.close()
            for outdated in self.cache.iterdir():
                outdated.unlink()
            shutil.copy(self.original, saved.with_suffix(".unfinished"))
            saved.with_suffix(".unfinished").rename(saved)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.folder / "database-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def digest_of_migrations() -> str:
    """What stays the same as long as no migration, of ours or of a package, changes."""
    files = [file for app in apps.get_app_configs() for file in sorted(Path(app.path).glob("migrations/*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def keep_rows() -> None:
    """Have Postgres keep a copy of every table that has rows."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            if cursor.fetchone() == (True,):
                cursor.execute(f"CREATE TABLE {KEPT}.{table} AS TABLE {table}")


@cache
def restoring() -> str:
    """SQL for Postgres that empties all tables and fills in what was kept, past all triggers and foreign keys."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [KEPT])
        kept = [table for (table,) in cursor.fetchall()]
    emptied = [f"DELETE FROM {table}" for table in tables]
    filled = [f"INSERT INTO {table} SELECT * FROM {KEPT}.{table}" for table in kept]
    return "; ".join(["SET session_replication_role = replica", *emptied, *filled, "RESET session_replication_role"])
