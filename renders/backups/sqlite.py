"""SQLite's part of a backup: through its backup interface, so that writers go on and nothing of the WAL is left out."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from renders.backups.archive import NoBackup

NAME = "database.sqlite3"


def dump(live: Path, target: Path) -> None:
    """A copy of the database in one file. All pages in one step: readers of a WAL hold up no writer, and a copy in
    several steps would begin anew with each write."""
    with closing(sqlite3.connect(live, timeout=20)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")


def read(path: Path, queries: dict[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each query on a copy."""
    with closing(opened(path)) as connection:
        return {name: connection.execute(sql).fetchall() for name, sql in queries.items()}


def opened(path: Path) -> sqlite3.Connection:
    """A copy, without what only Django's own connections know: the functions that rules of columns call."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    return connection


def check(path: Path) -> None:
    """Raise `NoBackup` when SQLite finds the file damaged."""
    try:
        found = read(path, {"check": "PRAGMA quick_check(1)"})["check"]
    except sqlite3.DatabaseError as problem:
        raise NoBackup(f"The database in the backup cannot be read: {problem}") from problem
    if found != [("ok",)]:
        raise NoBackup(f"The database in the backup is damaged: {found[0][0]}")


def put_in_place(copy: Path, live: Path, statements: list[str]) -> None:
    """Let a copy, with these changes, take the place of the database, in one transaction of the live file."""
    with closing(opened(copy)) as source, closing(sqlite3.connect(live, timeout=20)) as target:
        with source:
            for statement in statements:
                source.execute(statement)
        target.execute("PRAGMA synchronous = FULL")
        source.backup(target, pages=-1)
