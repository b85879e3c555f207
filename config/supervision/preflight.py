"""What must hold before the web or a worker starts."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def refuse_unapplied_migrations() -> None:
    """Raise ImproperlyConfigured when the code knows migrations that the database has not seen.

    Code on the wrong schema fails late and half way. The connection is closed again: processes forked later
    must not share it.
    """
    try:
        executor = MigrationExecutor(connection)
        if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in missing[:3])
            raise ImproperlyConfigured(
                f"{len(missing)} migrations are not applied yet ({names} …). Run `manage.py migrate` first."
            )
    finally:
        connection.close()
