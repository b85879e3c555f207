"""The archive of a backup: a tar of database, files and manifest, written whole or not at all."""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from renders.backups.manifest import FORM, NAME, BackupManifest, FileEntry, as_text, faults_of, read_manifest

BLOCK = 1 << 20
MAX_MANIFEST_BYTES = 1 << 30


class NoBackup(Exception):
    """The file is no whole backup that this Packshot can read; the text says why."""


class HashingReader(io.RawIOBase):
    """Reads from a file and hashes what passes."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


@contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name once the body is done: temporary name, fsync, link. Readable for its owner
    only. Raises `FileExistsError` rather than take another's place."""
    if target.exists():
        raise FileExistsError(target)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".unfinished-backup-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, target)
        sync_folder(target.parent)
    finally:
        Path(temporary).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a new name in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class ArchiveWriter:
    """Adds files to an archive and remembers what it added."""

    def __init__(self, file: BinaryIO) -> None:
        self.tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by `finish`
        self.files: dict[str, FileEntry] = {}

    def add(self, name: str, path: Path) -> None:
        """Add the file at `path`. One that vanished meanwhile is left out: nothing in the database needs it any more,
        or checking the restored one says so."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            member = self._member(name, os.fstat(file.fileno()).st_size)
            reader = HashingReader(file)
            self.tar.addfile(member, reader)
        self.files[name] = FileEntry(sha256=reader.digest.hexdigest(), bytes=member.size)

    def finish(self, manifest: BackupManifest) -> None:
        """Add the manifest and end the archive."""
        text = as_text(manifest)
        self.tar.addfile(self._member(NAME, len(text)), io.BytesIO(text))
        self.tar.close()

    def _member(self, name: str, size: int) -> tarfile.TarInfo:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        return member


class ArchiveReader:
    """An archive that was checked: every file in it is what its manifest says. Raises `NoBackup`."""

    def __init__(self, path: Path) -> None:
        try:
            self.tar = tarfile.open(path, "r:")  # noqa: SIM115 - closed by `close`
        except (tarfile.TarError, OSError) as problem:
            raise NoBackup(f"{path} cannot be read as a backup: {problem}") from problem
        try:
            self.manifest = self._manifest(path)
            self._check(path)
        except (tarfile.TarError, EOFError) as problem:
            self.close()
            raise NoBackup(f"{path} ends too early: {problem}. It is no whole backup.") from problem
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "ArchiveReader":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self.tar.close()

    def open(self, name: str) -> IO[bytes]:
        """One file of it."""
        file = self.tar.extractfile(name)
        if file is None:
            raise NoBackup(f"{name} in it is no file.")
        return file

    def names_in(self, folder: str) -> list[str]:
        """The names of its files below a folder."""
        return [name for name in self.manifest.files if name.startswith(f"{folder}/")]

    def extract(self, name: str, target: Path) -> None:
        """Write one file to `target`, readable for its owner only."""
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with self.open(name) as source, os.fdopen(descriptor, "wb") as file:
            while block := source.read(BLOCK):
                file.write(block)

    def _manifest(self, path: Path) -> BackupManifest:
        members = self.tar.getmembers()
        last = members[-1] if members else None
        if last is None or last.name != NAME or not last.isreg() or last.size > MAX_MANIFEST_BYTES:
            raise NoBackup(f"{path} has no manifest at its end. It is no whole backup of Packshot.")
        try:
            with self.open(NAME) as file:
                manifest = read_manifest(file.read())
        except ValueError as problem:
            raise NoBackup(f"The manifest in {path} cannot be read: {problem}") from problem
        if manifest.form != FORM:
            raise NoBackup(f"{path} was written by a newer Packshot ({manifest.packshot}). Restore it with that one.")
        return manifest

    def _check(self, path: Path) -> None:
        found = {member.name: self._entry(member) for member in self.tar.getmembers() if member.name != NAME}
        if faults := faults_of(found, self.manifest):
            more = f", and {len(faults) - 3} more" if len(faults) > 3 else ""
            raise NoBackup(f"{path} is damaged: {'; '.join(faults[:3])}{more}.")

    def _entry(self, member: tarfile.TarInfo) -> FileEntry:
        if not member.isreg() or member.name.startswith("/") or ".." in Path(member.name).parts:
            raise NoBackup(f"It holds {member.name!r}, which no backup of Packshot does.")
        digest = hashlib.sha256()
        with self.open(member.name) as file:
            while block := file.read(BLOCK):
                digest.update(block)
        return FileEntry(sha256=digest.hexdigest(), bytes=member.size)
