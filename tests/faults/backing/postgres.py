"""Debian's Postgres on loopback, with a cluster of its own, behind a link that can be cut."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.faults.backing.faults import Fault
from tests.faults.backing.link import Link
from tests.ports import free_port
from tests.waiting import PATIENCE, until

NAME, USER = "packshot", "postgres"
DUMP = "database.dump"
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # no power fails here
    "max_connections": "300",
    "autovacuum_naptime": "10s",
}
CONFLICT = """
CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF random() < 0.3 THEN
        RAISE EXCEPTION 'could not serialize access' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NULL;
END $$;
"""
CONFLICTING = ("renders_render", "renders_attempt")


class PostgresServer:
    """A server that runs until it is closed. Postgres refuses to run as root, so then it runs as Debian's postgres."""

    def __init__(self, programs: Path) -> None:
        self.programs, self.port = programs, free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="packshot-postgres-"))
        if self._owner:
            shutil.chown(self.folder, USER, USER)
        self.run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", USER, "--no-sync")
        self.start()

    @property
    def faults(self) -> dict[str, Fault]:
        return {"database server restarted": self.restarted, "database server killed": self.killed}

    @contextmanager
    def restarted(self) -> Iterator[None]:
        """It ends every connection and is down for as long as this lasts."""
        yield from self._down(signal.SIGINT)

    @contextmanager
    def killed(self) -> Iterator[None]:
        """It dies without a word, and recovers from its log when it starts again."""
        yield from self._down(signal.SIGQUIT)

    def start(self) -> None:
        options = [f"-c{name}={value}" for name, value in OPTIONS.items()]
        command = [
            str(self.programs / "postgres"),
            "-D",
            str(self.folder / "data"),
            "-p",
            str(self.port),
            "-k",
            str(self.folder),
        ]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen([*command, *options], stdout=log, stderr=log, cwd="/", **self._owner)
        assert until(self._answers), (self.folder / "log").read_text()[-2_000:]

    def stop(self, number: int) -> None:
        self._process.send_signal(number)
        self._process.wait(PATIENCE)

    def close(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def run(self, program: str, *arguments: str, **options: Any) -> None:
        """Run a program of Postgres to its end."""
        command = [str(self.programs / program), *arguments]
        options = {"stdout": subprocess.DEVNULL, "check": True, "timeout": PATIENCE, "cwd": "/", **options}
        subprocess.run(command, **options, **self._owner)

    def connect(self, database: str, **options: Any) -> Any:
        """A connection past every link, whose statements are transactions of their own."""
        import psycopg  # noqa: PLC0415 - an extra

        return psycopg.connect(self.address(self.port, database), autocommit=True, **options)

    def address(self, port: int, database: str = NAME) -> str:
        return f"postgresql://{USER}@127.0.0.1:{port}/{database}"

    @property
    def _owner(self) -> dict[str, Any]:
        return {"user": USER, "group": USER} if os.geteuid() == 0 else {}

    def _down(self, number: int) -> Iterator[None]:
        self.stop(number)
        try:
            yield
        finally:
            self.start()

    def _answers(self) -> bool:
        with suppress(Exception), self.connect("postgres"):
            return True
        return False


class PostgresDatabase:
    """An installation's database on a server, reached over a link of its own."""

    def __init__(self, server: PostgresServer) -> None:
        self.server, self.link = server, Link(server.port)
        self.url = server.address(self.link.port)
        self.faults = {**server.faults, **self.link.faults("database"), "database locked": self.locked}
        self._reader: Any = None
        self._create()

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Read past the link; waits for a server that is down."""
        import psycopg  # noqa: PLC0415 - an extra

        rows: list[list[tuple[object, ...]]] = []

        def is_answered() -> bool:
            try:
                self._reader = self._reader or self.server.connect(NAME)
                rows.append(self._reader.execute(sql).fetchall())
            except psycopg.OperationalError:
                self.disconnect()
            return bool(rows)

        assert until(is_answered), "Postgres does not answer"
        return rows[0]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody can write a render while this lasts: a step waits at its next write."""
        with self.server.connect(NAME) as connection, connection.transaction():
            connection.execute("LOCK TABLE renders_render IN EXCLUSIVE MODE")
            yield

    @contextmanager
    def dropped(self) -> Iterator[None]:
        """Every connection breaks, whatever is under way on it, and new ones can be opened."""
        with self.server.connect("postgres") as connection:
            connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NAME}'")
        yield

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """It can be read, and takes no write, as a standby that was not promoted yet."""
        self._set_read_only("on")
        try:
            yield
        finally:
            self._set_read_only("off")

    @contextmanager
    def conflicting(self) -> Iterator[None]:
        """Of the writes of renders and attempts every third is refused as in conflict with another transaction."""
        with self.server.connect(NAME) as connection:
            connection.execute(CONFLICT)
            for table in CONFLICTING:
                written = f"AFTER INSERT OR UPDATE ON {table} FOR EACH STATEMENT"
                connection.execute(f"CREATE TRIGGER conflict {written} EXECUTE FUNCTION conflict()")
            yield
            for table in CONFLICTING:
                connection.execute(f"DROP TRIGGER conflict ON {table}")
            connection.execute("DROP FUNCTION conflict")

    def save(self, template: Path) -> None:
        """Put a dump of it beside the files of a template."""
        with (template / DUMP).open("wb") as file:
            self.server.run("pg_dump", "--format=custom", self.server.address(self.server.port), stdout=file)

    def restore(self, template: Path) -> None:
        """Put the dump of a template in the place of everything."""
        self.disconnect()
        self._create()
        with (template / DUMP).open("rb") as file:
            self.server.run("pg_restore", "--dbname", self.server.address(self.server.port), stdin=file)

    def disconnect(self) -> None:
        if self._reader:
            self._reader.close()
        self._reader = None

    def close(self) -> None:
        self.disconnect()
        self.link.close()

    def _set_read_only(self, word: str) -> None:
        with self.server.connect("postgres") as connection:
            connection.execute(f"ALTER DATABASE {NAME} SET default_transaction_read_only = {word}")
        with self.dropped():
            pass

    def _create(self) -> None:
        with self.server.connect("postgres") as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {NAME}")


class PostgresQueue:
    """The queue in the tables of that database, reached over another link."""

    def __init__(self, server: PostgresServer) -> None:
        self.server, self.link = server, Link(server.port)
        self.url = server.address(self.link.port)
        self.faults = {**self.link.faults("queue"), "queue emptied": self.emptied}

    @contextmanager
    def emptied(self) -> Iterator[None]:
        """Its messages are lost."""
        with self.server.connect(NAME) as connection:
            connection.execute("DELETE FROM huey_task")
        yield

    def close(self) -> None:
        self.link.close()
