"""The prompt templates of the demo catalogue, as plain data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoTemplate:
    """One brief with the wording of its first version and the placements it is written for."""

    slug: str
    name: str
    purpose: str
    wording: str
    placements: tuple[str, ...]
    parameters: dict[str, int] = field(default_factory=lambda: {"long_edge": 1024})


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
