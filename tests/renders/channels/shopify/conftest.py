"""A simulated shop with one product that somebody else has put pictures on, and the adapter that speaks to it."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from catalog.pictures import decode
from renders.channels import Delivery
from renders.channels.base import NotReady, Receipt
from renders.channels.galleries import Gallery, GalleryPicture, Target
from renders.channels.shopify.kind import ShopifyKind
from renders.finishing import FileRules, delivery
from renders.finishing.provenance import Provenance, SourceType
from tests.images import encoded
from tests.simulators.shopify import simulated_shop

MARK = Provenance(SourceType.TRAINED_ALGORITHMIC_MEDIA, "packshot v3", "hiapi", "flux-schnell")
TARGET = Target("mug", ("mug-1", "mug-2"), "Mug")


@pytest.fixture
def sim(settings):
    with simulated_shop() as sim:
        settings.OUTBOUND_ALLOW = sim.hosts
        yield sim


@pytest.fixture
def mug(sim):
    """A product of two colours, with a picture and a film that Packshot never made."""
    product = sim.add_product("Mug", ["mug-1", "mug-2"])
    sim.add_picture(product, "hand.png", alt="A hand", color="red")
    sim.edit("add_film", product=product, name="film.mp4")
    return product


@pytest.fixture(params=["graphql", "rest"])
def form(request):
    return request.param


@pytest.fixture
def shop(sim, form):
    """The adapter in both forms."""
    return connect(sim, api=form)


@pytest.fixture
def graphql(sim):
    return connect(sim)


@pytest.fixture
def rest(sim):
    return connect(sim, api="rest")


def connect(sim, key=None, **settings):
    return ShopifyKind()({"shop_url": sim.base_url, **settings}, sim.token if key is None else key)


def made(color="blue", *, slot="mug-1/pdp-main/packshot", size=(64, 48), **changes):
    """A picture on its way, marked as the finished file is."""
    picture = decode(encoded(Image.new("RGB", size, color), "PNG")).image
    file = delivery(picture, FileRules("jpeg"), MARK)
    fields = {
        "data": file.data,
        "sha256": file.sha256,
        "content_type": file.content_type,
        "extension": file.extension,
        "sku": slot.partition("/")[0],
        "product_name": "Mug",
        "gallery_slot": slot,
        "position": 0,
        "alt_text": f"A {color} mug",
        "provenance": MARK,
    }
    return Delivery(**{**fields, **changes})


def until_done(step, tries=12):
    """What the pipeline does: the same again while Shopify is at work."""
    for _ in range(tries):
        try:
            return step()
        except NotReady:
            continue
    raise AssertionError(f"Not done after {tries} tries.")


def shown(receipt: Receipt) -> GalleryPicture:
    return GalleryPicture(receipt.reference, receipt.address, receipt.alt_text)


def place(shop, receipt, *, instead_of="", after=(), on=(), target=TARGET) -> Gallery:
    """Bring an uploaded picture into the gallery, and onto the variants of these SKUs."""

    def step():
        gallery = shop.read(target)
        wanted = gallery.with_picture(shown(receipt), after=after, instead_of=instead_of)
        wanted = wanted.with_variant_pictures(dict.fromkeys(on, receipt.reference))
        if instead_of:
            wanted = wanted.without(instead_of)
        if gallery != wanted:
            shop.arrange(gallery, wanted)
        return wanted

    return until_done(step)


def put_back(shop, earlier: Gallery) -> None:
    """Make the gallery what it was, as read then."""
    until_done(lambda: shop.arrange(shop.read(TARGET), earlier))


def delivered(shop, delivery, **where) -> Receipt:
    """Uploaded and placed."""
    receipt = until_done(lambda: shop.upload(delivery))
    place(shop, receipt, **where)
    return receipt


def oversized(**changes):
    """A picture of more pixels a side than Shopify takes."""
    file = io.BytesIO()
    Image.new("RGB", (5000, 8), "blue").save(file, "JPEG")
    return replace(made(), data=file.getvalue(), **changes)
