"""The products of the simulated shop, and what writing to one does."""

from dataclasses import dataclass, field
from typing import Any

from tests.simulators.woocommerce.library import Library

UPLOADS = "/wp-content/uploads/"


@dataclass
class ShopVariation:
    """`image` is the number of its own picture; 0 without one."""

    id: int
    parent: int
    sku: str
    image: int = 0


@dataclass
class ShopProduct:
    """`images` are the numbers of its gallery, the main picture first."""

    id: int
    sku: str
    name: str
    status: str = "publish"
    images: list[int] = field(default_factory=list)
    variations: list[ShopVariation] = field(default_factory=list)


class ShopRefusal(Exception):
    """An error with its code."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass
class ShopShelf:
    """All products, and the library that their pictures lie in."""

    library: Library
    base_url: str
    products: dict[int, ShopProduct] = field(default_factory=dict)

    def add(self, sku: str, name: str, variations: list[str]) -> ShopProduct:
        product = ShopProduct(self.library.next_id(), sku, name)
        product.variations = [ShopVariation(self.library.next_id(), product.id, each) for each in variations]
        self.products[product.id] = product
        return product

    def product(self, number: int, unknown: int) -> ShopProduct:
        """Raises `ShopRefusal`; `unknown` is the status for a number that nothing has."""
        if any(number == variation.id for each in self.products.values() for variation in each.variations):
            raise ShopRefusal("woocommerce_rest_invalid_product_id", 404)
        if number not in self.products:
            raise ShopRefusal("woocommerce_rest_product_invalid_id", unknown)
        return self.products[number]

    def variation(self, product: ShopProduct, number: int) -> ShopVariation:
        """Raises `ShopRefusal`."""
        found = next((each for each in product.variations if each.id == number), None)
        if found is None:
            raise ShopRefusal("woocommerce_rest_product_variation_invalid_id", 404)
        return found

    def with_skus(self, skus: set[str]) -> list[ShopProduct | ShopVariation]:
        """Products and variations, in the order of their numbers."""
        listed = [one for each in self.products.values() for one in (each, *each.variations)]
        wanted = {sku.lower() for sku in skus}
        return [one for one in listed if one.sku and one.sku.lower() in wanted]

    def set_images(self, product: ShopProduct, images: list[dict[str, Any]]) -> None:
        """Replaces the whole gallery. Raises `ShopRefusal`, and then nothing has changed."""
        product.images = [self._image(image, "product") for image in images]

    def set_image(self, variation: ShopVariation, image: dict[str, Any]) -> None:
        """Number 0, or nothing, takes the picture away. Raises `ShopRefusal`."""
        is_empty = not image.get("id") and "src" not in image
        variation.image = 0 if is_empty else self._image(image, "variation")

    def _image(self, image: dict[str, Any], kind: str) -> int:
        """The number meant. An address makes another attachment, even one of this site."""
        number = image.get("id") or 0
        if not number and "src" in image:
            address = str(image["src"])
            path = address.removeprefix(self.base_url + UPLOADS)
            if path == address or path not in self.library.files:
                raise ShopRefusal(f"woocommerce_{kind}_image_upload_error", 400)
            number = self.library.duplicate(path).id
        if number not in self.library.attachments:
            raise ShopRefusal(f"woocommerce_{kind}_invalid_image_id", 400)
        attachment = self.library.attachments[number]
        attachment.alt = image.get("alt") or attachment.alt
        attachment.title = image.get("name") or attachment.title
        return int(number)

    def product_fields(self, product: ShopProduct) -> dict[str, Any]:
        return {
            "id": product.id,
            "parent_id": 0,
            "type": "variable" if product.variations else "simple",
            "status": product.status,
            "sku": product.sku,
            "name": product.name,
            "permalink": f"{self.base_url}/product/{product.id}/",
            "date_modified_gmt": "2026-11-29T08:00:00",
            "images": [fields for number in product.images if (fields := self.image_fields(number))],
            "variations": [each.id for each in product.variations],
        }

    def variation_fields(self, variation: ShopVariation, context: str = "view") -> dict[str, Any]:
        """A variation without a SKU answers with its product's, and one without a picture too, unless it is edited."""
        product = self.products[variation.parent]
        falls_back = context == "view" and not variation.image and product.images
        return {
            "id": variation.id,
            "parent_id": variation.parent,
            "type": "variation",
            "status": product.status,
            "sku": variation.sku or product.sku,
            "name": product.name,
            "image": self.image_fields(product.images[0] if falls_back else variation.image),
            "images": [],
        }

    def image_fields(self, number: int) -> dict[str, Any] | None:
        """None for a picture that was deleted: the gallery still holds its number, and nobody sees it."""
        attachment = self.library.attachments.get(number)
        if attachment is None:
            return None
        src = f"{self.base_url}{UPLOADS}{attachment.file}"
        return {"id": number, "src": src, "name": attachment.title, "alt": attachment.alt}

    def document(self) -> list[dict[str, Any]]:
        """Everything, for tests."""
        return [
            {
                "id": each.id,
                "sku": each.sku,
                "status": each.status,
                "images": each.images,
                "variations": [{"id": one.id, "sku": one.sku, "image": one.image} for one in each.variations],
            }
            for each in self.products.values()
        ]
