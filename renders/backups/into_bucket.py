"""Private pictures on their way from a folder of this machine into the private bucket."""

import hashlib
import os
import re
from collections import Counter
from enum import Enum
from pathlib import Path

from django.core.files.storage import FileSystemStorage, storages

from catalog.pictures.content_store import files_of
from catalog.pictures.storing.files import StoredFiles
from renders.backups.stores import files_in

# The stores by their folders. What lies in the last one is named after something else than its bytes.
STORES = {"masters": "masters", "renditions": "renditions", "artwork": "artwork", "private": "default"}
BANNERS = {"banners": "banners"}
CONTENT_NAME = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})")


class Copied(Enum):
    """What became of one file."""

    WRITTEN = "copied"
    THERE = "there already"
    # Its bytes are not what its name says: it was damaged here.
    DAMAGED = "damaged here and left out"
    # What was written is not what is read.
    DIFFERENT = "different when read back"
    # Packshot works meanwhile, and removes pictures.
    GONE = "removed here meanwhile"


FAULTS = frozenset({Copied.DAMAGED, Copied.DIFFERENT})


def is_in_bucket() -> bool:
    return not isinstance(storages["masters"], FileSystemStorage)


def copy_folder(data_dir: Path, folder: str) -> Counter[Copied]:
    """Copy one folder; how many files became what. One that is there with all its bytes is not sent again, so what was
    cut off goes on where it was."""
    files = files_of(storages[(STORES | BANNERS)[folder]])
    below, is_named_by_content = data_dir / folder, folder in STORES
    return Counter(
        copy_file(files, path.relative_to(below).as_posix(), path, is_named_by_content) for path in files_in(below)
    )


def copy_file(files: StoredFiles, name: str, path: Path, is_named_by_content: bool) -> Copied:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return Copied.GONE
    with file:
        if files.bytes_of(name) == os.fstat(file.fileno()).st_size:
            return Copied.THERE
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        named = CONTENT_NAME.fullmatch(name) if is_named_by_content else None
        if named and named[1] != digest:
            return Copied.DAMAGED
        files.put(name, file)
    is_equal = hashlib.sha256(files.read(name)).hexdigest() == digest
    return Copied.WRITTEN if is_equal else Copied.DIFFERENT
