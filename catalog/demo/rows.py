"""What the demo catalogue holds, as plain data: products, placements, the studio's model, templates."""

from dataclasses import dataclass, field

STUDIO = {
    "name": "Lightbox studio",
    "provider": "lightbox",
    "endpoint": "lightbox/studio-1",
    "aspects": ["1:1", "4:3", "3:2", "4:5", "16:9", "21:9", "9:16", "3:4", "2:3", "5:4"],
    "input_schema": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"long_edge": {"type": "integer", "minimum": 1024, "maximum": 2048, "default": 1024}},
    },
    "price_micros": 0,
    "typical_seconds": 2,
    "deadline_seconds": 120,
    "abilities": {"seed": True, "idempotency_key": True, "artwork": True},
}
"""The built-in studio's row; its slug is `lightbox-studio`."""


@dataclass(frozen=True)
class DemoColorway:
    """One colour: SKU, name, the words prompts use, and its swatch."""

    sku: str
    name: str
    color_words: str
    swatch: str


@dataclass(frozen=True)
class DemoProduct:
    """One product with its colours; `artwork` is how its files are called."""

    code: str
    artwork: str
    name: str
    category: str
    noun: str
    material: str
    finish: str
    colorways: tuple[DemoColorway, ...]


@dataclass(frozen=True)
class DemoPlacement:
    """One use of pictures: its ratio and the least size that serves it, in pixels."""

    slug: str
    name: str
    used_on: str
    aspect: str
    min_width: int
    min_height: int


@dataclass(frozen=True)
class DemoTemplate:
    """One brief with the wording of its first version and the placements it is written for."""

    slug: str
    name: str
    purpose: str
    wording: str
    placements: tuple[str, ...]
    parameters: dict[str, int] = field(default_factory=lambda: {"long_edge": 1024})


PRODUCTS = (
    DemoProduct(
        code="mug",
        artwork="mug",
        name="Coffee mug",
        category="Drinkware",
        noun="coffee mug",
        material="matte ceramic",
        finish="matte",
        colorways=(
            DemoColorway("mug-beige-01", "Beige", "soft beige glaze", "#d9c7ae"),
            DemoColorway("mug-charcoal-01", "Charcoal", "deep charcoal matte glaze", "#3b3d40"),
            DemoColorway("mug-sage-01", "Sage", "muted sage green glaze", "#9caf94"),
            DemoColorway("mug-terracotta-01", "Terracotta", "warm terracotta clay glaze", "#c0694a"),
            DemoColorway("mug-cream-01", "Cream", "off-white cream glaze with subtle speckle", "#efe6d2"),
        ),
    ),
    DemoProduct(
        code="bottle",
        artwork="bottle",
        name="Rose Essence Water 玫瑰精华水",
        category="Skincare",
        noun="dropper bottle",
        material="clear glass",
        finish="gloss",
        colorways=(DemoColorway("bottle-rose-01", "Rose", "faint pink liquid", "#eec3c6"),),
    ),
    DemoProduct(
        code="canister",
        artwork="canister",
        name="Longjing Green Tea 龙井",
        category="Tea",
        noun="tea canister",
        material="matte tin",
        finish="matte",
        colorways=(DemoColorway("canister-grey-01", "Pale grey", "pale grey", "#c6cac8"),),
    ),
)

PLACEMENTS = (
    DemoPlacement("pdp-main", "PDP main", "Product page, first picture", "1:1", 1000, 1000),
    DemoPlacement("gallery", "Gallery", "Product page, further pictures", "4:3", 1000, 750),
    DemoPlacement("lifestyle", "Lifestyle", "Product page and editorial", "3:2", 1000, 666),
    DemoPlacement("social", "Social", "Paid social feeds", "4:5", 800, 1000),
    DemoPlacement("hero", "Hero", "Top of a category page", "16:9", 1000, 562),
    DemoPlacement("listing-card", "Listing card", "Category and search results", "4:3", 1000, 750),
)

TEMPLATES = (
    DemoTemplate(
        slug="packshot",
        name="Packshot",
        purpose="The plain first picture: one product on white",
        wording=(
            "One {{material}} {{product}}, {{color}}. Front view, centered, filling about 60% of frame, on a seamless "
            "white cyclorama. Soft light from the upper left, contact shadow, 50mm. No props. "
            "Clear space top and bottom."
        ),
        placements=("pdp-main", "listing-card"),
    ),
    DemoTemplate(
        slug="three-quarter",
        name="Three-quarter",
        purpose="Turned a little, so that form and depth can be read",
        wording=(
            "One {{material}} {{product}}, {{color}}. Three-quarter view, centered, filling about 55% of frame, on a "
            "seamless white cyclorama. Soft light from the upper left, contact shadow and a soft shadow, 50mm. "
            "No props."
        ),
        placements=("gallery",),
    ),
    DemoTemplate(
        slug="lifestyle",
        name="Lifestyle",
        purpose="In use: warm light on a table at home",
        wording=(
            "One {{material}} {{product}}, {{color}}, on a light oak countertop. Front view, filling about 40% of "
            "frame. Window light from the left at golden hour, soft shadow, blurred background, 35mm. "
            "No people, no props."
        ),
        placements=("lifestyle", "social", "hero"),
    ),
    DemoTemplate(
        slug="flatlay",
        name="Flatlay",
        purpose="From straight above, for scale and outline",
        wording=(
            "Flatlay of one {{material}} {{product}}, {{color}}. Top-down, 90 degrees, filling about 50% of frame, on "
            "light grey paper. Even overhead light, contact shadow, 50mm. No props. "
            "Clear space on all sides."
        ),
        placements=("pdp-main",),
    ),
    DemoTemplate(
        slug="colour-variant",
        name="Colour variant",
        purpose="The same picture for every colour, for the colour picker",
        wording=(
            "One {{material}} {{product}}, {{color}}. Front view, centered, filling about 60% of frame, on a seamless "
            "white cyclorama. Even soft light from the upper left, contact shadow, 50mm. No props. "
            "Identical framing."
        ),
        placements=("pdp-main",),
    ),
)
