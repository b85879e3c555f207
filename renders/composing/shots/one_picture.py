"""One picture of several colours of a product: which colours it shows, and why it cannot."""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from catalog.models import Artwork, Colorway, ImageModel, PromptVersion
from catalog.models.products import COLORS
from catalog.pictures import Undecodable
from catalog.processes import TooManyWaiting, WorkStopped, run
from renders.files import ARTWORK
from renders.quality.comparing.outlines import have_one_outline

# Cutouts of its own that a product's colours are compared by: each is decoded while somebody waits.
MAX_COMPARED = 12

Subject = tuple[Colorway, Sequence[Colorway]]


def subjects_of(colorways: Sequence[Colorway], *, in_one_picture: bool) -> list[Subject]:
    """What the shots of an order show: one colour each; else all chosen colours of a product, under the first one."""
    if not in_one_picture:
        return [(colorway, ()) for colorway in colorways]
    by_product: dict[int, list[Colorway]] = {}
    for colorway in colorways:
        by_product.setdefault(colorway.product_id, []).append(colorway)
    return [(colours[0], colours) for colours in by_product.values()]


def may_show_several(version: PromptVersion | None, image_model: ImageModel | None) -> bool:
    """Whether its prompt names the colours of a picture, and the model draws from words."""
    return bool(version and image_model and COLORS in version.placeholders and not image_model.can("artwork"))


def problems_of_cells(cells: Sequence[Colorway], version: PromptVersion, image_model: ImageModel) -> list[str]:
    """Why these colours of a product cannot be drawn in one picture, one sentence each."""
    if not may_show_several(version, image_model):
        sentence = _(
            "One picture of several colours needs a prompt with {{colors}}, and a model that draws from words."
        )
        return [sentence]
    product = cells[0].product
    if len(cells) < 2:
        return [_("Choose at least two colours of %(product)s for one picture.") % {"product": product}]
    if not share_one_outline(cells):
        sentence = _(
            "The colours of %(product)s have no cutouts of one outline, so one picture cannot show them alike. Order "
            "each colour by itself."
        )
        return [sentence % {"product": product}]
    return []


def share_one_outline(colorways: Sequence[Colorway]) -> bool:
    """Whether these colours of a product have cutouts of one view that show the same shape."""
    first, *others = distinct_cutouts(colorways) or [""]
    return bool(first) and len(others) <= MAX_COMPARED and all(is_same_outline(first, one) for one in others)


def distinct_cutouts(colorways: Sequence[Colorway]) -> list[str]:
    """The digests of the cutouts of these colours in one view, each once; none where they have no view in common."""
    first, *others = (cutouts_of(colorway) for colorway in colorways)
    shared = first.keys() & set.intersection(*(set(one) for one in others)) if others else set()
    if not shared:
        return []
    view = min(shared, key=lambda one: (one != Artwork.View.FRONT, one))
    return [first[view], *sorted({one[view] for one in others} - {first[view]})]


def cutouts_of(colorway: Colorway) -> dict[str, str]:
    """The digest of the cutout that a picture of this colour is compared with, by view."""
    cutouts = [one for one in colorway.usable_artwork if one.kind == Artwork.Kind.CUTOUT]
    return {one.view: one.sha256 for one in reversed(cutouts)}


def is_same_outline(one: str, other: str) -> bool:
    """Of two cutouts by their digests; False where that cannot be seen now."""
    try:
        return compared(one, other)
    except (FileNotFoundError, Undecodable, TooManyWaiting, WorkStopped):
        return False


@lru_cache(maxsize=4096)
def compared(one: str, other: str) -> bool:
    return run(have_one_outline, ARTWORK.source(one), ARTWORK.source(other))
