"""A product's gallery in a bucket: one JSON file, which shops and sites may read too."""

import re

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.pictures import sha256
from catalog.text import safe_name
from renders.channels.base import Rejected
from renders.channels.bucket.store import ObjectHeaders
from renders.channels.galleries import Gallery, GalleryPicture, Target, Variant

MAX_BYTES = 4 * 1024 * 1024
HEADERS = ObjectHeaders("application/json", "public, max-age=60")
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


class ListedPicture(BaseModel):
    """One picture of the file. Fields that others added stay with it."""

    model_config = ConfigDict(extra="allow")

    name: str  # of its object
    address: str
    alt_text: str = ""
    gallery_slot: str = ""
    sku: str = ""  # of the colour


class ListedVariant(BaseModel):
    """Which picture a colour shows."""

    model_config = ConfigDict(extra="allow")

    sku: str
    picture: str  # the name of its object


class Manifest(BaseModel):
    """The whole file. The first picture is the main one."""

    model_config = ConfigDict(extra="allow")

    sku: str = ""
    name: str = ""
    pictures: list[ListedPicture] = []
    variants: list[ListedVariant] = []

    @classmethod
    def read(cls, data: bytes, file: str) -> "Manifest":
        """Raises `Rejected` when this is no gallery: it is somebody else's file then."""
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            raise Rejected(
                _("%(file)s in the bucket is not a gallery of Packshot. Nothing was changed. Move it away.")
                % {"file": file}
            ) from error

    def data(self) -> bytes:
        return self.model_dump_json(indent=2).encode() + b"\n"

    def gallery(self, target: Target, *, file: str, address: str, revision: str) -> Gallery:
        shown = {one.sku: one.picture for one in self.variants}
        skus = dict.fromkeys([*target.colorways, *shown])
        return Gallery(
            product=file,
            title=target.name,
            pictures=tuple(
                GalleryPicture(one.name, one.address, one.alt_text, one.gallery_slot) for one in self.pictures
            ),
            variants=tuple(Variant(sku, sku, shown.get(sku, "")) for sku in skus),
            address=address,
            revision=revision,
            sku=self.sku or target.sku,
        )

    def arranged(self, wanted: Gallery) -> "Manifest":
        """With the pictures of `wanted`."""
        pictures = {one.name: one for one in self.pictures}
        variants = {one.sku: one for one in self.variants}
        skus = {safe_name(sku): sku for sku in (wanted.sku, *(one.sku for one in wanted.variants))}
        changes = {
            "sku": self.sku or wanted.sku,
            "name": wanted.title,
            "pictures": [_listed(one, pictures.get(one.reference), skus) for one in wanted.pictures],
            "variants": [
                variants.get(one.sku, ListedVariant(sku=one.sku, picture="")).model_copy(
                    update={"picture": one.picture}
                )
                for one in wanted.variants
                if one.picture
            ],
        }
        return self.model_copy(update=changes)


def manifest_name(sku: str) -> str:
    """The file of a product. Two SKUs never share one, whatever characters they hold."""
    readable = NOT_IN_NAMES.sub("-", sku).strip("-._")[:60]
    return f"galleries/{readable or 'product'}-{sha256(sku.encode())[:8]}.json"


def _listed(picture: GalleryPicture, before: ListedPicture | None, skus: dict[str, str]) -> ListedPicture:
    name = picture.gallery_slot.partition("/")[0]
    sku = skus.get(name, name)
    one = before or ListedPicture(name=picture.reference, address=picture.address, sku=sku)
    return one.model_copy(update={"alt_text": picture.alt_text, "gallery_slot": picture.gallery_slot})
