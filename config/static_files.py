"""Static files, gathered, hashed and compressed once for each change of them."""

import hashlib
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What django-htmx ships for other versions of htmx and for extensions that no page uses.
UNUSED = ["htm[ax]*-4*", "hx-*", "htmx-2-compat-4*"]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it carries no types
    """Names with the hash of their bytes, each looked up once: a page names some fifty files."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.url = cache(super().url)


def gather() -> bool:
    """Collect into STATIC_ROOT when anything changed since the last time; whether it did."""
    stamp = settings.STATIC_ROOT / "gathered"
    now = fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=UNUSED)
    stamp.write_text(now)
    return True


def fingerprint() -> str:
    """Changes with any file that would be collected: its path, its size, its time."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(UNUSED):
            when = storage.get_modified_time(path).timestamp()
            digest.update(f"{path} {storage.size(path)} {when}\n".encode())
    return digest.hexdigest()
