"""The files of banner pictures: each under a hash of its own random token, gone when its time is over."""

import time
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage, Storage, storages

from catalog.pictures import content_store, sha256
from catalog.pictures.content_store import PART, path_of

ALIAS = "banners"
# No writer takes so long.
LEFT_AFTER_SECONDS = 600


def storage() -> Storage:
    return storages[ALIAS]


def name_of(token: str) -> str:
    """The token opens the picture for whoever has it, so a list of the files does not show it."""
    return path_of(sha256(token.encode()))


def put(token: str, data: bytes) -> None:
    """Store the picture, in the place of one that an attempt left that was cut short."""
    store, name = storage(), name_of(token)
    store.delete(name)
    content_store.put(store, name, data)


def read(token: str) -> bytes:
    """Raises `FileNotFoundError`."""
    with storage().open(name_of(token)) as file:
        return bytes(file.read())


def has(token: str) -> bool:
    return storage().exists(name_of(token))


def erase(token: str) -> None:
    """The file, and what writers that were killed left beside it: those are pictures of names too."""
    store, name = storage(), name_of(token)
    store.delete(name)
    if isinstance(store, FileSystemStorage):
        long_ago = time.time() - LEFT_AFTER_SECONDS
        for part in Path(store.path(name)).parent.glob(f"{PART}*"):
            with suppress(FileNotFoundError):  # its writer put it in place meanwhile
                if part.stat().st_mtime < long_ago:
                    part.unlink()
