"""The files of a backup: those stores that lie on this machine. What lies in a bucket has copies of its own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages

from catalog.pictures.storing.whole_files import put_whole
from renders.backups.archive import ArchiveReader

# Static files are made anew from the program at every start. Banners carry customers' names and go after a time: a copy
# would keep them.
LEFT_OUT = frozenset({"staticfiles", "banners"})


def local_stores(left_out: frozenset[str] = LEFT_OUT) -> dict[str, Path]:
    """Where the stores on this machine lie, by their names."""
    found = {name: storages[name] for name in settings.STORAGES if name not in left_out}
    return {name: Path(one.location) for name, one in found.items() if isinstance(one, FileSystemStorage)}


def stores_in_buckets() -> list[str]:
    """Those whose files no backup of this machine has."""
    return [name for name in settings.STORAGES if name not in LEFT_OUT | local_stores().keys()]


def files_in(folder: Path) -> Iterator[Path]:
    """Every whole file below, in the order of names. Names with a dot in front are being written."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "probe-")):
            yield path


def put_back(archive: ArchiveReader, name: str) -> int:
    """Store the files of one store where it is now; how many there were. What is there already stays."""
    names = archive.names_in(name)
    for each in names:
        relative, storage = each.removeprefix(f"{name}/"), storages[name]
        if isinstance(storage, FileSystemStorage):
            with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
                whole = Path(folder) / "file"
                archive.extract(each, whole)
                with whole.open("rb") as file:
                    put_whole(Path(storage.path(relative)), file)
        elif not storage.exists(relative):
            with archive.open(each) as file:
                storage.save(relative, File(file))
    return len(names)
