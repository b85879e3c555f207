"""Static files, gathered, bundled, hashed and compressed once for each change of them."""

import hashlib
import posixpath
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What django-htmx ships for other versions of htmx and for extensions that no page uses.
UNUSED = ["htm[ax]*-4*", "hx-*", "htmx-2-compat-4*"]


# Our own files name what they need by one import a line, which a browser follows while nothing is gathered.
IMPORT = {
    ".css": re.compile(r'^@import "([^"]+)";\n', re.MULTILINE),
    ".js": re.compile(r'^import "([^"]+)";\n', re.MULTILINE),
}
OURS = ("css/", "js/")


# What browsers skip in a stylesheet: a sixth of its compressed bytes.
FOR_READERS = re.compile(r"/\*.*?\*/\s*|^\s+", re.DOTALL | re.MULTILINE)


class BundledFiles:
    """Files of a storage, each with the files it imports in their places."""

    def __init__(self, files: Storage) -> None:
        self.files = files

    def open(self, path: str) -> "File[bytes]":
        return ContentFile(self.text(path).encode())

    def text(self, path: str) -> str:
        """The file in one piece. A script stands in a block of its own, which keeps its names to itself; a stylesheet
        goes without comments and indents."""
        kind = posixpath.splitext(path)[1]
        with self.files.open(path) as file:
            text = file.read().decode()

        def imported(match: re.Match[str]) -> str:
            inner = self.text(posixpath.normpath(posixpath.join(posixpath.dirname(path), match[1])))
            return f"{{\n{inner}}}\n" if kind == ".js" else inner

        return IMPORT[kind].sub(imported, FOR_READERS.sub("", text) if kind == ".css" else text)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it carries no types
    """Names with the hash of their bytes, each looked up once."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.url = cache(super().url)

    def post_process(self, paths: dict[str, tuple[Storage, str]], **options: Any) -> Iterator[Any]:
        """Gather what our pages load as few files: a hundred small ones cost more time than bytes."""
        bundled = {
            name: (BundledFiles(files), path) if name.startswith(OURS) else (files, path)
            for name, (files, path) in paths.items()
        }
        yield from super().post_process(bundled, **options)


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
