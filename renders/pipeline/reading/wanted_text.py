"""The texts that the text of a picture is compared with."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from catalog.models import Artwork
from catalog.pictures.preparing import Source
from config.caching.compiled_queries import compiled
from renders import providers
from renders.contracts import GenerationContract
from renders.files import ARTWORK
from renders.models import Shot
from renders.pipeline.inspecting.order import view_in
from renders.quality.text import TextOrder, ordered_texts

# More artwork of one product than this is not read to know what it wears.
_MAX_ARTWORK = 4


class WantedText(NamedTuple):
    """What `inspect_text` compares a picture with."""

    order: TextOrder
    worn: list[Source]
    printed: list[Source]


def wanted_text(shot: Shot) -> WantedText:
    """What is ordered, and the files that show what the product wears."""
    contract, product = shot.contract, shot.colorway.product
    names = (product.name, product.noun, shot.colorway.name, shot.colorway.sku)
    known = tuple(dict.fromkeys([*product.attributes.values(), *names]))
    worn = worn_artwork(contract)
    own = cutouts_and_labels(product.pk, shot.colorway_id)[:_MAX_ARTWORK]
    printed = [sha256 for (sha256,) in own if sha256 not in worn]
    order = TextOrder(ordered_texts(contract.prompt, known), known)
    return WantedText(order, sources(worn), sources(printed))


@compiled
def cutouts_and_labels(product_id: int, colorway_id: int) -> QuerySet[Artwork, tuple[str]]:
    """Their sha256, the colorway's own first."""
    usable = Artwork.objects.usable_for(product_id, colorway_id).exclude(kind=Artwork.Kind.PHOTO)
    return usable.values_list("sha256")


def worn_artwork(contract: GenerationContract) -> list[str]:
    """The cutout that the picture is made of, if it is made of one: what is written on it is in the picture."""
    if contract.provider not in providers.local_providers():
        return []
    view, _is_named = view_in(contract.prompt)
    return [one.sha256 for one in contract.artwork if (one.kind, one.view) == ("cutout", view)]


def sources(digests: Iterable[str]) -> list[Source]:
    return [ARTWORK.source(sha256) for sha256 in digests]
