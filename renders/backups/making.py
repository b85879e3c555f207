"""Making a backup, beside a running web and running workers.

The database comes first, the files after it: files are only ever added, so every file that a row names is there.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from catalog.models import Product
from config.background.database_clock import database_now
from config.storage.snapshots import one_snapshot
from renders.backups import postgres, sqlite
from renders.backups.archive import ArchiveWriter, written_whole
from renders.backups.manifest import BackupManifest, FileEntry
from renders.backups.stores import files_in, local_stores
from renders.models import (
    Attempt,
    Backup,
    Decision,
    Event,
    LedgerEntry,
    Publication,
    Render,
    ShotSet,
)

COUNTED = (Product, ShotSet, Render, Attempt, LedgerEntry, Decision, Publication, Event)
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


@dataclass(frozen=True)
class DumpedDatabase:
    """A copy of the database: its name in the archive, and what a manifest says of it."""

    name: str
    path: Path
    migrations: list[tuple[str, str]]
    counts: dict[str, int]


def file_name(now: datetime) -> str:
    """Sorted by name is sorted by time."""
    return f"packshot-{now:%Y%m%dT%H%M%SZ}.tar"


def make(target: Path, *, with_files: bool = True) -> tuple[Backup, BackupManifest]:
    """Write the backup to `target`. Raises `OSError`, or `NoBackup` when the database cannot be dumped."""
    made_at = database_now()
    with written_whole(target) as file, dumped(target.parent) as database:
        writer = ArchiveWriter(file)
        writer.add(database.name, database.path)
        stores = local_stores() if with_files else {}
        for name, folder in stores.items():
            for path in files_in(folder):
                writer.add(f"{name}/{path.relative_to(folder).as_posix()}", path)
        manifest = manifest_of(database, made_at, list(stores), writer.files)
        writer.finish(manifest)
    backup = Backup.objects.create(made_at=made_at, file_name=target.name[:255], bytes=target.stat().st_size)
    return backup, manifest


def manifest_of(
    database: DumpedDatabase, made_at: datetime, stores: list[str], files: dict[str, FileEntry]
) -> BackupManifest:
    return BackupManifest(
        packshot=settings.PACKSHOT_VERSION,
        made_at=made_at,
        database=connection.vendor,
        migrations=database.migrations,
        counts=database.counts,
        stores=stores,
        files=files,
    )


@contextmanager
def dumped(folder: Path) -> Iterator[DumpedDatabase]:
    """A copy of the database in a temporary folder beside the backup, which has the room for it."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-backup-") as temporary:
        dump = dumped_sqlite if connection.vendor == "sqlite" else dumped_postgres
        yield dump(Path(temporary))


def dumped_sqlite(folder: Path) -> DumpedDatabase:
    path = folder / sqlite.NAME
    sqlite.dump(Path(connection.settings_dict["NAME"]), path)
    found = sqlite.read(path, {"migrations": MIGRATIONS, **counting()})
    migrations, counts = found.pop("migrations"), {table: rows[0][0] for table, rows in found.items()}
    return DumpedDatabase(sqlite.NAME, path, [(app, name) for app, name in migrations], counts)


def dumped_postgres(folder: Path) -> DumpedDatabase:
    path = folder / postgres.NAME
    with one_snapshot(), connection.cursor() as cursor:
        # This transaction waits for another program, which may take an hour.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        [(snapshot,)] = ask(cursor, "SELECT pg_export_snapshot()")
        counts = {table: ask(cursor, sql)[0][0] for table, sql in counting().items()}
        migrations = [(app, name) for app, name in ask(cursor, MIGRATIONS)]
        postgres.dump(path, snapshot)
    return DumpedDatabase(postgres.NAME, path, migrations, counts)


def ask(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return list(cursor.fetchall())


def counting() -> dict[str, str]:
    """A query for the number of rows of each table that a manifest counts."""
    return {model._meta.db_table: f"SELECT count(*) FROM {model._meta.db_table}" for model in COUNTED}  # noqa: S608
