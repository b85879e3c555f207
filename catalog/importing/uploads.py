"""Files that were shown and wait to be confirmed: one a person, for an hour."""

import re
import secrets
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.refusals import Refusal

MAX_AGE = 3600  # seconds
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


class UploadGone(Refusal):
    """The file was confirmed already, replaced by a later one, or too old."""


def keep(data: bytes, person: int) -> str:
    """Keep a person's file, in place of their earlier one; the token names it from now on."""
    forget_old()
    for earlier in _folder().glob(f"{person}-*"):
        earlier.unlink(missing_ok=True)
    token = secrets.token_urlsafe(16)
    _folder().mkdir(mode=0o700, exist_ok=True)
    path = _path(person, token)
    path.touch(mode=0o600)
    path.write_bytes(data)
    return token


def read(person: int, token: str) -> bytes:
    """A kept file, which stays. Raises `UploadGone`."""
    try:
        return _path(person, token).read_bytes()
    except FileNotFoundError:
        raise _gone() from None


def take(person: int, token: str) -> None:
    """Whoever takes it first has it: of two clicks, one. Raises `UploadGone`."""
    try:
        _path(person, token).rename(_taken(person, token))
    except FileNotFoundError:
        raise _gone() from None


def give_back(person: int, token: str) -> None:
    """What was taken can be confirmed after all."""
    with suppress(FileNotFoundError):
        _taken(person, token).rename(_path(person, token))


def drop(person: int, token: str) -> None:
    _taken(person, token).unlink(missing_ok=True)


def forget_old() -> None:
    """Remove what nobody confirmed within the hour."""
    for path in _folder().glob("*-*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - MAX_AGE:
                path.unlink()


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "imports"


def _path(person: int, token: str) -> Path:
    if not TOKEN.fullmatch(token):
        raise _gone()
    return _folder() / f"{person}-{token}"


def _taken(person: int, token: str) -> Path:
    return _path(person, token).with_suffix(".taken")


def _gone() -> UploadGone:
    return UploadGone(
        _("This preview is over: it was confirmed, replaced by a later one, or is more than an hour old.")
    )
