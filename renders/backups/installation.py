"""What this installation consists of, for those who look after it: versions, database, stores, the last backup."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders.backups.stores import local_stores
from renders.models import Backup, MailDigest

# Below this nothing is ordered that could not be stored; a person should have looked long before.
LITTLE_SPACE = 5 << 30
# A nightly backup and an hour.
BACKUP_IS_OLD = timedelta(hours=25)
NAMES: dict[str, str | Promise] = {
    "masters": gettext_lazy("Pictures as vendors sent them"),
    "renditions": gettext_lazy("What is made of them"),
    "artwork": gettext_lazy("Pictures of products"),
    "banners": gettext_lazy("Banners with names"),
    "public": gettext_lazy("Published pictures"),
    "default": gettext_lazy("Other files"),
}


@dataclass(frozen=True)
class StoreState:
    """One store: where it is, and how many bytes are free there; None in a bucket."""

    name: str | Promise
    is_local: bool
    free_bytes: int | None = None

    @property
    def is_short(self) -> bool:
        return self.free_bytes is not None and self.free_bytes < LITTLE_SPACE


@dataclass(frozen=True)
class InstallationState:
    """As the page Status shows it. `bytes` are those of the database."""

    packshot: str
    programs: str
    database: str
    bytes: int
    queue: str
    stores: list[StoreState]
    backup: Backup | None
    backup_is_old: bool
    # Empty where no mail is sent; and how many people's last mail was not, or perhaps not, sent.
    mail_server: str
    mails_in_trouble: int


def installation(now: datetime) -> InstallationState:
    backup = Backup.objects.first()
    database, size = database_state()
    return InstallationState(
        packshot=settings.PACKSHOT_VERSION,
        programs=f"Python {platform.python_version()}, Django {django.get_version()}",
        database=database,
        bytes=size,
        queue=queue_kind(settings.QUEUE_URL),
        stores=stores(),
        backup=backup,
        backup_is_old=backup is None or now - backup.made_at > BACKUP_IS_OLD,
        mail_server=settings.EMAIL_HOST if settings.HAS_MAIL else "",
        mails_in_trouble=MailDigest.objects.in_trouble().count() if settings.HAS_MAIL else 0,
    )


def database_state() -> tuple[str, int]:
    """The engine with its version, and the bytes it takes."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        return f"SQLite {sqlite3.sqlite_version}", path.stat().st_size if path.is_file() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
        version, size = cursor.fetchone() or ("", 0)
    return f"Postgres {version.split(' ')[0]}", size


def queue_kind(url: str) -> str:
    """What carries messages, without its address, which may hold a password."""
    kinds = {"redis": "Redis", "rediss": "Redis", "postgres": "Postgres", "postgresql": "Postgres"}
    return kinds.get(urlsplit(url).scheme) or _("A file of its own")


def stores() -> list[StoreState]:
    local = local_stores(left_out=frozenset({"staticfiles"}))
    names = [name for name in settings.STORAGES if name in NAMES]
    return [
        StoreState(NAMES[name], name in local, free_bytes(local[name]) if name in local else None) for name in names
    ]


def free_bytes(folder: Path) -> int:
    """What this account may still write on the disk of a folder, which may not be there yet."""
    existing = next(one for one in (folder, *folder.parents) if one.is_dir())
    disk = os.statvfs(existing)
    return disk.f_bavail * disk.f_frsize
