"""The single-brace upper-case placeholders of the published guides, turned into ours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.prompting.placeholder_specs import PlaceholderSpec
from catalog.prompting.placeholders import PLACEHOLDER

GUIDE_PLACEHOLDER = re.compile(r"(?<!\{)\{([A-Z][A-Z0-9_]*)\}(?!\})")
OUR_NAMES = {"COLOUR": "color", "NAME": "product_name", "PRODUCTNAME": "product_name", "LENS": "lens_note"}
# What the guides keep constant within a kind of shot: a packshot's clauses, until somebody writes others.
STANDARD_CLAUSES = {
    "composition": "front view, centered, filling about 60% of frame",
    "background": "on a seamless white cyclorama",
    "lighting": "soft light from the upper left, contact shadow",
    "lens_note": "50mm",
    "area": "top and bottom",
}


@dataclass(frozen=True)
class Conversion:
    """A prompt with our placeholders, and defaults for those that no product fills."""

    prompt: str
    specs: Mapping[str, PlaceholderSpec]


# What a shot decides, whatever the product: constant within a kind of shot, so no product may fill it.
SHOT_CLAUSES = frozenset({*STANDARD_CLAUSES, "ground", "light", "lens", "clear_space"})


def guide_placeholders(prompt: str) -> list[str]:
    """The names of the guides' placeholders in a prompt, once each, in order of appearance."""
    return list(dict.fromkeys(GUIDE_PLACEHOLDER.findall(PLACEHOLDER.sub(" ", prompt))))


def convert_guide_placeholders(prompt: str) -> Conversion:
    """`{MATERIAL}` becomes `{{material}}` and so on; what a shot decides, not a product, gets a default."""
    names = [our_name(name) for name in guide_placeholders(prompt)]
    specs = {name: PlaceholderSpec(name, "text", STANDARD_CLAUSES[name]) for name in names if name in STANDARD_CLAUSES}
    return Conversion(GUIDE_PLACEHOLDER.sub(lambda match: f"{{{{{our_name(match[1])}}}}}", prompt), specs)


def our_name(guide_name: str) -> str:
    """MATERIAL is material, COLOUR is color."""
    return OUR_NAMES.get(guide_name, guide_name.lower())
