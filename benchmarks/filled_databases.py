"""Databases of several sizes in one process: filled once, then looked into in turns."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

from benchmarks.cpu_time import cpu_seconds

ROOT = Path(__file__).resolve().parent.parent


def set_up(folder: Path) -> None:
    """Prepare Django with everything below this folder."""
    os.environ["DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["QUEUE_URL"] = "memory://"
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'unused.sqlite3'}"
    django.setup()


class FilledDatabase:
    """One database with this many renders, at an address of its own beside `url` (SQLite below `folder`)."""

    def __init__(self, renders: int, folder: Path, url: str) -> None:
        from django.db.utils import ConnectionHandler  # noqa: PLC0415 - Django is set up later than this is imported

        from config.storage.database import database  # noqa: PLC0415

        self.renders, self._maintenance = renders, url
        address = f"{url}_{renders}" if url else f"sqlite:///{folder / f'pages-{renders}.sqlite3'}"
        self.name = urlsplit(address).path.rpartition("/")[2]
        self._connection = ConnectionHandler({"default": database(address, folder)})["default"]

    def use(self) -> None:
        """Make it the database that everything in this process asks."""
        from django.db import connections  # noqa: PLC0415

        from renders.models.fast_execution import OWN  # noqa: PLC0415

        connections["default"] = OWN.database = self._connection

    def prepare(self) -> None:
        """Create, migrate and fill what is not there yet."""
        from django.core.management import call_command  # noqa: PLC0415

        from renders import filling  # noqa: PLC0415
        from renders.models import Render, ShotSet  # noqa: PLC0415

        self._create()
        self.use()
        call_command("migrate", verbosity=0)
        if not ShotSet.objects.exists():
            filling.fill(self.renders)
        found = Render.objects.count()
        if found != self.renders:
            raise SystemExit(f"{self.name} holds {found:,} renders, not {self.renders:,}. Remove it, then try again.")

    def cpu_seconds(self) -> float:
        """The processor time of this process and of the one in which a local Postgres answers it."""
        return cpu_seconds(self._connection)

    def remove(self) -> None:
        """Drop a Postgres database; a SQLite file goes with its folder."""
        self._connection.close()
        if self._maintenance:
            self._outside(f'DROP DATABASE IF EXISTS "{self.name}"')

    def _create(self) -> None:
        if self._maintenance and not self._outside("SELECT 1 FROM pg_database WHERE datname = %s", self.name):
            self._outside(f'CREATE DATABASE "{self.name}"')

    def _outside(self, statement: str, *values: str) -> list[Any]:
        """Ask the server from the database that it was named by."""
        import psycopg  # noqa: PLC0415 - only where Postgres is measured

        if not re.fullmatch(r"\w+", self.name):
            raise SystemExit(f"{self.name} is no name for a database of this benchmark.")
        with psycopg.connect(self._maintenance, autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def filled_databases(sizes: list[int], folder: Path, url: str, *, is_kept: bool) -> Iterator[list[FilledDatabase]]:
    """One of each size, made where it is missing; removed afterwards unless it is kept."""
    databases = [FilledDatabase(size, folder, url) for size in sizes]
    try:
        for database in databases:
            database.prepare()
        yield databases
    finally:
        for database in databases:
            if not is_kept:
                database.remove()
