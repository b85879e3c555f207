"""Content-addressed files: a name is the sha256 of the bytes, so nothing is ever overwritten or half there."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from catalog.pictures.decoding import sha256

# How the name of a file begins that is not whole yet, or is about to be deleted.
PART, ASIDE = ".part-", ".aside-"


class Discarded(Enum):
    """What became of a file that was to be deleted."""

    GONE = "gone"
    NEEDED = "needed"
    # It stays for now, because it was stored lately: the row that needs it may not be written yet.
    FRESH = "fresh"


class ContentStore:
    """Bytes stored under their sha256 in one of the `STORAGES`."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    @property
    def storage(self) -> Storage:
        return storages[self.alias]

    def store(self, data: bytes) -> str:
        """Store `data` and return its sha256 (hex). Storing the same bytes again does nothing."""
        digest = sha256(data)
        put(self.storage, path_of(digest), data)
        return digest

    def store_file(self, path: Path, digest: str) -> str:
        """Store the file at `path`, whose sha256 is `digest`, without reading it into memory; `digest`."""
        with path.open("rb") as file:
            put(self.storage, path_of(digest), file)
        return digest

    def source(self, digest: str) -> bytes | Path:
        """What a child process reads the bytes from: their file where there is one, else the bytes."""
        if isinstance(self.storage, FileSystemStorage):
            return Path(self.storage.path(path_of(digest)))
        return self.read(digest)

    def read(self, digest: str) -> bytes:
        """The bytes of this digest. Raises `FileNotFoundError` when they were never stored."""
        with self.storage.open(path_of(digest)) as file:
            return bytes(file.read())

    def has(self, digest: str) -> bool:
        return self.storage.exists(path_of(digest))

    def discard(self, digest: str, stored_after: datetime, is_needed: Callable[[], bool]) -> Discarded:
        """Delete a file, unless it is needed or was stored again after that moment.

        It is moved aside first: whoever stores the same bytes meanwhile is seen to have done so, or writes them anew.
        Only for a store in a folder.
        """
        path = Path(self.storage.path(path_of(digest)))
        aside = path.with_name(f"{ASIDE}{digest}")
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


def path_of(digest: str) -> str:
    """Where a file lies: two levels, so that no folder grows huge. Never contains a name from outside."""
    return f"{digest[:2]}/{digest}"


def put(storage: Storage, name: str, content: bytes | BinaryIO) -> None:
    """Store a file under a name that stands for its content, whole or not at all. One that is there stays."""
    if isinstance(storage, FileSystemStorage):
        put_whole(Path(storage.path(name)), content)
    elif not storage.exists(name):
        storage.save(name, ContentFile(content) if isinstance(content, bytes) else File(content))


def put_whole(path: Path, content: bytes | BinaryIO) -> None:
    """Write a file so that a crash leaves either the whole of it or nothing: temporary file, fsync, rename."""
    size = len(content) if isinstance(content, bytes) else os.fstat(content.fileno()).st_size
    with suppress(FileNotFoundError):
        if path.stat().st_size == size:
            os.utime(path)  # who deletes old files sees that it was stored again
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=PART)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
