"""Huey, without the clients of stores that this installation does not use.

Huey imports every client that is installed, which was 15 MB of the memory of each process.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
CLIENTS = {"redis": "redis", "rediss": "redis", "postgres": "psycopg", "postgresql": "psycopg"}


@contextmanager
def without_unused_clients(queue_url: str) -> Iterator[None]:
    """For imports of this block, clients of other stores are not installed, unless they were imported before."""
    unused = {*CLIENTS.values()} - {CLIENTS.get(urlsplit(queue_url).scheme)} - sys.modules.keys()
    sys.modules |= dict.fromkeys(unused)  # type: ignore[arg-type]  # None: Python's word for a module not to be imported
    try:
        yield
    finally:
        for name in unused:
            del sys.modules[name]


with without_unused_clients(settings.QUEUE_URL):
    from huey import Huey
    from huey.consumer import Consumer, Worker
    from huey.serializer import SignedSerializer
    from huey.storage import MemoryStorage, SqliteStorage

__all__ = ["Consumer", "Huey", "MemoryStorage", "SignedSerializer", "SqliteStorage", "Worker"]
