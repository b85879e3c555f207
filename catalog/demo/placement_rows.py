"""The studio's model and the placements of the demo catalogue, as plain data."""

from dataclasses import dataclass

# The built-in studio's row; its slug is `lightbox-studio`.
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


@dataclass(frozen=True)
class DemoPlacement:
    """One use of pictures: its ratio and the minimum size that serves it, in pixels."""

    slug: str
    name: str
    used_on: str
    aspect: str
    min_width: int
    min_height: int
    needs_second_person: bool = False


PLACEMENTS = (
    DemoPlacement("pdp-main", "PDP main", "Product page, first picture", "1:1", 1000, 1000),
    DemoPlacement("gallery", "Gallery", "Product page, further pictures", "4:3", 1000, 750),
    DemoPlacement("lifestyle", "Lifestyle", "Product page and editorial", "3:2", 1000, 666),
    DemoPlacement("social", "Social", "Paid social feeds", "4:5", 800, 1000),
    DemoPlacement("hero", "Hero", "Top of a category page", "16:9", 1000, 562, needs_second_person=True),
    DemoPlacement("listing-card", "Listing card", "Category and search results", "4:3", 1000, 750),
)
