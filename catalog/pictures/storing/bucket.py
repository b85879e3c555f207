"""Files in a private bucket of an S3-compatible store, where several machines share them without a file system."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.base import File
from django.core.files.storage import Storage

from catalog.pictures.storing.away import StoreAway
from catalog.pictures.storing.bucket_client import (
    BucketClient,
    BucketPlace,
    ConditionFailed,
    client_of,
    sentence,
)
from catalog.pictures.storing.files import Discarded
from catalog.pictures.storing.local_copies import LocalCopies
from catalog.pictures.storing.spool import Spool

# Where an object lies that is about to be deleted.
ASIDE = ".aside/"
# For a browser that fetches a picture at the store itself.
PRIVATE = "private, max-age=31536000, immutable"


class BucketStorage(Storage):
    """The objects of a bucket whose names begin with `folder`. `copies` and `spool` are folders of this machine.

    Every method raises `StoreAway` when the store does not answer or refuses.
    """

    def __init__(self, *, folder: str, copies: Path, spool: Path, presigned_seconds: int = 0, **place: str) -> None:
        self._place, self._folder, self._presigned_seconds = BucketPlace(**place), folder, presigned_seconds
        self._copies = LocalCopies(copies)
        self.spool: Spool | None = Spool(spool)

    @property
    def client(self) -> BucketClient:
        return client_of(self._place)

    def key_of(self, name: str) -> str:
        return f"{self._folder}/{name}"

    def address_without_key(self, name: str) -> str:
        """Where the object would be read by anybody, if the bucket let them."""
        return self.client.address(self.key_of(name), 60).partition("?")[0]

    def put(self, name: str, content: bytes | BinaryIO) -> None:
        """Equal names are equal bytes, so a store that knows no conditions only writes the same once more."""
        size = len(content) if isinstance(content, bytes) else os.fstat(content.fileno()).st_size
        with suppress(ConditionFailed):
            self._write(name, content, IfNoneMatch="*")
        if self.bytes_of(name) != size:  # half of it is there, or it was put aside meanwhile
            self._write(name, content)
            if self.bytes_of(name) != size:
                raise StoreAway(sentence())

    def read(self, name: str) -> bytes:
        try:
            return self.client.read(self.key_of(name))
        except FileNotFoundError:
            return self.client.read(self.key_of(ASIDE + name))

    def local_path(self, name: str) -> Path:
        return self._copies.path_of(name, lambda: self.read(name))

    def exists(self, name: str) -> bool:
        return self.bytes_of(name) is not None or self.bytes_of(ASIDE + name) is not None

    def bytes_of(self, name: str) -> int | None:
        state = self._state(name)
        return int(state["ContentLength"]) if state else None

    def names(self) -> list[str]:
        """Of all objects, without those put aside."""
        keys = self.client.keys(self.key_of(""))
        return [key.removeprefix(self.key_of("")) for key in keys if not key.startswith(self.key_of(ASIDE))]

    def delete(self, name: str) -> None:
        self._copies.remove(name)
        self.client.call("delete_object", Key=self.key_of(name))

    def discard(self, name: str, stored_after: datetime, is_needed: Callable[[], bool]) -> Discarded:
        """It is put aside first, where it is still read, and deleted by a later run. A row that comes to need it
        meanwhile, because the same bytes were stored again, keeps it."""
        set_aside_at = self._modified_at(ASIDE + name)
        if set_aside_at is None:
            if is_needed():
                return Discarded.NEEDED
            return self._set_aside(name)
        if set_aside_at >= stored_after:
            return Discarded.FRESH
        if is_needed():
            self._copy(ASIDE + name, name)
            self.delete(ASIDE + name)
            return Discarded.NEEDED
        self.delete(ASIDE + name)
        self._copies.remove(name)
        # In its place again: stored anew, or whoever put it aside was killed before the end.
        return Discarded.GONE if self.bytes_of(name) is None else Discarded.FRESH

    def delete_unfinished(self, name: str, seconds: float) -> None:
        """A bucket shows an object only once it is whole."""

    def address(self, name: str, content_type: str, disposition: str) -> str:
        """Where a browser may fetch it for a short time; empty where the web gives it out itself."""
        if not self._presigned_seconds:
            return ""
        headers = {"ResponseContentType": content_type, "ResponseCacheControl": PRIVATE}
        headers["ResponseContentDisposition"] = disposition
        return self.client.address(self.key_of(name), self._presigned_seconds, **headers)

    def _set_aside(self, name: str) -> Discarded:
        try:
            self._copy(name, ASIDE + name)
        except FileNotFoundError:
            return Discarded.GONE
        self.delete(name)
        return Discarded.FRESH

    def _write(self, name: str, content: bytes | BinaryIO, **condition: str) -> None:
        if not isinstance(content, bytes):
            content.seek(0)
        self.client.call("put_object", Key=self.key_of(name), Body=content, **condition)

    def _copy(self, name: str, to: str) -> None:
        source = {"Bucket": self.client.bucket, "Key": self.key_of(name)}
        self.client.call("copy_object", Key=self.key_of(to), CopySource=source)

    def _modified_at(self, name: str) -> datetime | None:
        state = self._state(name)
        return state["LastModified"] if state else None

    def _state(self, name: str) -> Any:
        try:
            return self.client.call("head_object", Key=self.key_of(name))
        except FileNotFoundError:
            return None

    # What Django asks of a storage.

    def _open(self, name: str, mode: str = "rb") -> File:
        return File(BytesIO(self.read(name)), name)

    def _save(self, name: str, content: Any) -> str:
        self.put(name, content.read())
        return name
