"""The older REST form: pictures travel as base64 straight into the gallery, and places and variants are set one by one.

Products are found, files adopted, and pictures put out of a gallery by GraphQL all the same: REST can delete only.
"""

import base64
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from renders.channels.base import Delivery, Receipt, Rejected
from renders.channels.galleries import Variant
from renders.channels.shopify import files
from renders.channels.shopify.adapter import Shopify
from renders.channels.shopify.arranging import Arranging
from renders.channels.shopify.galleries import product_of


class RestArranging(Arranging):
    """Order and variants by `PUT products/{id}/images/{id}.json`."""

    def order(self, moves: Sequence[tuple[str, int]]) -> None:
        images = self._images()
        for reference, position in moves:
            if image := images.get(reference):
                self._put(image["id"], position=position + 1)

    def show_on_variants(self, changed: Sequence[tuple[Variant, str]]) -> None:
        """A picture names all variants that show it, and a variant leaves the picture before by itself."""
        images = self._images()
        shown = {variant.reference: variant.picture for variant in self.wanted.variants}
        touched = {picture for _variant, picture in changed} | {variant.picture for variant, _picture in changed}
        for reference in sorted(touched & images.keys()):
            ids = [number_of(variant) for variant, picture in shown.items() if picture == reference]
            if sorted(ids) != sorted(images[reference]["variant_ids"]):
                self._put(images[reference]["id"], variant_ids=ids)

    def _images(self) -> dict[str, dict[str, Any]]:
        """By their references in GraphQL."""
        listed = self.shop.rest("GET", f"/products/{number_of(self.product)}/images.json")["images"]
        return {image["admin_graphql_api_id"]: image for image in listed}

    def _put(self, image: int, **fields: Any) -> None:
        path = f"/products/{number_of(self.product)}/images/{image}.json"
        self.shop.rest("PUT", path, {"image": {"id": image, **fields}})


class ShopifyRest(Shopify):
    """A picture stands at the end of the gallery from its upload until it is arranged."""

    arranging = RestArranging
    shows_uploads = True

    def upload(self, delivery: Delivery) -> Receipt:
        found = files.find(self._shop, delivery)
        usable = next((each for each in found if each.status != files.FAILED), None)
        reference = files.adopted(self._shop, usable, delivery) if usable else self._post(delivery)
        return files.receipt_of(delivery, reference)

    def _product(self, delivery: Delivery) -> str:
        return delivery.product or product_of(self._shop, [delivery.sku])

    def _post(self, delivery: Delivery) -> str:
        """The reference of the new picture. It is read back, because Shopify drops one that is too large in silence."""
        images = f"/products/{number_of(self._product(delivery))}/images"
        image = {
            "attachment": base64.b64encode(delivery.data).decode(),
            "filename": delivery.file_name,
            "alt": delivery.alt_text,
        }
        posted = self._shop.rest("POST", f"{images}.json", {"image": image}).get("image") or {}
        listed = self._shop.rest("GET", f"{images}.json")["images"]
        shown = next((each for each in listed if each["id"] == posted.get("id")), None)
        if shown is None:
            raise Rejected(
                _(
                    "Shopify said that it took the picture and dropped it, which it does with pictures that are too "
                    "large. Set long_edge or max_kilobytes of the channel lower, then try again."
                )
            )
        reference: str = shown["admin_graphql_api_id"]
        return reference


def number_of(reference: str) -> int:
    """What REST calls a thing that GraphQL calls gid://shopify/Product/1."""
    return int(reference.rpartition("/")[2])
