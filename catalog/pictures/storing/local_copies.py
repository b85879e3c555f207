"""Copies on this machine of files that lie elsewhere, for child processes: they read files, and know no bucket."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from catalog.pictures.storing.whole_files import put_whole

MAX_BYTES = 1 << 30
MAX_SECONDS = 24 * 3600
# No child process works on a picture so long.
IN_USE_SECONDS = 900


class LocalCopies:
    """Files below a folder, by name. A name stands for its content, so a copy is never out of date."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, name: str, fetch: Callable[[], bytes]) -> Path:
        """The copy, made when there is none. Where `fetch` raises `FileNotFoundError` there is nothing at the path."""
        path = self.folder / name
        with suppress(FileNotFoundError):
            os.utime(path)  # it is in use again
            return path
        with suppress(FileNotFoundError):
            put_whole(path, fetch())
            self.remove_old()
        return path

    def remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def remove_old(self) -> None:
        """Those that nothing used for a day, and the oldest ones where all together are too large."""
        now, copies = time.time(), self._copies()
        total = sum(size for _at, size, _path in copies)
        for used_at, size, path in copies:
            age = now - used_at
            if age > MAX_SECONDS or (total > MAX_BYTES and age > IN_USE_SECONDS):
                path.unlink(missing_ok=True)
                total -= size

    def _copies(self) -> list[tuple[float, int, Path]]:
        """When each was used last, its bytes, and where it is; the oldest first."""
        copies = []
        for path in self.folder.rglob("*"):
            with suppress(FileNotFoundError):  # another process removed it
                if path.is_file():
                    state = path.stat()
                    copies.append((state.st_mtime, state.st_size, path))
        return sorted(copies)
