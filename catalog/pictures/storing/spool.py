"""Bytes that nobody can make again, on this machine's disk until the store that they are for has them."""

import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from catalog.pictures.decoding import sha256
from catalog.pictures.storing.whole_files import PART, is_stored, put_whole

log = logging.getLogger(__name__)

MAX_BYTES = 1 << 30


class Spool:
    """Files below a folder, each named by the sha256 of its bytes. It takes `MAX_BYTES` of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, digest: str, data: bytes) -> bool:
        """Whether they lie there now. The store is still to be tried where the spool or the disk is full."""
        path = self._path(digest)
        try:
            if not is_stored(path, len(data)):
                if self.bytes() + len(data) > MAX_BYTES:
                    return False
                put_whole(path, data)
        except OSError:
            log.exception("The spool takes no file")
            return False
        return True

    def read(self, digest: str) -> bytes:
        """Raises `FileNotFoundError`, also for a file that is damaged: it is removed."""
        data = self._path(digest).read_bytes()
        if sha256(data) != digest:
            self.remove(digest)
            raise FileNotFoundError(self._path(digest))
        return data

    def remove(self, digest: str) -> None:
        """One that is not there is no error."""
        with suppress(OSError):
            self._path(digest).unlink(missing_ok=True)

    def bytes(self) -> int:
        return sum(size for _path, _at, size in self._files())

    def remove_if_old(self, digest: str, seconds: float) -> None:
        """Remove a file unless it was put, or put again, within this time."""
        with suppress(OSError):
            if self._path(digest).stat().st_mtime < time.time() - seconds:
                self.remove(digest)

    def old_digests(self, seconds: float) -> list[str]:
        """The digests of the files that were last put longer ago."""
        return [path.name for path in self._old_files(seconds) if not path.name.startswith(PART)]

    def remove_old_half_files(self, seconds: float) -> None:
        """Remove what writers left that were killed longer ago."""
        for path in self._old_files(seconds):
            if path.name.startswith(PART):
                path.unlink(missing_ok=True)

    def _old_files(self, seconds: float) -> list[Path]:
        until = time.time() - seconds
        return [path for path, at, _size in self._files() if at < until]

    def _files(self) -> Iterator[tuple[Path, float, int]]:
        """Each with the time of its writing and its bytes."""
        for path in self._folder.glob("*"):
            with suppress(FileNotFoundError):  # another process removed it
                state = path.stat()
                yield path, state.st_mtime, state.st_size

    def _path(self, digest: str) -> Path:
        return self._folder / digest
