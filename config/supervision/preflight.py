"""What must hold before the web or a worker starts."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config.supervision.pending_migrations import pending_migrations


def refuse_unapplied_migrations() -> None:
    """Raise ImproperlyConfigured when the code knows migrations that the database has not seen.

    Code on the wrong schema fails late and half way. The connection is closed again: processes forked later
    must not share it.
    """
    try:
        if missing := pending_migrations():
            names = ", ".join(f"{migration.app_label}.{migration.name}" for migration in missing[:3])
            raise ImproperlyConfigured(
                f"{len(missing)} migrations are not applied yet ({names} …). Run `manage.py migrate` first."
            )
    finally:
        connection.close()
