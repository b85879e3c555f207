"""Products of a shop: found by their SKUs, and their pictures changed by ids, without a word about any other."""

from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from renders.channels.base import NoProduct
from renders.channels.galleries import Gallery, GalleryPicture, Target, Variant
from renders.channels.woocommerce.merging import merged
from renders.channels.woocommerce.site import WordPressSite

PRODUCTS = "wc/v3/products"
FIELDS = "id,parent_id,type,status,sku,name,permalink,images"
VARIATION_FIELDS = "id,sku,image"
PAGE = 100  # the most that the shop lists at once


class ShopProducts:
    """The products of one shop. Galleries are written as ids only, so no text of anybody's picture changes."""

    def __init__(self, site: WordPressSite) -> None:
        self._site = site

    def gallery(self, target: Target) -> Gallery:
        """Raises `NoProduct`."""
        product = self._product(target.reference) if target.reference else self._matched(target)
        return Gallery(
            product=str(product["id"]),
            title=unescape(str(product.get("name") or "")),
            pictures=tuple(_pictures(product)),
            variants=tuple(self._variants(product, target)),
            address=str(product.get("permalink") or ""),
        )

    def arrange(self, gallery: Gallery, wanted: Gallery) -> None:
        was, will = _references(gallery), _references(wanted)
        if was != will:
            now = [picture.reference for picture in _pictures(self._product(gallery.product))]
            pictures = merged(was, will, now)
            if pictures != now:
                self._write(gallery.product, {"images": [{"id": int(one)} for one in pictures]})
        shown = {variant.reference: variant.picture for variant in gallery.variants}
        for variant in wanted.variants:
            if variant.picture != shown.get(variant.reference, ""):
                # Number 0 takes the picture away.
                image = {"id": int(variant.picture or 0)}
                self._write(f"{gallery.product}/variations/{variant.reference}", {"image": image})

    def _write(self, path: str, body: dict[str, Any]) -> None:
        self._site.send("PUT", f"{PRODUCTS}/{path}", body, _fields="id").value()

    def _product(self, reference: str) -> dict[str, Any]:
        """Raises `NoProduct`."""
        product = self._site.get(f"{PRODUCTS}/{int(reference)}", context="edit", _fields=FIELDS).fields()
        if product.get("status") == "trash":
            raise NoProduct(
                _("The shop has “%(name)s” in its bin. Nothing was changed there: bring it back, then publish again.")
                % {"name": unescape(str(product.get("name") or ""))}
            )
        return product

    def _matched(self, target: Target) -> dict[str, Any]:
        """By the product's own SKU, else by those of its colorways. Raises `NoProduct`."""
        listed = self._listed([target.sku]) or self._listed(target.colorways)
        numbers = {int(one.get("parent_id") or 0) or int(one["id"]) for one in listed}
        if len(numbers) != 1:
            raise _no_product(target, listed)
        number = numbers.pop()
        return next((one for one in listed if one["id"] == number), None) or self._product(str(number))

    def _listed(self, skus: Sequence[str]) -> list[dict[str, Any]]:
        """Products and variations of exactly these SKUs, whatever their letters' case. A comma separates SKUs for the
        shop, so one that holds a comma is asked for alone."""
        wanted = [sku for sku in skus if sku]
        asked = [",".join(sku for sku in wanted if "," not in sku), *(sku for sku in wanted if "," in sku)]
        rows = {
            row["id"]: row
            for text in asked
            if text
            for row in self._site.get(PRODUCTS, sku=text, per_page=PAGE, context="edit", _fields=FIELDS).rows()
            if str(row.get("sku") or "").casefold() in {sku.casefold() for sku in wanted}
            and row.get("status") != "trash"
        }
        return list(rows.values())

    def _variants(self, product: dict[str, Any], target: Target) -> Iterable[Variant]:
        """SKUs in our own spelling. A variation without one answers with its product's, which is none of its own."""
        ours = {sku.casefold(): sku for sku in target.colorways}
        for row in self._variations(product):
            sku = str(row.get("sku") or "")
            if sku == product.get("sku"):
                sku = ""
            image = row.get("image")
            number = image.get("id") if isinstance(image, dict) else None
            yield Variant(str(row["id"]), ours.get(sku.casefold(), sku), str(number) if number else "")

    def _variations(self, product: dict[str, Any]) -> Iterable[dict[str, Any]]:
        page, is_last = 1, "variable" not in str(product.get("type"))
        while not is_last:
            rows = self._site.get(
                f"{PRODUCTS}/{product['id']}/variations",
                page=page,
                per_page=PAGE,
                orderby="id",
                order="asc",
                context="edit",
                _fields=VARIATION_FIELDS,
            ).rows()
            yield from rows
            page, is_last = page + 1, len(rows) < PAGE


def _pictures(product: dict[str, Any]) -> Iterable[GalleryPicture]:
    """Without the placeholder, which has no number."""
    for image in product.get("images") or []:
        if image.get("id"):
            yield GalleryPicture(str(image["id"]), str(image.get("src") or ""), unescape(str(image.get("alt") or "")))


def _references(gallery: Gallery) -> list[str]:
    return [picture.reference for picture in gallery.pictures]


def _no_product(target: Target, listed: Sequence[dict[str, Any]]) -> NoProduct:
    if not listed:
        return NoProduct(
            _(
                "The shop has no product with the SKU %(sku)s. Nothing was published: enter it at the product in the "
                "shop, then try again."
            )
            % {"sku": target.sku}
        )
    names = ", ".join(f"{unescape(str(one.get('name') or ''))} (#{one['id']})" for one in listed[:5])
    return NoProduct(
        _(
            "The shop has several products for the SKU %(sku)s: %(names)s. Nothing was published: let one of them have "
            "it, then try again."
        )
        % {"sku": target.sku, "names": names}
    )
