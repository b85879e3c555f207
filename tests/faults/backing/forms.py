"""The forms in which Packshot runs: which database, and which queue."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.faults.backing.faults import Fault
from tests.faults.backing.postgres import PostgresDatabase, PostgresQueue, PostgresServer
from tests.faults.backing.redis import RedisQueue
from tests.faults.backing.sqlite import SqliteDatabase, SqliteQueue
from tests.needs import POSTGRES_SERVER, REDIS_SERVER, needs


class Queue(Protocol):
    url: str
    faults: dict[str, Fault]


class Database(Queue, Protocol):
    def query(self, sql: str) -> list[tuple[object, ...]]:
        """The rows that a question gives, asked from outside."""

    def locked(self) -> AbstractContextManager[None]:
        """Nobody can write a render while this lasts."""

    def save(self, template: Path) -> None:
        """Put a copy of everything in it into a template, where it is not among the installation's files anyway."""

    def restore(self, template: Path) -> None:
        """Put what a template has in the place of everything in it. The template's files were copied."""

    def disconnect(self) -> None:
        """Let go of it: its files may be replaced. The next question connects again."""


@dataclass(frozen=True)
class Backing:
    """The database and the queue of one installation."""

    database: Database
    queue: Queue

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database.url, "QUEUE_URL": self.queue.url}

    @property
    def faults(self) -> dict[str, Fault]:
        """All that can befall them, by names that say it."""
        return {**self.database.faults, **self.queue.faults}


def embedded(folder: Path) -> Backing:
    """SQLite and its queue, in files of the installation's folder."""
    return Backing(SqliteDatabase(folder), SqliteQueue(folder))


@contextmanager
def in_files(folder: Path) -> Iterator[Backing]:
    backing = embedded(folder)
    yield backing
    backing.database.disconnect()


@contextmanager
def on_postgres(_folder: Path) -> Iterator[Backing]:
    """Rows and queue on one server."""
    with (
        postgres_server() as server,
        closing(PostgresDatabase(server)) as database,
        closing(PostgresQueue(server)) as queue,
    ):
        yield Backing(database, queue)


@contextmanager
def on_postgres_with_redis(_folder: Path) -> Iterator[Backing]:
    program = needs(REDIS_SERVER)
    with (
        postgres_server() as server,
        closing(PostgresDatabase(server)) as database,
        closing(RedisQueue(program)) as queue,
    ):
        yield Backing(database, queue)


def postgres_server() -> AbstractContextManager[PostgresServer]:
    return closing(PostgresServer(Path(needs(POSTGRES_SERVER))))


# Each makes the database and the queue for an installation in that folder, and removes them at the end of its block.
FORMS: dict[str, Callable[[Path], AbstractContextManager[Backing]]] = {
    "sqlite": in_files,
    "postgres": on_postgres,
    "postgres-redis": on_postgres_with_redis,
}
