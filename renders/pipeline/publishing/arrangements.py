"""How a gallery is to look once one of our pictures came or went. Reads rows; nothing is sent."""

from collections.abc import Sequence

from django.db.models import Q

from renders.channels.galleries import Gallery, GalleryPicture, Target
from renders.models import Listing, Publication
from renders.models.publications import LIVE_STATES, State

Place = tuple[int, int, int]
GIVEN_UP = (State.REPLACED, State.WITHDRAWING, State.WITHDRAWN)


def target_of(listing: Listing) -> Target:
    """The product as its channel may find it."""
    product = listing.product
    skus = tuple(product.colorways.order_by("pk").values_list("sku", flat=True))
    return Target(product.code, skus, product.name, listing.reference)


def place_of(publication: Publication) -> Place:
    """Where a picture stands among ours: by placement, then by colorway."""
    shot = publication.render.shot
    return (shot.placement.position, shot.colorway_id, publication.pk)


def ours(listing: Listing) -> list[Publication]:
    """Every publication of a listing that has a file in the channel, in the order of the gallery."""
    related = ("render__shot__placement", "render__shot__colorway")
    rows = listing.publications.exclude(reference="").filter(discarded_at=None).select_related(*related)
    return sorted(rows, key=place_of)


def with_publication(gallery: Gallery, publication: Publication, others: Sequence[Publication]) -> Gallery:
    """The gallery with this picture in its place; `others` are `ours` of the listing."""
    strays = strays_among(others, keeps=publication)
    # What went out before, left and goes out again has the same file: it is no other picture.
    others = [one for one in others if one.reference != publication.reference and one not in strays]
    shown = [one for one in others if gallery.has(one.reference)]
    # An upload that was not read back in its place yet may stand anywhere, and would draw this one after it.
    after = tuple(one.reference for one in shown if one.published_at and place_of(one) < place_of(publication))
    taken = taken_place(gallery, publication, strays)
    if publication.replaces and gallery.has(publication.reference) and not taken:
        placed = gallery
    else:
        placed = gallery.with_picture(picture_of(publication), after=after, instead_of=taken)
    return without(placed, strays).with_variant_pictures(variant_picture(placed, publication, shown))


def taken_place(gallery: Gallery, publication: Publication, strays: Sequence[Publication]) -> str:
    """The reference of what stands where this picture goes: what it replaces, or what a crash left there instead."""
    before = [publication.replaces] if publication.replaces else []
    before += [one for one in strays if one.gallery_slot == publication.gallery_slot]
    references = [one.reference for one in before if one.reference != publication.reference]
    return next((one for one in references if gallery.has(one)), "")


def variant_picture(gallery: Gallery, publication: Publication, shown: Sequence[Publication]) -> dict[str, str]:
    """The variant of its SKU shows the first of its colorway's pictures."""
    shot = publication.render.shot
    siblings = [one for one in shown if one.render.shot.colorway_id == shot.colorway_id and one != publication.replaces]
    is_first = all(place_of(publication) < place_of(one) for one in siblings if gallery.has(one.reference))
    return {shot.colorway.sku: publication.reference} if is_first else {}


def without_publication(gallery: Gallery, publication: Publication, others: Sequence[Publication]) -> Gallery:
    """The gallery without this picture; with what it replaced in its place where that is put back."""
    gallery = without(gallery, strays_among(others, keeps=publication))
    sku, reference = publication.render.shot.colorway.sku, publication.reference
    showed_it = gallery.picture_of_variant(sku) == reference
    back = what_comes_back(publication)
    if back and gallery.has(reference):
        gallery = gallery.with_picture(picture_of(back), after=(), instead_of=reference)
    elif back and publication.published_at and not gallery.has(back.reference):
        after = tuple(one.reference for one in others if place_of(one) < place_of(publication))
        gallery = gallery.with_picture(picture_of(back), after=after)
    elif not back and not is_shown_for_another(publication):
        gallery = gallery.without(reference)
    before = publication.variant_picture_before
    heir = before if gallery.has(before) else next_of_colorway(gallery, publication, others)
    return gallery.with_variant_pictures({sku: heir} if showed_it else {})


def next_of_colorway(gallery: Gallery, publication: Publication, others: Sequence[Publication]) -> str:
    """The reference of the first other live picture of its colorway; empty where the gallery shows none."""
    colorway = publication.render.shot.colorway_id
    live = (one.reference for one in others if one.is_live and one.render.shot.colorway_id == colorway)
    return next((one for one in live if one != publication.reference and gallery.has(one)), "")


def what_comes_back(publication: Publication) -> Publication | None:
    """What takes the place of a picture that leaves. One that was never live replaced nothing yet, and a crash may
    have left it in the place of what is still live."""
    before = publication.replaces
    if publication.published_at:
        return before if publication.puts_back else None
    return before if before and before.state == State.PUBLISHED else None


def is_shown_for_another(publication: Publication) -> bool:
    """Whether a live publication shows the same file: what was withdrawn may have been published once more, here or
    through another channel with the same store."""
    same = Publication.objects.live().filter(reference=publication.reference).exclude(pk=publication.pk)
    return same.filter(Q(channel=publication.channel_id) | Q(address=publication.address)).exists()


def strays_among(others: Sequence[Publication], *, keeps: Publication) -> list[Publication]:
    """Pictures of ours that came into a gallery, were never read back there, and have been given up since."""
    wanted = {one.reference for one in others if one.published_at and one.state in LIVE_STATES}
    wanted |= {one.reference for one in others if one.state in (State.UPLOADED, State.UNCONFIRMED)} | {keeps.reference}
    return [one for one in others if one.state in GIVEN_UP and not one.published_at and one.reference not in wanted]


def without(gallery: Gallery, strays: Sequence[Publication]) -> Gallery:
    for one in strays:
        if gallery.has(one.reference) and not is_shown_for_another(one):
            gallery = gallery.without(one.reference)
    return gallery


def picture_of(publication: Publication) -> GalleryPicture:
    return GalleryPicture(publication.reference, publication.address, publication.alt_text, publication.gallery_slot)
