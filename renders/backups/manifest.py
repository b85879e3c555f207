"""What a backup says of itself: the last file in it, so that one that was cut off has none."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

NAME = "manifest.json"
# The form of the archive. A change that an older Packshot cannot read has the next number.
FORM = 1


class FileEntry(BaseModel):
    """One file in the archive."""

    model_config = ConfigDict(extra="forbid")

    sha256: str
    bytes: int


class BackupManifest(BaseModel):
    """`database` is the engine; `migrations` are pairs of app and name, `counts` rows by table, `files` by name."""

    model_config = ConfigDict(extra="forbid")

    form: int = FORM
    packshot: str
    made_at: datetime
    database: str
    migrations: list[tuple[str, str]]
    counts: dict[str, int]
    stores: list[str]
    files: dict[str, FileEntry]

    def unknown_migrations(self, known: set[tuple[str, str]]) -> list[str]:
        """Those of our apps that this Packshot does not have: it is older than the backup."""
        apps = {app for app, _ in known}
        return [f"{app}.{name}" for app, name in self.migrations if app in apps and (app, name) not in known]


def read_manifest(text: bytes) -> BackupManifest:
    """Raises `ValueError` for anything that is none."""
    return BackupManifest.model_validate_json(text)


def as_text(manifest: BackupManifest) -> bytes:
    return manifest.model_dump_json(indent=1).encode()


def faults_of(found: dict[str, FileEntry], manifest: BackupManifest) -> list[str]:
    """How the files that are there differ from those that it lists."""
    missing, strange = manifest.files.keys() - found.keys(), found.keys() - manifest.files.keys()
    changed = [name for name in manifest.files.keys() & found.keys() if manifest.files[name] != found[name]]
    return [
        *(f"{name} is missing" for name in sorted(missing)),
        *(f"{name} does not belong to it" for name in sorted(strange)),
        *(f"{name} is not what was written" for name in sorted(changed)),
    ]
