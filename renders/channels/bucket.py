"""The public bucket: a folder on this machine, or any S3-compatible store through django-storages."""

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from renders.channels.base import Unreachable


class Bucket:
    """Names carry the hash of their bytes, so a published file is never overwritten and may be cached for ever."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def put(self, name: str, data: bytes, content_type: str) -> str:
        """Store once; a name that is there already is adopted."""
        try:
            if not self.holds(name, data):
                self.storage.delete(name)
                file = ContentFile(data)
                file.content_type = content_type  # type: ignore[attr-defined]  # read by the S3 storage
                self.storage.save(name, file)
            return self.storage.url(name)
        except OSError as error:
            raise Unreachable(f"The bucket did not take the file: {error.strerror or type(error).__name__}") from error

    def read(self, name: str) -> bytes:
        """The stored bytes."""
        try:
            with self.storage.open(name) as file:
                return bytes(file.read())
        except OSError as error:
            raise Unreachable(
                f"The bucket did not give the file back: {error.strerror or type(error).__name__}"
            ) from error

    def holds(self, name: str, data: bytes) -> bool:
        """Whether exactly these bytes lie there: a crash may have left a part of a file."""
        return self.storage.exists(name) and self.read(name) == data
