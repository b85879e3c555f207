"""The prompt templates that Packshot ships, as plain data."""

from dataclasses import dataclass, field

STUDIO_PARAMETERS = {"long_edge": 1024}


@dataclass(frozen=True)
class ShippedTemplate:
    """One brief with the prompt of its first version and the placements it is written for.

    `image_model` is the slug of the model it is written for; empty leaves the choice to the placement.
    """

    slug: str
    name: str
    purpose: str
    prompt: str
    placements: tuple[str, ...]
    placeholder_specs: dict[str, dict[str, str]] = field(default_factory=dict)
    image_model: str = ""
    draft: str = ""  # A second prompt that nobody has tried yet; empty where there is none

    @property
    def parameters(self) -> dict[str, int]:
        """What is sent with the prompt: vendors' models take their usual size."""
        return {} if self.image_model else STUDIO_PARAMETERS


# What a prompt asks of a model that sees the product.
FIDELITY = "the very product of the reference picture with the same shape, the same label and the same proportions"

TEMPLATES = (
    ShippedTemplate(
        slug="packshot",
        name="Packshot",
        purpose="The plain first picture: one product on white",
        prompt=(
            "One {{material}} {{product}}, {{color}}. Front view, centered, filling about 60% of frame, on a seamless "
            "white cyclorama. Soft light from the upper left, contact shadow, 50mm. No props. "
            "Clear space top and bottom."
        ),
        placements=("pdp-main", "listing-card", "catalog-refresh"),
        draft=(
            "One {{material}} {{product}}, {{color}}. Front view, centered, filling about 60% of frame, on a seamless "
            "white cyclorama. Soft light from the upper right, contact shadow and a soft shadow, 50mm. No props. "
            "Clear space top and bottom."
        ),
    ),
    ShippedTemplate(
        slug="three-quarter",
        name="Three-quarter",
        purpose="Turned a little, so that form and depth can be read",
        prompt=(
            "One {{material}} {{product}}, {{color}}. Three-quarter view, centered, filling about 55% of frame, on a "
            "seamless white cyclorama. Soft light from the upper left, contact shadow and a soft shadow, 50mm. "
            "No props. Clear space around the product."
        ),
        placements=("gallery",),
    ),
    ShippedTemplate(
        slug="lifestyle",
        name="Lifestyle",
        purpose="In use: warm light on a table at home",
        prompt=(
            "One {{material}} {{product}}, {{color}}. Front view, centered, filling about 40% of frame, on a light oak "
            "countertop, blurred background. Window light from the left at golden hour, rim light, soft shadow, "
            "35mm f/2.8. No people, no props. Clear space top and bottom."
        ),
        placements=("lifestyle", "social", "hero", "campaign-banner", "cover"),
    ),
    ShippedTemplate(
        slug="flatlay",
        name="Flatlay",
        purpose="From straight above, for scale and outline",
        prompt=(
            "Flatlay of one {{material}} {{product}}, {{color}}. Top-down, 90 degrees, filling about 50% of frame, on "
            "light grey paper. Even overhead light, contact shadow, 50mm. No props. "
            "Clear space on all sides."
        ),
        placements=("pdp-main",),
    ),
    ShippedTemplate(
        slug="colour-variant",
        name="Colour variant",
        purpose="The same picture for every colour, for the colour picker",
        prompt=(
            "One {{material}} {{product}}, {{color}}. Front view, centered, filling about 60% of frame, on a seamless "
            "white cyclorama. Even soft light from the upper left, contact shadow, 50mm. No props. "
            "Identical framing. Clear space top and bottom."
        ),
        placements=("pdp-main",),
    ),
    ShippedTemplate(
        slug="photo-packshot",
        name="Packshot from a photo",
        purpose="Your own photo as the plain first picture: a product on white that stays the product",
        prompt=(
            f"One {{{{material}}}} {{{{product}}}}, {{{{color}}}}, {FIDELITY}. Front view, centered, filling about 60% "
            "of frame, on a seamless white cyclorama. Soft light from the upper left, contact shadow, 50mm. No props. "
            "Clear space top and bottom."
        ),
        placements=("pdp-main",),
        image_model="nano-banana-pro",
    ),
    ShippedTemplate(
        slug="photo-lifestyle",
        name="Lifestyle from a photo",
        purpose="Your own photo in use: the product stays, the table and the light are new",
        prompt=(
            f"One {{{{material}}}} {{{{product}}}}, {{{{color}}}}, {FIDELITY}, on a light oak countertop. Front view, "
            "filling about 40% of frame. Window light from the left at golden hour, soft shadow, blurred background, "
            "35mm. No people, no props. Clear space around the product."
        ),
        placements=("lifestyle",),
        image_model="nano-banana-pro",
    ),
    ShippedTemplate(
        slug="bilingual-packshot",
        name="Bilingual packshot",
        purpose="The first picture for Shopee, Lazada and Taobao: the label is read in Chinese and English",
        prompt=(
            "One {{material}} {{product}} on a seamless off-white paper background. Front view, centered, filling "
            "about 60% of frame. The label reads {{label_text}} in bold serif Chinese, with {{label_text_en}} below "
            "it in small English type. Soft daylight from the left, contact shadow, 50mm, sharp focus on the label. "
            "No props. Clear space top and bottom."
        ),
        placements=("pdp-main",),
        image_model="qwen-image-2",
    ),
    ShippedTemplate(
        slug="variant-grid",
        name="Variant grid",
        purpose="All colours of one product in a single picture, for the price of one",
        prompt=(
            "One {{material}} {{product}} in each of its colours, side by side in one row. From left to right: "
            "{{colors}}. Front view, slightly from above, on a seamless light grey background. Identical silhouette, "
            "identical light, identical shadow. Even soft light from the upper left, 50mm. No props. Evenly spaced, "
            "clear space on all sides."
        ),
        placements=("pdp-main",),
        image_model="qwen-image-2",
    ),
    ShippedTemplate(
        slug="bilingual-banner",
        name="Bilingual banner",
        purpose="A campaign's banner with a Chinese headline and a smaller English line",
        prompt=(
            "Banner on a soft {{tone}} gradient background. In the left half the headline reads {{headline_zh}} in "
            "large bold sans-serif Chinese. Below it, in smaller English serif: {{headline_en}}. On the right one "
            "{{material}} {{product}}, {{color}}, its label blank. Soft even light, soft shadow under the product. "
            "No further words."
        ),
        placements=("hero",),
        placeholder_specs={
            "tone": {"kind": "colour", "default": "pink"},
            "headline_zh": {"kind": "text", "default": "新品上市"},
            "headline_en": {"kind": "text", "default": "Just arrived"},
        },
        image_model="qwen-image-2",
    ),
    ShippedTemplate(
        slug="listing-card",
        name="Listing card",
        purpose="A tile for Amazon and Tmall lists: product, price, name and badge",
        prompt=(
            "Listing card on a white background, laid out in two parts. In the top two thirds one {{material}} "
            "{{product}}, {{color}}, centered, in soft even light with a soft shadow under it. In the bottom third, at "
            "the left, the price {{price}} 元 in large bold type, and {{label_text_en}} in small English type below "
            "it. At the right a small green badge that reads {{badge_zh}} in white. Generous clear space between the "
            "parts."
        ),
        placements=("listing-card",),
        placeholder_specs={"price": {"kind": "number", "default": ""}, "badge_zh": {"kind": "text", "default": "新品"}},
        image_model="qwen-image-2",
    ),
    ShippedTemplate(
        slug="social-minimal-studio",
        name="Social: minimal studio",
        purpose="Paid social, first look: quiet, paper and soft light",
        prompt=(
            "Minimal studio look. One {{material}} {{product}}, {{color}}. Front view, centered, filling about 55% of "
            "frame, on a seamless sand paper background. Soft light from the upper left, soft shadow, 50mm. No props. "
            "Clear space top and bottom."
        ),
        placements=("social",),
    ),
    ShippedTemplate(
        slug="social-summer-outdoor",
        name="Social: summer outdoor",
        purpose="Paid social, second look: low sun on a terrace",
        prompt=(
            "Summer outdoor scene: a sunlit stone terrace above the sea, blurred olive trees behind. On the terrace "
            "stands one {{material}} {{product}}, {{color}}. Front view, centered, filling about 40% of frame. Low sun "
            "from the left, long soft shadow, 35mm. No people, no props. Clear space around the product."
        ),
        placements=("social",),
        image_model="pixelmuse-recraft-v4-pro",
    ),
    ShippedTemplate(
        slug="social-dark-luxury",
        name="Social: dark luxury",
        purpose="Paid social, third look: slate and one narrow light",
        prompt=(
            "Dark luxury look. One {{material}} {{product}}, {{color}}. Front view, centered, filling about 55% of "
            "frame, on dark slate. Rim light, soft light from the right, subtle reflection, 85mm. No props. Clear "
            "space top and bottom."
        ),
        placements=("social",),
    ),
)
