"""Files in a folder of this machine, or of a file system that several machines share."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import FileSystemStorage
from django.db import transaction

from catalog.pictures.storing.files import Discarded
from catalog.pictures.storing.spool import Spool
from catalog.pictures.storing.whole_files import PART, put_whole

# How the name of a file begins that is about to be deleted.
ASIDE = ".aside-"


class FolderFiles:
    """The files of a `FileSystemStorage`."""

    spool: Spool | None = None

    def __init__(self, storage: FileSystemStorage) -> None:
        self._storage = storage

    def put(self, name: str, content: bytes | BinaryIO) -> None:
        put_whole(self.local_path(name), content)

    def read(self, name: str) -> bytes:
        return self.local_path(name).read_bytes()

    def local_path(self, name: str) -> Path:
        return Path(self._storage.path(name))

    def exists(self, name: str) -> bool:
        return self.local_path(name).exists()

    def bytes_of(self, name: str) -> int | None:
        with suppress(FileNotFoundError):
            return self.local_path(name).stat().st_size
        return None

    def delete(self, name: str) -> None:
        self.local_path(name).unlink(missing_ok=True)

    def discard(self, name: str, stored_after: datetime, is_needed: Callable[[], bool]) -> Discarded:
        """It is moved aside first: whoever stores the same bytes meanwhile is seen to have done so, or writes them
        anew. No row comes to need it between the question and its end where one writer is at work at a time."""
        with transaction.atomic():
            return self._discard(self.local_path(name), stored_after, is_needed)

    def address(self, name: str, content_type: str, disposition: str) -> str:
        return ""

    def delete_unfinished(self, name: str, seconds: float) -> None:
        long_ago = time.time() - seconds
        for part in self.local_path(name).parent.glob(f"{PART}*"):
            with suppress(FileNotFoundError):  # its writer put it in place meanwhile
                if part.stat().st_mtime < long_ago:
                    part.unlink()

    def _discard(self, path: Path, stored_after: datetime, is_needed: Callable[[], bool]) -> Discarded:
        aside = path.with_name(f"{ASIDE}{path.name}")
        if not aside.exists():  # else somebody was killed here
            if is_needed():
                return Discarded.NEEDED
            if not path.exists():
                return Discarded.GONE
            path.replace(aside)
        is_fresh = aside.stat().st_mtime >= stored_after.timestamp()
        if is_fresh or is_needed():
            aside.replace(path)
            return Discarded.FRESH if is_fresh else Discarded.NEEDED
        aside.unlink()
        return Discarded.GONE
