"""Files and folders that only the account we run under may read. Free of Django: the settings use it."""

import os
import stat
from contextlib import suppress
from pathlib import Path


def private_folder(path: Path) -> None:
    """Make the folder when absent, and close it to other accounts. Raises OSError when it cannot be made."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    _restrict(path, 0o700)


def private_file(path: Path) -> None:
    """Make an empty file when there is none, and close it and what its database puts beside it to other accounts.

    Whoever opens it later says why it cannot be made.
    """
    with suppress(OSError):
        path.touch(mode=0o600)
        for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            _restrict(each, 0o600)


def _restrict(path: Path, mode: int) -> None:
    """Only what is ours alone: a folder with the sticky bit, such as /tmp, belongs to everybody."""
    with suppress(OSError):
        found = path.stat()
        if found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX and found.st_mode & 0o077:
            path.chmod(mode)
