"""How a gallery is to look once one of our pictures came or went. Reads rows; nothing is sent."""

from collections.abc import Sequence

from django.db.models import Q

from renders.channels.galleries import Gallery, GalleryPicture, Target
from renders.models import Listing, Publication
from renders.models.publications import LIVE_STATES, State

Place = tuple[int, int, int]


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
    gallery = without_strays(gallery, others, keeps=publication)
    shown = [one for one in others if gallery.has(one.reference) and one.pk != publication.pk]
    after = tuple(one.reference for one in shown if place_of(one) < place_of(publication))
    replaced = publication.replaces.reference if publication.replaces else ""
    is_in_place = replaced == publication.reference or not gallery.has(replaced)
    if publication.replaces and gallery.has(publication.reference) and is_in_place:
        placed = gallery
    else:
        placed = gallery.with_picture(picture_of(publication), after=after, instead_of=replaced)
    return placed.with_variant_pictures(variant_picture(placed, publication, shown))


def variant_picture(gallery: Gallery, publication: Publication, shown: Sequence[Publication]) -> dict[str, str]:
    """The variant of its SKU shows the first of its colorway's pictures."""
    shot = publication.render.shot
    siblings = [one for one in shown if one.render.shot.colorway_id == shot.colorway_id and one != publication.replaces]
    is_first = all(place_of(publication) < place_of(one) for one in siblings if gallery.has(one.reference))
    return {shot.colorway.sku: publication.reference} if is_first else {}


def without_publication(gallery: Gallery, publication: Publication, others: Sequence[Publication]) -> Gallery:
    """The gallery without this picture; with what it replaced in its place where that is put back."""
    gallery = without_strays(gallery, others, keeps=publication)
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
    return gallery.with_variant_pictures({sku: before if gallery.has(before) else ""} if showed_it else {})


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


def without_strays(gallery: Gallery, others: Sequence[Publication], *, keeps: Publication) -> Gallery:
    """Without pictures of ours that were attached before a crash, and have been replaced or given up since."""
    wanted = {one.reference for one in others if one.state in LIVE_STATES | {State.UPLOADED}} | {keeps.reference}
    for one in others:
        if one.reference not in wanted and one.state in (State.REPLACED, State.WITHDRAWN) and not one.published_at:
            gallery = gallery.without(one.reference)
    return gallery


def picture_of(publication: Publication) -> GalleryPicture:
    return GalleryPicture(publication.reference, publication.address, publication.alt_text, publication.gallery_slot)
