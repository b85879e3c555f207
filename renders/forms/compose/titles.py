"""The title that compose proposes for a set: what is in it."""

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog.models import Colorway, Placement, ShotPack
from renders.forms.compose.set_lines import LineData
from renders.models.shot_sets import MAX_TITLE

# So many products, and so many placements, are named.
MAX_NAMES = 3


def proposed_title(
    colorways: Sequence[Colorway], placements: Sequence[Placement | None], pack: ShotPack | None = None
) -> str:
    """ "Enamel mug · Packshot, Lifestyle"; empty while no product is picked."""
    if not colorways:
        return ""
    if len(colorways) == 1:
        products = f"{colorways[0].product.name}, {colorways[0].name}"
    else:
        products = first_names([colorway.product.name for colorway in colorways])
    used_in = pack.name if pack else first_names([one.name for one in placements if one])
    return shortened(" · ".join(filter(None, [products, used_in])))


def shortened(title: str) -> str:
    """As much of it as a title may hold. Counted as databases count: vowel signs and accents too."""
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1].rstrip()}…"


def first_names(names: Sequence[str], most: int = MAX_NAMES) -> str:
    """ "Mug, Bottle, Vase and 4 more", each name once."""
    names = list(dict.fromkeys(names))
    shown, more = ", ".join(names[:most]), len(names) - most
    return _("%(names)s and %(more)s more") % {"names": shown, "more": more} if more > 0 else shown


def mark_of_pack(slug: str, lines: Sequence[LineData]) -> str:
    """What a form remembers of the pack that filled it in: "four-shots 3 5 8", with the ids of its placements."""
    return " ".join([slug, *(line["placement"] for line in lines)])


def pack_of(data: QueryDict, lines: Sequence[LineData], packs: Sequence[ShotPack]) -> ShotPack | None:
    """The pack that filled the form in, while it has the placements of the pack."""
    mark = str(data.get("of_pack", ""))
    return next((pack for pack in packs if mark_of_pack(pack.slug, lines) == mark), None)
