"""The channel: pictures under the hash of their bytes, and one manifest a product."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext as _

from catalog.pictures import sha256
from renders.channels.base import Delivery, Live, Mismatch, NotReady, Receipt, Rejected
from renders.channels.bucket import manifest
from renders.channels.bucket.connection import store_of
from renders.channels.bucket.manifest import Manifest, manifest_name
from renders.channels.bucket.store import ObjectHeaders, StoredObject
from renders.channels.file_limits import ANY_FILE, FileLimits
from renders.channels.galleries import Gallery, Target
from renders.finishing import CONTENT_TYPES, ProvenanceMissing, require_provenance

PREFIX = re.compile(r"([A-Za-z0-9_-][A-Za-z0-9._-]*/)*")


class Bucket:
    """Names carry the hash of their bytes, so a published file is never overwritten and may be cached for ever."""

    setting_names: ClassVar[tuple[str, ...]] = ("bucket", "endpoint", "region", "custom_domain", "prefix")
    key_names: ClassVar[tuple[str, ...]] = ()
    secret_names: ClassVar[tuple[str, ...]] = ()
    shows_uploads: ClassVar[bool] = False

    def __init__(self, settings: Mapping[str, str], key: str) -> None:
        self._store = store_of(settings, key)
        self._prefix = _prefix(settings.get("prefix", ""))

    @staticmethod
    def file_limits(settings: Mapping[str, str]) -> FileLimits:
        return ANY_FILE

    @staticmethod
    def place(settings: Mapping[str, str]) -> str:
        where = (settings.get(name, "").strip("/") for name in ("endpoint", "bucket", "prefix"))
        return " ".join(where)

    def check(self) -> Sequence[str]:
        return self._store.check(self._prefix)

    def read(self, target: Target) -> Gallery:
        """A product without a manifest has an empty gallery, so there is no product that the bucket does not know."""
        file = target.reference or self._prefix + manifest_name(target.sku)
        stored = self._store.read(file, manifest.MAX_BYTES)
        listed = Manifest.read(stored.data, file) if stored else Manifest()
        address = self._store.address(file) if stored else ""
        return listed.gallery(target, file=file, address=address, revision=stored.revision if stored else "")

    def upload(self, delivery: Delivery) -> Receipt:
        """A file that is complete already is adopted, with the alternative text it was stored with."""
        name, headers = self._prefix + delivery.file_name, _headers(delivery)
        stored = self._store.read(name, len(delivery.data))
        if not _is_stored(stored, delivery.data, headers):
            # What a crash left of a file goes, but never what somebody wrote meanwhile.
            instead_of = stored.revision if stored else ""
            if not self._store.write(name, delivery.data, headers, instead_of=instead_of) and not _is_stored(
                self._store.read(name, len(delivery.data)), delivery.data, headers
            ):
                raise NotReady(_("Somebody else wrote the same file to the bucket at the same moment."))
        address = self._store.address(name)
        return Receipt(
            name, address, delivery.sha256, len(delivery.data), delivery.alt_text, provenance=delivery.provenance
        )

    def arrange(self, gallery: Gallery, wanted: Gallery) -> None:
        stored = self._store.read(gallery.product, manifest.MAX_BYTES)
        before = Manifest.read(stored.data, gallery.product) if stored else Manifest()
        after = before.arranged(wanted)
        if after == before or not (stored or wanted.pictures):
            return
        is_as_read = (stored.revision if stored else "") == gallery.revision
        if not is_as_read or not self._store.write(
            gallery.product, after.data(), manifest.HEADERS, instead_of=gallery.revision
        ):
            raise NotReady(_("Somebody else changed the gallery at the same moment. It is read again."))

    def verify(self, receipt: Receipt) -> Live:
        """The bucket promises every byte, and with them the provenance. A domain in front of it may change files."""
        stored = self._store.read(receipt.reference, receipt.size)
        if stored is None:
            raise Mismatch(_("The file is not in the bucket any more."))
        if sha256(stored.data) != receipt.sha256:
            raise Mismatch(_("The bucket gave back other bytes than were sent."))
        if stored.headers and stored.headers != ObjectHeaders(_content_type(receipt.reference)):
            raise Mismatch(_("The bucket serves the file as another type, or lets nobody keep it."))
        require_provenance(stored.data, receipt.provenance)
        seen = self._store.read_as_anybody(receipt.reference, 4 * receipt.size + 1024)
        is_marked = seen is None or seen == stored.data or _is_marked(seen, receipt)
        return Live(receipt.address, unmarked=() if is_marked else (receipt.address,))

    def describe(self, receipt: Receipt, gallery: Gallery, alt_text: str) -> None:
        """In the manifest, which is what others read. The file itself never changes, nor what it is served with."""
        if not gallery.has(receipt.reference):
            raise Mismatch(_("The gallery does not show the picture any more."))
        self.arrange(gallery, gallery.with_alt_text(receipt.reference, alt_text))

    def discard(self, receipt: Receipt) -> None:
        self._store.delete(receipt.reference)


def _is_stored(stored: StoredObject | None, data: bytes, headers: ObjectHeaders) -> bool:
    return stored is not None and stored.data == data and stored.headers in (None, headers)


def _headers(delivery: Delivery) -> ObjectHeaders:
    return ObjectHeaders(delivery.content_type, alt_text=delivery.alt_text)


def _content_type(name: str) -> str:
    return CONTENT_TYPES[name.rpartition(".")[2]]


def _is_marked(data: bytes, receipt: Receipt) -> bool:
    try:
        require_provenance(data, receipt.provenance)
    except ProvenanceMissing:
        return False
    return True


def _prefix(text: str) -> str:
    """Folders before every name; empty or with a / at the end."""
    prefix = f"{text.strip('/')}/" if text.strip("/") else ""
    if not PREFIX.fullmatch(prefix):
        raise Rejected(
            _("The prefix “%(prefix)s” may hold letters, digits, dots, hyphens and / only.") % {"prefix": text}
        )
    return prefix
