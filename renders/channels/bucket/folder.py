"""A bucket that is a folder of this machine, for every process that shares it."""

import fcntl
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _

from catalog.pictures import sha256
from renders.channels.base import Rejected, Unreachable
from renders.channels.bucket.store import ObjectHeaders, StoredObject

FILE_MODE = 0o644  # as Django stores files: another program may serve them


class FolderStore:
    """Files that are there whole or not at all. Writers take turns, so none overwrites what it has not read."""

    def __init__(self, storage: FileSystemStorage) -> None:
        self._storage = storage

    def check(self, prefix: str) -> Sequence[str]:
        folder = self._folder
        while not folder.exists():
            folder = folder.parent
        if not folder.is_dir():
            return [_("%(folder)s is a file, where the folder of the bucket should be.") % {"folder": folder}]
        if not os.access(folder, os.W_OK | os.X_OK):
            return [_("Packshot may not write into %(folder)s.") % {"folder": folder}]
        return []

    def read(self, name: str, max_bytes: int) -> StoredObject | None:
        with _sentences(_("The bucket did not give the file back: %(reason)s")):
            return _read(self._path(name), max_bytes)

    def write(self, name: str, data: bytes, headers: ObjectHeaders, *, instead_of: str) -> bool:
        path = self._path(name)
        with _sentences(_("The bucket did not take the file: %(reason)s")), self._turn():
            path.parent.mkdir(parents=True, exist_ok=True)
            if _revision(path) != instead_of:
                return False
            _put(path, data)
        return True

    def delete(self, name: str) -> None:
        with _sentences(_("The bucket did not delete the file: %(reason)s")), self._turn():
            self._path(name).unlink(missing_ok=True)

    def address(self, name: str) -> str:
        return self._storage.url(name)

    def read_as_anybody(self, name: str, max_bytes: int) -> bytes | None:
        return None

    @property
    def _folder(self) -> Path:
        return Path(self._storage.location)

    def _path(self, name: str) -> Path:
        try:
            return Path(self._storage.path(name))
        except SuspiciousFileOperation as error:
            raise Rejected(_("“%(name)s” lies outside the bucket. Nothing was changed.") % {"name": name}) from error

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Ends with the process too, however that ends."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _read(path: Path, max_bytes: int) -> StoredObject | None:
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError:
        return None
    return StoredObject(data, sha256(data) if len(data) <= max_bytes else _revision(path))


def _revision(path: Path) -> str:
    try:
        return sha256(path.read_bytes())
    except FileNotFoundError:
        return ""


def _put(path: Path, data: bytes) -> None:
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), FILE_MODE)
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


@contextmanager
def _sentences(sentence: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unreachable(sentence % {"reason": error.strerror or type(error).__name__}) from error
