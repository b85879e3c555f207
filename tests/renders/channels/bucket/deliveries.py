"""Finished files, and what the tests of the bucket do with them."""

from catalog.pictures import decode
from renders.channels import Delivery
from renders.channels.galleries import GalleryPicture, Target
from renders.finishing import FileRules, delivery
from renders.finishing.provenance import Provenance, SourceType
from tests.images import packshot

COMPOSITE = Provenance(SourceType.COMPOSITE, "packshot v1")
MUG = Target("mug", ("mug-1", "mug-2"), "Mug")


def made(**changes):
    file = delivery(decode(packshot()).image, FileRules("webp"), COMPOSITE)
    fields = {
        "data": file.data,
        "sha256": file.sha256,
        "content_type": file.content_type,
        "extension": file.extension,
        "sku": "mug-1",
        "product_name": "Mug",
        "gallery_slot": "mug-1/pdp-main/packshot",
        "position": 0,
        "alt_text": "Eine Tasse, groß",
        "provenance": COMPOSITE,
    }
    return Delivery(**{**fields, **changes})


def shown(name, **changes):
    """A picture as a gallery lists it."""
    fields = {"address": f"https://cdn.example/{name}", "alt_text": "A mug", "gallery_slot": f"mug-1/{name}/packshot"}
    return GalleryPicture(name, **{**fields, **changes})


def add(bucket, *pictures, target=MUG):
    """Put pictures behind those that the gallery shows."""
    gallery = wanted = bucket.read(target)
    for picture in pictures:
        wanted = wanted.with_picture(picture, after=tuple(one.reference for one in wanted.pictures))
    bucket.arrange(gallery, wanted)
