"""The files of banner pictures: each under a hash of its own random token, gone when its time is over."""

from django.core.files.storage import storages

from catalog.pictures import sha256
from catalog.pictures.content_store import files_of, path_of
from catalog.pictures.storing.files import StoredFiles
from config.secrecy.encryption import decrypted_bytes, encrypted_bytes

ALIAS = "banners"
DRAWN_SALT = "renders.banners.drawn"
# No writer takes so long.
LEFT_AFTER_SECONDS = 600


def files() -> StoredFiles:
    return files_of(storages[ALIAS])


def name_of(token: str) -> str:
    """The token opens the picture for whoever has it, so a list of the files does not show it."""
    return path_of(sha256(token.encode()))


def put(token: str, data: bytes) -> None:
    """Store the picture, in the place of one that an attempt left that was cut short."""
    name = name_of(token)
    files().delete(name)
    files().put(name, data)


def read(token: str) -> bytes:
    """Raises `FileNotFoundError`."""
    return files().read(name_of(token))


def put_drawn(token: str, data: bytes) -> None:
    """Store what a provider drew, until the file for the customer is made of it. Encrypted, because many providers
    write the whole prompt into their files."""
    put(drawn(token), encrypted_bytes(data, DRAWN_SALT))


def read_drawn(token: str) -> bytes:
    """Raises `FileNotFoundError`, and `cryptography.fernet.InvalidToken` after a change of the secret key."""
    return decrypted_bytes(read(drawn(token)), DRAWN_SALT)


def erase_drawn(token: str) -> None:
    erase_file(drawn(token))


def drawn(token: str) -> str:
    return f"{token}/drawn"


def has(token: str) -> bool:
    return files().exists(name_of(token))


def erase(token: str) -> None:
    """The file for the customer, and the one that it is made of."""
    erase_file(token)
    erase_file(drawn(token))


def erase_file(token: str) -> None:
    """One file, and what writers that were killed left beside it: those are pictures of names too."""
    name = name_of(token)
    files().delete(name)
    files().delete_unfinished(name, LEFT_AFTER_SECONDS)
