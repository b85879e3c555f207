"""Huey's queue. It carries ids and wakes workers; the rows say which steps are due."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.db import close_old_connections

from config.background.lean_huey import Huey, MemoryHuey, SignedSerializer, SqliteStorage
from config.private_files import private_file

django.setup(set_prefix=False)

NAME = "packshot"
# Seconds after which a Postgres that vanished is given up; by default it is waited for two minutes. Redis has 5 s.
TIMEOUT = 5


class SqliteMessages(SqliteStorage):  # type: ignore[misc]  # huey has no types
    """Messages in a file. A crash of the machine may lose the last ones, which costs a moment, but not the file."""

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection


def open_queue(url: str) -> Huey:
    """The queue at `sqlite:///path`, `redis://…`, `postgres://…` or `memory://`; empty: a file in DATA_DIR."""
    serializer = SignedSerializer(secret=settings.SECRET_KEY, salt=NAME)
    common = {"name": NAME, "immediate": False, "results": False, "serializer": serializer}
    scheme = urlsplit(url).scheme
    if scheme == "memory":
        return MemoryHuey(**common)
    if scheme in {"redis", "rediss"}:
        from huey import PriorityRedisExpireHuey  # noqa: PLC0415 - the redis package is an extra

        return PriorityRedisExpireHuey(url=url, **common)
    if scheme in {"postgres", "postgresql"}:
        from huey import PostgresHuey  # noqa: PLC0415 - psycopg is an extra

        return PostgresHuey(dsn=url, connect_timeout=TIMEOUT, tcp_user_timeout=TIMEOUT * 1000, **common)
    path = url.removeprefix("sqlite:///") or str(settings.DATA_DIR / "queue.sqlite3")
    private_file(Path(path))
    return Huey(storage_class=SqliteMessages, filename=path, **common)


queue = open_queue(settings.QUEUE_URL)


@queue.post_execute()
def close_stale_connections(task: object, value: object, error: object) -> None:
    """A database connection that broke in one task is not handed to the next."""
    close_old_connections()
