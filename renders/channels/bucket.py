"""The public bucket: a folder on this machine, or any S3-compatible store through django-storages."""

from collections.abc import Mapping
from copy import copy
from typing import Any, ClassVar
from urllib.parse import quote

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from catalog.pictures import sha256
from renders.channels.base import Delivery, Mismatch, Receipt, Unreachable
from renders.channels.file_limits import ANY_FILE, FileLimits
from renders.finishing import require_provenance


class Bucket:
    """Names carry the hash of their bytes, so a published file is never overwritten and may be cached for ever."""

    setting_names: ClassVar[tuple[str, ...]] = ()  # the storage is configured by the S3_* variables
    key_names: ClassVar[tuple[str, ...]] = ()
    secret_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, settings: Mapping[str, str], key: str) -> None:
        self._storage = storages["public"]

    @staticmethod
    def file_limits(settings: Mapping[str, str]) -> FileLimits:
        return ANY_FILE

    def deliver(self, delivery: Delivery) -> Receipt:
        """Store once. A file that is complete already is adopted, with the metadata it was stored with."""
        name = f"{delivery.gallery_slot.replace('/', '-')}-{delivery.sha256[:16]}.{delivery.extension}"
        try:
            if not self._has(name, delivery.data):
                self._save(name, delivery)
            address = self._storage.url(name)
        except OSError as error:
            raise Unreachable(_("The bucket did not take the file: %(reason)s") % {"reason": _reason(error)}) from error
        return Receipt(
            name, address, delivery.sha256, len(delivery.data), delivery.alt_text, provenance=delivery.provenance
        )

    def verify(self, receipt: Receipt) -> None:
        """The bucket promises every byte, and with them the provenance."""
        data = self._read(receipt.reference)
        if sha256(data) != receipt.sha256:
            raise Mismatch(_("The bucket gave back other bytes than were sent."))
        require_provenance(data, receipt.provenance)

    def _has(self, name: str, data: bytes) -> bool:
        """Whether exactly these bytes are stored: a crash may have left a part of a file."""
        return self._storage.exists(name) and self._read(name) == data

    def _save(self, name: str, delivery: Delivery) -> None:
        self._storage.delete(name)
        file = ContentFile(delivery.data)
        file.content_type = delivery.content_type  # type: ignore[attr-defined]  # read by the S3 storage
        _with_alt_text(self._storage, delivery.alt_text).save(name, file)

    def _read(self, name: str) -> bytes:
        try:
            with self._storage.open(name) as file:
                return bytes(file.read())
        except OSError as error:
            raise Unreachable(
                _("The bucket did not give the file back: %(reason)s") % {"reason": _reason(error)}
            ) from error


def _with_alt_text(storage: Any, text: str) -> Storage:
    """A storage that writes `text` as metadata of the object; S3 has a place for it, a folder has none."""
    if not hasattr(storage, "object_parameters"):
        return storage
    described = copy(storage)
    # Metadata travels in a header, which takes ASCII only.
    described.object_parameters = {**storage.object_parameters, "Metadata": {"alt-text": quote(text)}}
    return described


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
