"""The folder of an installation, and the key that is kept there."""

import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import ImproperlyConfigured

from config.private_files import private_folder


def writable_folder(data_dir: Path) -> Path:
    """The folder of everything Packshot stores, made when absent and closed to other accounts."""
    try:
        private_folder(data_dir)
    except OSError as problem:
        raise ImproperlyConfigured(f"DATA_DIR {data_dir} cannot be written: {problem.strerror}.") from problem
    return data_dir


def stored_secret_key(data_dir: Path) -> str:
    """The signing key, made once and stored beside the data when the environment gives none.

    Linked into place whole, so that of several processes starting together none reads half a key.
    """
    path = data_dir / "secret_key"
    try:
        if not path.exists():
            with NamedTemporaryFile("w", dir=data_dir) as file:  # made readable for its owner only
                file.write(secrets.token_urlsafe(50))
                file.flush()
                with suppress(FileExistsError):
                    path.hardlink_to(file.name)
        return path.read_text()
    except OSError as problem:
        raise ImproperlyConfigured(f"DATA_DIR {data_dir} cannot be written: {problem.strerror}.") from problem
