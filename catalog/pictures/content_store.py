"""Content-addressed files: a name is the sha256 of the bytes, so nothing is ever overwritten or half there."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import cast

from django.core.files.storage import FileSystemStorage, Storage, storages

from catalog.pictures.decoding import sha256
from catalog.pictures.storing.files import Discarded, StoredFiles
from catalog.pictures.storing.folder import FolderFiles


class ContentStore:
    """Bytes stored under their sha256 in one of the `STORAGES`."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    @property
    def storage(self) -> Storage:
        return storages[self.alias]

    @property
    def files(self) -> StoredFiles:
        return files_of(self.storage)

    def store(self, data: bytes) -> str:
        """Store `data` and return its sha256 (hex). Storing the same bytes again does nothing."""
        digest = sha256(data)
        self.files.put(path_of(digest), data)
        if spool := self.files.spool:
            spool.remove(digest)
        return digest

    def store_file(self, path: Path, digest: str) -> str:
        """Store the file at `path`, whose sha256 is `digest`, without reading it into memory; `digest`."""
        with path.open("rb") as file:
            self.files.put(path_of(digest), file)
        return digest

    def read_spooled(self, digest: str) -> bytes:
        """The bytes from this machine's spool, else from the store, where another machine may have put them. Raises
        as `read`."""
        if spool := self.files.spool:
            with suppress(FileNotFoundError):
                return spool.read(digest)
        return self.read(digest)

    def source(self, digest: str) -> Path:
        """The file that a child process reads the bytes from. It is not there when they were never stored."""
        return self.files.local_path(path_of(digest))

    def read(self, digest: str) -> bytes:
        """The bytes of this digest. Raises `FileNotFoundError` when they were never stored."""
        return self.files.read(path_of(digest))

    def has(self, digest: str) -> bool:
        return self.files.exists(path_of(digest))

    def address(self, digest: str, content_type: str, disposition: str = "inline") -> str:
        """Where a browser may fetch it for a short time; empty where the web has to give it out itself."""
        return self.files.address(path_of(digest), content_type, disposition)

    def discard(self, digest: str, stored_after: datetime, is_needed: Callable[[], bool]) -> Discarded:
        """Delete a file, unless it is needed or was stored again after that moment."""
        return self.files.discard(path_of(digest), stored_after, is_needed)

    def made_once(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The bytes of a file that is derived from others and has a name of its own, which says what is in it."""
        with suppress(FileNotFoundError):
            return self.files.read(name)
        data = make()
        self.files.put(name, data)
        return data


def files_of(storage: Storage) -> StoredFiles:
    """A storage of `STORAGES` as a store of private files: a folder, or a `BucketStorage`, which is one itself."""
    return FolderFiles(storage) if isinstance(storage, FileSystemStorage) else cast("StoredFiles", storage)


def path_of(digest: str) -> str:
    """Where a file lies: two levels, so that no folder grows huge. Never contains a name from outside."""
    return f"{digest[:2]}/{digest}"
