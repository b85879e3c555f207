"""The file of the queue, which is made anew whenever it is gone or spoilt: its messages only wake workers."""

import fcntl
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from config.private_files import private_file

log = logging.getLogger(__name__)

# What SQLite keeps beside a file.
BESIDE = ("-wal", "-shm")
SPOILT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def is_spoilt(error: sqlite3.Error) -> bool:
    """Whether the error says that the file is no database, or not a whole one."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in SPOILT


def identity(path: Path) -> tuple[int, int]:
    """Which file lies there: another one has another identity, and one that somebody emptied has none."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return 0, 0
    return (state.st_dev, state.st_ino) if state.st_size else (0, 0)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other connection is opened meanwhile, and no other process begins or renews the file."""
    lock_path = path.with_name(f"{path.name}.lock")
    private_file(lock_path)
    with lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def begin_if_gone(path: Path) -> None:
    """What SQLite left beside a file that is gone belongs to those who still have that one open. One that somebody
    emptied goes too: those see by its identity that another took its place."""
    with suppress(FileNotFoundError):
        if path.stat().st_size:
            return
        path.unlink()
    remove_beside(path)
    private_file(path)


def renew_if_spoilt(path: Path) -> None:
    """Put a spoilt file aside, so that the next connection begins a new one. Of several processes the first does."""
    with alone(path):
        if is_sound(path):
            return
        log.error("The queue's file is spoilt. A new one is begun: rows say what is due.")
        with suppress(FileNotFoundError):
            os.replace(path, path.with_name(f"{path.name}.spoilt"))
        remove_beside(path)


def remove_beside(path: Path) -> None:
    for ending in BESIDE:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def is_sound(path: Path) -> bool:
    """Whether all of it can be read, indexes too: a quick check leaves those out."""
    try:
        with closing(sqlite3.connect(path, timeout=5)) as connection:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        return not is_spoilt(error)
