"""The shot packs that Packshot ships, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ShippedPack:
    """Placements that are ordered together: each line a placement and a template, by their slugs."""

    slug: str
    name: str
    purpose: str
    lines: tuple[tuple[str, str], ...]


PACKS = (
    ShippedPack(
        "four-shots",
        "Four shots",
        "Packshot, three-quarter, lifestyle and flatlay: what a product page shows",
        (
            ("pdp-main", "packshot"),
            ("gallery", "three-quarter"),
            ("lifestyle", "lifestyle"),
            ("pdp-main", "flatlay"),
        ),
    ),
    ShippedPack(
        "bilingual-marketplace",
        "Bilingual marketplace",
        "Shopee, Lazada, Taobao, Amazon and Tmall: Chinese and English in the picture",
        (
            ("pdp-main", "bilingual-packshot"),
            ("hero", "bilingual-banner"),
            ("listing-card", "listing-card"),
        ),
    ),
    ShippedPack(
        "paid-social",
        "Paid social",
        "Three looks at 4:5 to test against each other",
        (
            ("social", "social-minimal-studio"),
            ("social", "social-summer-outdoor"),
            ("social", "social-dark-luxury"),
        ),
    ),
    ShippedPack(
        "colour-variants",
        "Colour variants",
        "The same square picture of every colour, for the colour picker",
        (("pdp-main", "colour-variant"),),
    ),
)
