"""What the catalogue holds already of the SKUs and codes of a file, asked in a few queries for all rows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q
from django.db.models.functions import Lower

from catalog.models import Colorway, Product

# Placeholders in one statement: SQLite takes 32,766.
CHUNK = 5_000


@dataclass(frozen=True)
class KnownCatalogue:
    """Rows by lower-case SKU and code, with every colour of each product concerned.

    `state` is the same for two readings between which nothing changed.
    """

    colorways: dict[str, Colorway]
    products: dict[str, Product]
    # Colours by product: names in lower case with the SKU that has them.
    names: dict[int, dict[str, str]]
    state: object


def read_known(skus: Collection[str], codes: Collection[str], *, is_locking: bool = False) -> KnownCatalogue:
    """What is known of these, whatever their capitals; `is_locking` keeps the rows as they are until the commit."""
    rows = Colorway.objects.select_for_update(of=("self",)) if is_locking else Colorway.objects.all()
    found = rows.select_related("product")
    colorways: dict[str, Colorway] = {
        one.sku.lower(): one
        for chunk in _chunks({sku.lower() for sku in skus})
        for one in found.alias(lower=Lower("sku")).filter(lower__in=chunk)
    }
    products: dict[str, Product] = {
        one.code.lower(): one
        for chunk in _chunks({code.lower() for code in codes})
        for one in Product.objects.alias(lower=Lower("code")).filter(lower__in=chunk)
    }
    products |= {one.product.code.lower(): one.product for one in colorways.values()}
    names: dict[int, dict[str, str]] = {product.pk: {} for product in products.values()}
    for chunk in _chunks(names):
        for product_id, name, sku in Colorway.objects.filter(Q(product__in=chunk)).values_list(
            "product_id", "name", "sku"
        ):
            names[product_id][name.casefold()] = sku
    values = {one.pk: (one.sku, one.product_id, one.name, one.color_words, one.swatch) for one in colorways.values()}
    state = values, {one.pk: (one.code, _facts(one)) for one in products.values()}, names
    return KnownCatalogue(colorways, products, names, state)


def _facts(product: Product) -> tuple[object, ...]:
    attributes = tuple(sorted(product.attributes.items())) if isinstance(product.attributes, dict) else ()
    return product.name, product.category, product.noun, product.material, product.finish, attributes


def _chunks(values: Collection[object]) -> Iterator[list[object]]:
    iterator = iter(values)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
