"""Which products of a production plan have all their colours in one picture, and why the others have not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalog.models import Colorway, Product
from renders.composing.shots.artwork import load_artwork
from renders.composing.shots.one_picture import distinct_cutouts, share_one_outline, subjects_of

# Cutouts of one plan that are compared: each is decoded while somebody waits.
MAX_COMPARED = 200


@dataclass(frozen=True)
class ApartProduct:
    """A product whose colours share no picture."""

    product: Product
    colours: Sequence[Colorway]
    reason: str


@dataclass(frozen=True)
class Sharing:
    """The colours of one placement: those that are drawn together, and the products whose colours are not."""

    together: Sequence[Colorway] = ()
    apart: Sequence[ApartProduct] = field(default_factory=list)

    @property
    def products(self) -> int:
        """How many share."""
        return len({one.product_id for one in self.together})

    @property
    def left_over(self) -> list[Colorway]:
        return [colour for one in self.apart for colour in one.colours]


def sharing_of(colours: Sequence[Colorway]) -> Sharing:
    """Decided by the cutouts alone, so that a page and the launch after it agree."""
    load_artwork([one.product for one in colours])
    together: list[Colorway] = []
    apart: list[ApartProduct] = []
    compared = 0
    for first, of_product in subjects_of(colours, in_one_picture=True):
        compared += max(0, len(distinct_cutouts(of_product)) - 1)
        if reason := why_apart(of_product, may_compare=compared <= MAX_COMPARED):
            apart.append(ApartProduct(first.product, of_product, reason))
        else:
            together += of_product
    return Sharing(together, apart)


def why_apart(colours: Sequence[Colorway], *, may_compare: bool) -> str:
    """Why these colours of a product share no picture; empty where they do."""
    if len(colours) < 2:
        return _("only one of its colours is ordered here")
    if not may_compare:
        return _("this plan has more cutouts than are compared at once")
    return "" if share_one_outline(colours) else _("its colours have no cutouts of one outline")
