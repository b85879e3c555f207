"""Restoring a backup: checked whole, files first, then the database in one transaction that also holds every account.

Whatever was bought after the backup is known to the vendors alone. So nothing is ordered until `reconciling` has asked
them and an admin lifts the hold.
"""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from catalog.models import Product
from catalog.times import in_full
from config.background.database_clock import database_now
from renders.backups import postgres, sqlite
from renders.backups.archive import ArchiveReader, NoBackup
from renders.backups.holding import holding
from renders.backups.making import counting
from renders.backups.stores import put_back
from renders.models.actions import Action
from renders.models.events import record


def is_empty() -> bool:
    """Whether there is nothing here yet that a restored backup would take the place of."""
    tables = set(connection.introspection.table_names())
    kinds = [model for model in (User, Product) if model._meta.db_table in tables]
    return not any(model._default_manager.exists() for model in kinds)


def opened(path: Path) -> ArchiveReader:
    """The checked archive, if it can be restored here. Raises `NoBackup`; nothing was changed then."""
    archive = ArchiveReader(path)
    try:
        manifest = archive.manifest
        if manifest.database != connection.vendor:
            raise NoBackup(
                f"The backup is of {manifest.database}, and DATABASE_URL names {connection.vendor}. "
                "Nothing was changed."
            )
        if unknown := manifest.unknown_migrations(known_migrations()):
            raise NoBackup(
                f"The backup is of a newer Packshot ({manifest.packshot}): this one does not know {unknown[0]}. "
                "Nothing was changed."
            )
    except BaseException:
        archive.close()
        raise
    return archive


def known_migrations() -> set[tuple[str, str]]:
    """Those that this Packshot has, and those that others of it stand for."""
    own = MigrationLoader(None).disk_migrations
    return own.keys() | {replaced for migration in own.values() for replaced in migration.replaces}


def restore(archive: ArchiveReader) -> None:
    """Put everything in place. Raises `NoBackup` when the database could not be; what was here is then still here."""
    manifest = archive.manifest
    for name in manifest.stores:
        put_back(archive, name)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        put_database_in_place(archive, Path(folder))
    call_command("migrate", verbosity=0, interactive=False)
    check_counts(manifest.counts)
    note = f"A backup of {in_full(manifest.made_at)}. Orders are held until the vendors were asked."
    record(Action.BACKUP_RESTORED, note=note)


def put_database_in_place(archive: ArchiveReader, folder: Path) -> None:
    is_postgres = connection.vendor == "postgresql"
    statements = holding(archive.manifest.made_at, database_now(), is_postgres=is_postgres)
    name = postgres.NAME if is_postgres else sqlite.NAME
    archive.extract(name, folder / name)
    live = connection.settings_dict["NAME"]
    connections.close_all()
    if is_postgres:
        postgres.put_in_place(folder / name, folder, statements)
    else:
        sqlite.check(folder / name)
        sqlite.put_in_place(folder / name, Path(live), statements)


def check_counts(expected: dict[str, int]) -> None:
    """Raise `NoBackup` when a table has other rows than the manifest counted."""
    with connection.cursor() as cursor:
        for table, sql in counting().items():
            cursor.execute(sql)
            [found] = cursor.fetchone() or [0]
            if found != expected.get(table, found):
                raise NoBackup(
                    f"{table} has {found} rows after restoring, and had {expected[table]}. Orders are held; look at "
                    "the backup before you go on."
                )
