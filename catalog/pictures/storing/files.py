"""What a store of private files has to offer, wherever its files lie."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import BinaryIO, Protocol

from catalog.pictures.storing.spool import Spool


class Discarded(Enum):
    """What became of a file that was to be deleted."""

    GONE = "gone"
    NEEDED = "needed"
    # It stays for now, because it was stored lately: the row that needs it may not be written yet.
    FRESH = "fresh"


class StoredFiles(Protocol):
    """Files by name. A name stands for its content, so nothing is ever overwritten or half there."""

    # Where bytes lie that this store cannot take just now; none where the store is a disk itself.
    spool: Spool | None

    def put(self, name: str, content: bytes | BinaryIO) -> None:
        """Store the whole of it or nothing. A file that is there stays."""

    def read(self, name: str) -> bytes:
        """Raises `FileNotFoundError` when it was never stored."""

    def local_path(self, name: str) -> Path:
        """A file on this machine with these bytes. There is none at the path when it was never stored."""

    def exists(self, name: str) -> bool: ...

    def bytes_of(self, name: str) -> int | None:
        """How many bytes it has; None when it was never stored."""

    def delete(self, name: str) -> None:
        """One that is gone already is no error."""

    def discard(self, name: str, stored_after: datetime, is_needed: Callable[[], bool]) -> Discarded:
        """Delete it, unless it is needed or was stored again after that moment."""

    def address(self, name: str, content_type: str, disposition: str) -> str:
        """Where a browser may fetch it for a short time, served with these headers; empty where there is no such
        place."""

    def delete_unfinished(self, name: str, seconds: float) -> None:
        """Delete what writers left beside it that were killed longer ago than that."""
