"""Finding a product of the shop by its SKUs, and reading its gallery."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from renders.channels.base import NoProduct
from renders.channels.galleries import Gallery, GalleryPicture, Target, Variant
from renders.channels.shopify import documents, errors
from renders.channels.shopify.connection import ShopConnection

SKUS_OF_A_SEARCH = 20


def product_of(shop: ShopConnection, skus: Sequence[str]) -> str:
    """Shopify's id of the one product that has variants of these SKUs. Raises `NoProduct`."""
    titles: dict[str, str] = {}
    for start in range(0, len(skus), SKUS_OF_A_SEARCH):
        for variant in _variants_found(shop, skus[start : start + SKUS_OF_A_SEARCH]):
            # The search also finds SKUs that only begin like ours.
            if variant["sku"] in skus:
                titles[variant["product"]["id"]] = variant["product"]["title"]
    if len(titles) == 1:
        return next(iter(titles))
    fields = {"skus": ", ".join(skus[:5]), "titles": ", ".join(f"“{title}”" for title in list(titles.values())[:5])}
    if titles:
        raise NoProduct(
            _(
                "Several products of the shop have the SKUs %(skus)s: %(titles)s. Nothing was published: give each "
                "product SKUs of its own in Shopify, then try again."
            )
            % fields
        )
    raise NoProduct(
        _(
            "No product of the shop has a variant with the SKU %(skus)s. Nothing was published: enter the SKU in "
            "Shopify, then try again."
        )
        % fields
    )


def gallery_of(shop: ShopConnection, target: Target) -> Gallery:
    """The gallery of a product, all pages of it. Raises `NoProduct`."""
    product = target.reference or product_of(shop, [target.sku, *target.colorways])
    return read_gallery(shop, product)


def read_gallery(shop: ShopConnection, product: str) -> Gallery:
    """By Shopify's id of the product. Raises `NoProduct` when it was deleted."""
    shown: dict[str, Any] = {}
    pictures: list[GalleryPicture] = []
    for data in shop.pages(documents.MEDIA, lambda page: (page["product"] or {}).get("media"), id=product):
        shown = _existing(data["product"])
        pictures += [_picture(each) for each in shown["media"]["nodes"]]
    variants = [
        Variant(each["id"], each["sku"] or "", next((media["id"] for media in each["media"]["nodes"]), ""))
        for data in shop.pages(documents.VARIANTS, lambda page: (page["product"] or {}).get("variants"), id=product)
        for each in _existing(data["product"])["variants"]["nodes"]
    ]
    address = shown["onlineStoreUrl"] or ""
    return Gallery(shown["id"], shown["title"], tuple(pictures), tuple(variants), address)


def _variants_found(shop: ShopConnection, skus: Sequence[str]) -> Iterator[dict[str, Any]]:
    query = " OR ".join(f"sku:{quoted(sku)}" for sku in skus)
    for data in shop.pages(documents.PRODUCTS_BY_SKU, lambda page: page["productVariants"], query=query):
        yield from data["productVariants"]["nodes"]


def quoted(text: str) -> str:
    """A text as a value of Shopify's search."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _existing(product: dict[str, Any] | None) -> dict[str, Any]:
    if product is None:
        raise NoProduct(str(errors.PRODUCT_GONE))
    return product


def _picture(media: dict[str, Any]) -> GalleryPicture:
    """Of a picture, or of a film or model, which keep their places too."""
    image = (media["preview"] or {}).get("image") or {}
    return GalleryPicture(media["id"], image.get("url", ""), media["alt"] or "")
