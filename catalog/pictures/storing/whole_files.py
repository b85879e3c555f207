"""Files that are there whole or not at all, whenever their writer is killed."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

# How the name of a file begins that is not whole yet.
PART = ".part-"


def is_stored(path: Path, size: int) -> bool:
    """Whether the file lies there whole already. Whoever deletes old files sees that it was stored again."""
    with suppress(FileNotFoundError):
        if path.stat().st_size == size:
            os.utime(path)
            return True
    return False


def put_whole(path: Path, content: bytes | BinaryIO) -> None:
    """Write a file so that a crash leaves either the whole of it or nothing: temporary file, fsync, rename."""
    size = len(content) if isinstance(content, bytes) else os.fstat(content.fileno()).st_size
    if is_stored(path, size):
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
