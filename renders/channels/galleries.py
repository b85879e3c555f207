"""A product's gallery as a channel shows it, and how it looks once a picture came or went.

A gallery holds pictures that Packshot never made. They keep their order among each other whatever is published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Target:
    """One product, as a channel may find it."""

    sku: str  # its code
    colorways: tuple[str, ...]  # their SKUs, in the product's order
    name: str
    reference: str = ""  # the channel's own name for the product, once it was matched


@dataclass(frozen=True)
class GalleryPicture:
    """One picture of a gallery, Packshot's or anybody's."""

    reference: str  # the channel's own name for it
    address: str
    alt_text: str = ""
    gallery_slot: str = ""  # only where the channel keeps it


@dataclass(frozen=True)
class Variant:
    """One colour or size of the product in the channel, and the reference of its picture."""

    reference: str
    sku: str  # its code
    picture: str = ""


@dataclass(frozen=True)
class Gallery:
    """The pictures of one product in their order; the first is the main one."""

    product: str  # the channel's own name for the product
    title: str
    pictures: tuple[GalleryPicture, ...] = ()
    variants: tuple[Variant, ...] = ()
    address: str = ""  # where a person sees the product
    revision: str = field(default="", compare=False)  # what a conditional write of the channel compares
    sku: str = field(default="", compare=False)  # the target's, where the channel writes it down

    def is_arranged_as(self, other: "Gallery") -> bool:
        """Whether the same pictures stand in the same order and the variants show the same ones."""
        return self._arrangement() == other._arrangement()

    def _arrangement(self) -> tuple[list[str], dict[str, str]]:
        references = [picture.reference for picture in self.pictures]
        return references, {variant.reference: variant.picture for variant in self.variants}

    def has(self, reference: str) -> bool:
        return any(picture.reference == reference for picture in self.pictures)

    def picture_of_variant(self, sku: str) -> str:
        """The reference of the picture that the variant of this SKU shows; empty without one."""
        return next((variant.picture for variant in self.variants if variant.sku == sku), "")

    def with_picture(self, picture: GalleryPicture, *, after: tuple[str, ...], instead_of: str = "") -> "Gallery":
        """With `picture` in place of the one it replaces, else behind the last of `after`, else in front of all.

        Variants that showed the one it replaces show it.
        """
        variants = self.variants
        pictures = [one for one in self.pictures if one.reference != picture.reference]
        references = [one.reference for one in pictures]
        if instead_of in references:
            pictures[references.index(instead_of)] = picture
            variants = tuple(
                replace(one, picture=picture.reference) if one.picture == instead_of else one for one in variants
            )
        else:
            at = max((references.index(one) + 1 for one in after if one in references), default=0)
            pictures.insert(at, picture)
        return replace(self, pictures=tuple(pictures), variants=variants)

    def without(self, reference: str) -> "Gallery":
        """Without this picture; variants that showed it show none."""
        pictures = tuple(picture for picture in self.pictures if picture.reference != reference)
        variants = tuple(replace(one, picture="") if one.picture == reference else one for one in self.variants)
        return replace(self, pictures=pictures, variants=variants)

    def with_alt_text(self, reference: str, alt_text: str) -> "Gallery":
        pictures = [replace(one, alt_text=alt_text) if one.reference == reference else one for one in self.pictures]
        return replace(self, pictures=tuple(pictures))

    def with_variant_pictures(self, pictures: Mapping[str, str]) -> "Gallery":
        """With these pictures of variants: references by SKU."""
        variants = tuple(replace(one, picture=pictures.get(one.sku, one.picture)) for one in self.variants)
        return replace(self, variants=variants)
