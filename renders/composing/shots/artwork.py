"""The artwork that planned shots read of their products, loaded in one query."""

from collections.abc import Iterable

from django.db.models import QuerySet

from catalog.models import Artwork, Product
from config.caching.compiled_queries import compiled, remember_each


def load_artwork(products: Iterable[Product]) -> None:
    """Let these products know their artwork. Those that know it are left as they are, those not saved have none."""
    asked = [product for product in products if product.pk and not is_loaded(product)]
    keys = sorted({product.pk for product in asked})
    remember_each(asked, "artwork", artwork_of(keys), "product_id")


@compiled
def artwork_of(products: list[int]) -> QuerySet[Artwork]:
    return Artwork.objects.filter(product__pk__in=products)


def is_loaded(product: Product) -> bool:
    return "artwork" in vars(product).get("_prefetched_objects_cache", {})
