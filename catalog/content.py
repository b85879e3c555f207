"""Content-addressed files: a name is the sha256 of the bytes, so nothing is ever overwritten or half there."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages


class ContentStore:
    """Bytes kept under their sha256 in one of the `STORAGES`."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    @property
    def storage(self) -> Storage:
        """The storage behind it, as configured now."""
        return storages[self.alias]

    def keep(self, data: bytes) -> str:
        """Store `data` and return its sha256 (hex). Keeping the same bytes again does nothing."""
        sha256 = hashlib.sha256(data).hexdigest()
        name = path_of(sha256)
        if isinstance(self.storage, FileSystemStorage):
            put_whole(Path(self.storage.path(name)), data)
        elif not self.storage.exists(name):
            self.storage.save(name, ContentFile(data))
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of `sha256`. Raises `FileNotFoundError` when they were never kept."""
        with self.storage.open(path_of(sha256)) as file:
            return bytes(file.read())

    def has(self, sha256: str) -> bool:
        """Whether these bytes are kept."""
        return self.storage.exists(path_of(sha256))


def path_of(sha256: str) -> str:
    """Where a file lies: two levels, so that no folder grows huge. Never holds a name from outside."""
    return f"{sha256[:2]}/{sha256}"


def put_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a crash leaves either the whole file or none: temporary file, fsync, rename."""
    if path.exists() and path.stat().st_size == len(data):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
