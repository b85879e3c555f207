"""Making one gallery into another: our pictures come, go and change places, those of others stay.

Every step sets what is wanted and none what was before, so after a lost answer the same steps do no harm. What leaves
goes last: until then its place is where its successor belongs, whoever reads the gallery in between.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from renders.channels.base import Mismatch, NotReady
from renders.channels.galleries import Gallery, Variant
from renders.channels.shopify import documents
from renders.channels.shopify.connection import ShopConnection
from renders.channels.shopify.files import read_file
from renders.channels.shopify.galleries import read_gallery

PAIRS_OF_A_CALL = 100  # variants and pictures that Shopify takes at once
FILES_OF_A_CALL = 25
MOST_OF_A_GALLERY = 250


class Arranging:
    """One gallery on its way. A shop with the REST form brings its own `order` and `show_on_variants`."""

    def __init__(self, shop: ShopConnection, gallery: Gallery, wanted: Gallery) -> None:
        self.shop, self.gallery, self.wanted = shop, gallery, wanted
        self.product = gallery.product
        self._taken: set[str] = set()

    def run(self) -> None:
        """Nothing at all where nothing differs. Ends by reading back. Raises `NotReady` or `Mismatch`."""
        before, after = _references(self.gallery), _references(self.wanted)
        if (before, self._changed_variants()) == (after, []):
            return
        coming = [one for one in after if one not in before]
        leaving = [one for one in before if one not in after]
        self._require_ready(coming)
        is_full = len(before) + len(coming) > MOST_OF_A_GALLERY
        if is_full:
            self._take(leaving)
        self._refer("referencesToAdd", coming)
        left = [] if is_full else leaving
        shown = [one for one in before if one in after or one in left] + coming
        if moves := list(_moves(shown, _with_places_of(left, before, after))):
            self.order(moves)
        if changed := self._changed_variants():
            self.show_on_variants(changed)
        self._take(left)
        self._read_back(set(leaving))

    def order(self, moves: Sequence[tuple[str, int]]) -> None:
        """Pictures to their positions, one after the other. Shopify does that in a job of its own."""
        steps = [{"id": reference, "newPosition": str(position)} for reference, position in moves]
        job = self.shop.ask(documents.REORDER, id=self.product, moves=steps)["productReorderMedia"]["job"]
        if job and not job["done"]:
            job = self.shop.ask(documents.JOB, id=job["id"])["job"]
        if job and not job["done"]:
            raise NotReady(_("Shopify is still moving the pictures; Packshot goes on by itself."))

    def show_on_variants(self, changed: Sequence[tuple[Variant, str]]) -> None:
        """A variant takes one picture, so the one before is detached first, unless it left the gallery already."""
        detached = [
            {"variantId": variant.reference, "mediaIds": [variant.picture]}
            for variant, _picture in changed
            if variant.picture and variant.picture not in self._taken
        ]
        attached = [{"variantId": variant.reference, "mediaIds": [picture]} for variant, picture in changed if picture]
        for document, pairs in ((documents.DETACH, detached), (documents.ATTACH, attached)):
            for start in range(0, len(pairs), PAIRS_OF_A_CALL):
                self.shop.ask(document, id=self.product, media=pairs[start : start + PAIRS_OF_A_CALL])

    def _require_ready(self, coming: Sequence[str]) -> None:
        """A picture that comes has to be processed first."""
        for reference in coming:
            read_file(self.shop, reference).require_ready()

    def _take(self, leaving: Sequence[str]) -> None:
        """Out of the gallery; it stays a file of the shop."""
        self._refer("referencesToRemove", leaving)
        self._taken.update(leaving)

    def _refer(self, field: str, references: Sequence[str]) -> None:
        for start in range(0, len(references), FILES_OF_A_CALL):
            files = [{"id": one, field: [self.product]} for one in references[start : start + FILES_OF_A_CALL]]
            self.shop.ask(documents.UPDATE_FILES, files=files)

    def _changed_variants(self) -> list[tuple[Variant, str]]:
        wanted = {variant.reference: variant.picture for variant in self.wanted.variants}
        return [
            (variant, wanted[variant.reference])
            for variant in self.gallery.variants
            if wanted.get(variant.reference, variant.picture) != variant.picture
        ]

    def _read_back(self, gone: set[str]) -> None:
        """What somebody else added meanwhile is none of our business."""
        shown = read_gallery(self.shop, self.product)
        wanted, there = _references(self.wanted), _references(shown)
        pictures = {variant.reference: variant.picture for variant in shown.variants}
        is_arranged = (
            [one for one in there if one in wanted] == wanted
            and not gone.intersection(there)
            and all(pictures.get(one.reference) == picture for one, picture in self._changed_variants())
        )
        if not is_arranged:
            raise Mismatch(_("Shopify does not show the gallery as it was arranged. Packshot looks again."))


def _references(gallery: Gallery) -> list[str]:
    return [picture.reference for picture in gallery.pictures]


def _with_places_of(leaving: Sequence[str], before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The wanted order with what leaves still behind the picture that it stood behind."""
    places = list(after)
    for reference in leaving:
        index = before.index(reference)
        places.insert(places.index(before[index - 1]) + 1 if index else 0, reference)
    return places


def _moves(shown: list[str], wanted: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The pictures to move and where to, from the front, until the order is the wanted one."""
    shown = list(shown)
    for position, reference in enumerate(wanted):
        if shown[position] != reference:
            shown.remove(reference)
            shown.insert(position, reference)
            yield reference, position
