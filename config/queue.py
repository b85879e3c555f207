"""The queues, as one object. They carry ids and wake workers; the rows say which steps are due."""

from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.db import close_old_connections

from config.background.lean_huey import SignedSerializer
from config.background.messages import MemoryMessages, Messages, SqliteMessages
from config.private_files import private_file

django.setup(set_prefix=False)

NAME = "packshot"
# Seconds after which a Postgres that vanished is given up; by default it is waited for two minutes. Redis has 5 s.
TIMEOUT = 5


def open_queue(url: str) -> Messages:
    """The queue at `sqlite:///path`, `redis://…`, `postgres://…` or `memory://`; empty: a file in DATA_DIR."""
    serializer = SignedSerializer(secret=settings.SECRET_KEY, salt=NAME)
    common = {"name": NAME, "immediate": False, "results": False, "serializer": serializer}
    scheme = urlsplit(url).scheme
    if scheme == "memory":
        return Messages(storage_class=MemoryMessages, **common)
    if scheme in {"redis", "rediss"}:
        from config.background.redis_messages import RedisMessages  # noqa: PLC0415 - the redis package is an extra

        return Messages(storage_class=RedisMessages, url=url, **common)
    if scheme in {"postgres", "postgresql"}:
        from config.background.postgres_messages import PostgresMessages  # noqa: PLC0415 - psycopg is an extra

        timeouts = {"connect_timeout": TIMEOUT, "tcp_user_timeout": TIMEOUT * 1000}
        return Messages(storage_class=PostgresMessages, dsn=url, **timeouts, **common)
    path = url.removeprefix("sqlite:///") or str(settings.DATA_DIR / "queue.sqlite3")
    private_file(Path(path))
    return Messages(storage_class=SqliteMessages, filename=path, **common)


queue = open_queue(settings.QUEUE_URL)


@queue.post_execute()
def close_stale_connections(task: object, value: object, error: object) -> None:
    """A database connection that broke in one task is not handed to the next."""
    close_old_connections()
