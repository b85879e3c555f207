"""Files of the shop: uploading one once, reading it back, deleting it."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from PIL import Image

from renders.channels.base import Delivery, Live, Mismatch, NotReady, Receipt, Rejected, Unreachable
from renders.channels.shopify import documents, errors
from renders.channels.shopify.connection import ShopConnection
from renders.finishing import read_provenance, require_provenance

FAILED, READY = "FAILED", "READY"
AT_WORK = ("UPLOADED", "PROCESSING")


@dataclass(frozen=True)
class ShopFile:
    """A file as Shopify tells of it; the address comes once it is ready."""

    reference: str
    status: str
    alt_text: str
    address: str
    original: str  # where the very bytes that were sent can be read for a short while
    original_size: int  # bytes; 0 where Shopify does not say
    width: int
    height: int
    complaints: tuple[tuple[str, str], ...]  # codes and messages

    @classmethod
    def from_node(cls, node: dict[str, Any]) -> "ShopFile":
        image, source = node.get("image") or {}, node.get("originalSource") or {}
        return cls(
            node["id"],
            node["fileStatus"],
            node["alt"] or "",
            image.get("url") or "",
            source.get("url") or "",
            source.get("fileSize") or 0,
            image.get("width") or 0,
            image.get("height") or 0,
            tuple((each["code"], each["message"]) for each in node.get("fileErrors") or ()),
        )

    @property
    def is_nameless(self) -> bool:
        return not self.address and not self.original

    def is_named(self, stem: str) -> bool:
        """Whether it has this name, or the one that Shopify made of it where that was taken: with a word appended."""
        return any(urlsplit(url).path.rpartition("/")[2].startswith(stem) for url in (self.address, self.original))

    def require_ready(self) -> None:
        """Raises `NotReady`, or what Shopify says is wrong with a file that it could not process."""
        if self.status == FAILED:
            code, message = self.complaints[0] if self.complaints else ("IMAGE_PROCESSING_FAILURE", "")
            raise errors.of_code(code, message)
        if self.status != READY:
            raise NotReady(_("Shopify is still processing the picture; Packshot goes on by itself."))


def upload(shop: ShopConnection, delivery: Delivery) -> Receipt:
    """Bring the file to the shop's files, in no gallery yet. One that is there is adopted."""
    found = find(shop, delivery)
    usable = next((each for each in found if each.status != FAILED), None)
    # A file that failed keeps its name, so the next one has to take another.
    reference = adopted(shop, usable, delivery) if usable else _create(shop, delivery, is_name_taken=bool(found))
    return receipt_of(delivery, reference)


def find(shop: ShopConnection, delivery: Delivery) -> list[ShopFile]:
    """Files of the shop that were made of this delivery. Raises `NotReady` while that is not known."""
    stem = delivery.file_name.rpartition(".")[0]
    nodes = shop.ask(documents.FILES_BY_NAME, query=f"filename:{stem}*")["files"]["nodes"]
    files = [ShopFile.from_node(node) for node in nodes if "originalSource" in node]
    if any(each.is_nameless and each.status in AT_WORK for each in files):
        raise NotReady(_("Shopify is still processing the picture; Packshot goes on by itself."))
    return [each for each in files if each.is_nameless or each.is_named(stem)]


def adopted(shop: ShopConnection, file: ShopFile, delivery: Delivery) -> str:
    """The reference of a file that is there already, with the alternative text of this delivery."""
    if file.alt_text != delivery.alt_text:
        file.require_ready()
        describe(shop, file.reference, delivery.alt_text)
        require_saved(shop, file.reference, delivery)
    return file.reference


def describe(shop: ShopConnection, reference: str, alt_text: str) -> None:
    shop.ask(documents.UPDATE_FILES, files=[{"id": reference, "alt": alt_text}])


def require_saved(shop: ShopConnection, reference: str, delivery: Delivery) -> None:
    """Read back at once what only an upload sends, so that the next try sends it again. Raises `Mismatch`."""
    node = shop.ask(documents.FILE, id=reference)["node"]
    if node is None or (node["alt"] or "") != delivery.alt_text:
        raise Mismatch(_("Shopify said that it took the picture, but does not show it so. Packshot sends it again."))


def receipt_of(delivery: Delivery, reference: str) -> Receipt:
    """Without an address: Shopify gives one when the picture is processed, and `verify` reads it."""
    width, height = size_of(delivery)
    return Receipt(
        reference, "", delivery.sha256, len(delivery.data), delivery.alt_text, delivery.provenance, width, height
    )


def size_of(delivery: Delivery) -> tuple[int, int]:
    """Pixels, from the head of the file; we made it ourselves."""
    with Image.open(BytesIO(delivery.data)) as image:
        return image.size


def _create(shop: ShopConnection, delivery: Delivery, *, is_name_taken: bool) -> str:
    """The id of a new file. The name may exist once only, so that Shopify itself refuses a second one when the answer
    to the first was lost and the search does not know it yet."""
    staged = {
        "filename": delivery.file_name,
        "mimeType": delivery.content_type,
        "resource": "IMAGE",
        "httpMethod": "POST",
        "fileSize": str(len(delivery.data)),
    }
    targets = shop.ask(documents.STAGE, input=[staged])["stagedUploadsCreate"]["stagedTargets"]
    target = only(targets)
    shop.send_file(target, delivery.file_name, delivery.content_type, delivery.data)
    file = {
        "originalSource": target["resourceUrl"],
        "filename": delivery.file_name,
        "alt": delivery.alt_text,
        "contentType": "IMAGE",
        "duplicateResolutionMode": "APPEND_UUID" if is_name_taken else "RAISE_ERROR",
    }
    created: str = only(shop.ask(documents.CREATE_FILES, files=[file])["fileCreate"]["files"])["id"]
    require_saved(shop, created, delivery)
    return created


def only(listed: list[dict[str, Any]] | None) -> dict[str, Any]:
    """The one of a list; without one, Shopify said yes and did nothing."""
    if not listed:
        raise Unreachable(_("Shopify answered, but names no file. Packshot looks again."))
    return listed[0]


def read_file(shop: ShopConnection, reference: str) -> ShopFile:
    """Raises `Rejected` when somebody deleted it."""
    node = shop.ask(documents.FILE, id=reference)["node"]
    if node is None:
        raise Rejected(str(errors.PICTURE_GONE))
    return ShopFile.from_node(node)


def verify(shop: ShopConnection, receipt: Receipt) -> Live:
    """Shopify encodes pictures anew, so what is compared is the size of the original, pixels, alternative text, and the
    AI mark of the original where it can still be read."""
    file = read_file(shop, receipt.reference)
    file.require_ready()
    if file.original_size and file.original_size != receipt.size:
        raise Mismatch(_("Shopify stored another file than was sent. Packshot looks again."))
    if receipt.width and (file.width, file.height) != (receipt.width, receipt.height):
        raise Mismatch(_("Shopify shows a picture of another size than was sent. Packshot looks again."))
    if file.alt_text != receipt.alt_text:
        raise Mismatch(_("Shopify shows another alternative text than was sent. Packshot looks again."))
    original = shop.picture(file.original) if file.original else None
    if original is not None:
        require_provenance(original, receipt.provenance)
    shown = shop.picture(file.address)
    lost_its_mark = shown is not None and read_provenance(shown) is None
    return Live(file.address, (file.address,) if lost_its_mark else ())


def discard(shop: ShopConnection, reference: str) -> None:
    """Delete a file for good; one that is gone already is no error."""
    if shop.ask(documents.FILE, id=reference)["node"] is not None:
        shop.ask(documents.DELETE_FILES, ids=[reference])
