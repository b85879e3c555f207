"""SQLite, as an installation has it by default: rows and messages in two files of its folder."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

from tests.faults.backing.faults import Fault


class SqliteFile:
    """A file below the installation's folder; the settings find it there by themselves."""

    url = ""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody can write while this lasts: a step waits at its next commit."""
        with closing(sqlite3.connect(self.path, timeout=20, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")

    def is_free(self) -> bool:
        """Whether nobody is writing at this moment."""
        with closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                return False
            connection.execute("ROLLBACK")
            return True

    def save(self, template: Path) -> None:
        """The file is copied with the folder."""

    def restore(self, template: Path) -> None:
        """The file came with the folder."""

    def disconnect(self) -> None:
        """Nobody of ours has the file open."""

    def close(self) -> None:
        self.disconnect()


class SqliteDatabase(SqliteFile):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "packshot.sqlite3")
        self.faults: dict[str, Fault] = {"database locked": self.locked}

    @cached_property
    def _reader(self) -> sqlite3.Connection:
        """Kept open: a new connection reads the whole schema first, and tests that wait ask fifty times a second."""
        address = f"file:{self.path}?mode=ro"
        return sqlite3.connect(address, uri=True, timeout=20, isolation_level=None, check_same_thread=False)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        return self._reader.execute(sql).fetchall()

    def disconnect(self) -> None:
        if "_reader" in vars(self):
            self._reader.close()
            del self._reader


class SqliteQueue(SqliteFile):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "queue.sqlite3")
        self.faults: dict[str, Fault] = {"queue locked": self.locked, "queue emptied": self.emptied}

    @contextmanager
    def emptied(self) -> Iterator[None]:
        """Its messages are lost."""
        with closing(sqlite3.connect(self.path, timeout=20, isolation_level=None)) as connection:
            connection.execute("DELETE FROM task")
        yield
