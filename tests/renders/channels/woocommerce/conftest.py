"""A shop on loopback, a channel to it, and pictures to publish."""

from dataclasses import replace

import pytest
from PIL import Image

from renders.channels.base import Delivery
from renders.channels.galleries import Target
from renders.channels.woocommerce import WooCommerce
from renders.finishing import FileRules, delivery
from renders.finishing.provenance import Provenance, SourceType
from tests.simulators.woocommerce import woocommerce

PROVENANCE = Provenance(SourceType.TRAINED_ALGORITHMIC_MEDIA, "packshot v3", "hiapi", "flux-schnell")
MUG = Target("MUG", ("MUG-R", "MUG-B"), "Mug")


def made(color="teal", *, size=(400, 400), slot="MUG-R/packshot/studio", file_format="jpeg", **changes):
    """A finished picture, as the pipeline delivers it."""
    file = delivery(Image.new("RGB", size, color), FileRules(file_format), PROVENANCE)
    one = Delivery(
        data=file.data,
        sha256=file.sha256,
        content_type=file.content_type,
        extension=file.extension,
        sku=slot.partition("/")[0],
        product_name="Mug",
        gallery_slot=slot,
        position=0,
        alt_text="A mug, front",
        provenance=PROVENANCE,
    )
    return replace(one, **changes)


@pytest.fixture
def shop():
    with woocommerce() as shop:
        yield shop


@pytest.fixture
def connected(settings):
    """A channel to a shop, as the environment would set it."""

    def connect(shop, *, allow=(), **changes):
        settings.OUTBOUND_ALLOW = [shop.host, *allow]
        values = {"url": shop.base_url, "wordpress_user": shop.user, "wordpress_app_password": shop.password}
        key = changes.pop("key", "")
        return WooCommerce({**values, **changes}, key)

    return connect


@pytest.fixture
def channel(shop, connected):
    return connected(shop)
