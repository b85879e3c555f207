"""What a publishing fault test has an installation do: approved pictures of one product, and a channel for them."""

from catalog.models import Product
from config.people import ADMINS  # noqa: F401 - the demo's people are there
from renders.files import MASTERS
from renders.models import Publication
from renders.pipeline.publishing import requests
from tests.factories import (
    make_channel,
    make_colorway,
    make_decision,
    make_person,
    make_placement,
    make_product,
    make_render,
    make_review,
    make_shot,
)
from tests.images import packshot

COLOURS = ("navy", "teal", "maroon")
CODE, SKUS = "kill-mug", ("kill-mug-1", "kill-mug-2")


def release(kind: str, **settings: str) -> None:
    """Three pictures of one product go to one channel together, for three placements of its first colour."""
    colorway = product_to_publish().colorways.order_by("pk")[0]
    channel = make_channel(slug="fault-shop", name="Fault shop", kind=kind, settings=settings)
    wishes = []
    for position, colour in enumerate(COLOURS):
        shot = make_shot(colorway=colorway, placement=make_placement(position=position))
        data = packshot(colour, (128, 128))
        render = make_render(shot, sha256=MASTERS.store(data), bytes=len(data))
        wishes.append(requests.Wish(make_decision(make_review(render)), "A mug"))
    requests.release(wishes, channel=channel, by=make_person())


def product_to_publish() -> Product:
    product = make_product(code=CODE, name="Mug of the faults")
    for sku in SKUS:
        make_colorway(product, sku=sku)
    return product


def withdraw_all() -> None:
    requests.withdraw(Publication.objects.order_by("pk"), by=make_person())
