"""A shop of every kind on loopback that lists one product, with two pictures of others, and a channel to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from catalog.models import Product
from renders.models import Channel
from tests.factories import make_channel
from tests.simulators.shopify import simulated_shop
from tests.simulators.woocommerce import woocommerce


class Secret:
    """A value as the settings hold it."""

    def __init__(self, value):
        self._value = value

    def get_secret_value(self):
        return self._value


@contextmanager
def shopify(settings, product, api):
    """A shop that lists the product, with two pictures of others."""
    with simulated_shop(points=1_000_000) as shop:  # nobody waits here
        settings.OUTBOUND_ALLOW = shop.hosts
        listed = shop.add_product(product.name, [one.sku for one in product.colorways.order_by("pk")])
        for name in ("hand.png", "box.png"):
            shop.add_picture(listed, name, alt=name, color="red")
        fields = {"shop_url": shop.base_url, "api": api}
        yield {"kind": "shopify", "settings": fields}, {"key": shop.token}


@contextmanager
def woo(settings, product):
    with woocommerce() as shop:
        settings.OUTBOUND_ALLOW = [shop.host]
        skus = [one.sku for one in product.colorways.order_by("pk")]
        shop.add_product(product.code, name=product.name, variations=skus, pictures=2)
        secrets = {"wordpress_user": shop.user, "wordpress_app_password": shop.password}
        yield {"kind": "woocommerce", "settings": {"url": shop.base_url}}, secrets


@contextmanager
def bucket(settings, product):
    yield {"kind": "bucket"}, {}


SHOPS = {
    "bucket": bucket,
    "shopify": lambda settings, product: shopify(settings, product, "graphql"),
    "shopify rest": lambda settings, product: shopify(settings, product, "rest"),
    "woocommerce": woo,
}


@contextmanager
def channel_to(kind: str, settings: Any, product: Product) -> Iterator[Channel]:
    """The row of the channel; what is secret stands in the settings, as if it came from the environment."""
    with SHOPS[kind](settings, product) as (row, secrets):
        channel = make_channel(**row)
        known = {f"CHANNEL_{channel.slug}_{name}".upper().replace("-", "_"): value for name, value in secrets.items()}
        settings.CHANNEL_VARIABLES = {name: Secret(value) for name, value in known.items()}
        yield channel
