"""The placements that Packshot ships, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ShippedPlacement:
    """One use of pictures: its ratio and the minimum size that serves it, in pixels."""

    slug: str
    name: str
    used_on: str
    aspect: str
    min_width: int
    min_height: int
    needs_second_person: bool = False
    # Slugs of the image models that the guides name for it, the first one first; it is offered where its key is set.
    guides_models: tuple[str, ...] = ()


PLACEMENTS = (
    ShippedPlacement("pdp-main", "PDP main", "Product page, first picture", "1:1", 1000, 1000),
    ShippedPlacement("gallery", "Gallery", "Product page, further pictures", "4:3", 1000, 750),
    ShippedPlacement("lifestyle", "Lifestyle", "Product page and editorial", "3:2", 1000, 666),
    ShippedPlacement("social", "Social", "Paid social feeds", "4:5", 800, 1000),
    ShippedPlacement("hero", "Hero", "Top of a category page", "16:9", 1000, 562, needs_second_person=True),
    ShippedPlacement("listing-card", "Listing card", "Category and search results", "4:3", 1000, 750),
    ShippedPlacement(
        "catalog-refresh",
        "Catalog refresh",
        "Old product pages, drawn anew",
        "1:1",
        1000,
        1000,
        guides_models=("nano-banana-2", "pixelmuse-nano-banana-2"),
    ),
    ShippedPlacement(
        "campaign-banner",
        "Campaign",
        "Banner of a campaign",
        "21:9",
        1000,
        428,
        guides_models=("pixelmuse-imagen-3",),
    ),
    ShippedPlacement(
        "cover",
        "Cover",
        "TikTok and Reels covers",
        "9:16",
        560,
        1000,
        guides_models=("nano-banana-pro", "pixelmuse-nano-banana-pro"),
    ),
)
