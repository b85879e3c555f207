"""The doorbell: Huey's queue. It carries ids and wakes workers; what is owed stands in the rows."""

import os
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.db import close_old_connections
from huey import Huey, MemoryHuey, SqliteHuey
from huey.serializer import SignedSerializer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

NAME = "packshot"


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

        return PostgresHuey(dsn=url, **common)
    path = url.removeprefix("sqlite:///") or str(settings.DATA_DIR / "queue.sqlite3")
    return SqliteHuey(filename=path, fsync=True, **common)


queue = open_queue(settings.QUEUE_URL)


@queue.post_execute()
def let_go_of_stale_connections(task: object, value: object, error: object) -> None:
    """A database connection that broke in one task is not handed to the next."""
    close_old_connections()
