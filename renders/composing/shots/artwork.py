"""The artwork that planned shots read of their products, loaded in one query."""

from collections.abc import Iterable

from django.db.models import QuerySet

from catalog.models import Artwork, Product
from config.caching.compiled_queries import compiled, remember


def load_artwork(products: Iterable[Product]) -> None:
    """Let these products know their artwork. Those that know it are left as they are, those not saved have none."""
    asked = [product for product in products if product.pk and not is_loaded(product)]
    found: dict[int, list[Artwork]] = {product.pk: [] for product in asked}
    for one in artwork_of(sorted(found)):
        found[one.product_id].append(one)
    for product in asked:
        remember(product, "artwork", found[product.pk])


@compiled
def artwork_of(products: list[int]) -> QuerySet[Artwork]:
    return Artwork.objects.filter(product__pk__in=products)


def is_loaded(product: Product) -> bool:
    return "artwork" in vars(product).get("_prefetched_objects_cache", {})
