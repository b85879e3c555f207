"""The single-brace upper-case slots of the published guides, turned into ours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.prompting.placeholders import PLACEHOLDER
from catalog.prompting.slots import Slot

GUIDE_SLOT = re.compile(r"(?<!\{)\{([A-Z][A-Z0-9_]*)\}(?!\})")
OUR_NAMES = {"COLOUR": "color", "NAME": "product_name", "PRODUCTNAME": "product_name", "LENS": "lens_note"}
STANDARD_CLAUSES = {
    "composition": "front view, centered, filling about 60% of frame",
    "background": "on a seamless white cyclorama",
    "lighting": "soft light from the upper left, contact shadow",
    "lens_note": "50mm",
    "area": "top and bottom",
}
"""What the guides keep constant within a kind of shot: the packshot's clauses stand in until somebody writes others."""


@dataclass(frozen=True)
class Conversion:
    """A prompt with our placeholders, and the slots that fill what no product knows."""

    prompt: str
    slots: Mapping[str, Slot]


def guide_placeholders(prompt: str) -> list[str]:
    """The names of the guides' slots in a prompt, once each, in order of appearance."""
    return list(dict.fromkeys(GUIDE_SLOT.findall(PLACEHOLDER.sub(" ", prompt))))


def converted(prompt: str) -> Conversion:
    """The prompt with `{MATERIAL}` as `{{material}}` and so on; what a shot decides, not a product, gets a default."""
    names = [our_name(slot) for slot in guide_placeholders(prompt)]
    slots = {name: Slot(name, "text", STANDARD_CLAUSES[name]) for name in names if name in STANDARD_CLAUSES}
    return Conversion(GUIDE_SLOT.sub(lambda match: f"{{{{{our_name(match[1])}}}}}", prompt), slots)


def our_name(slot: str) -> str:
    """What we call a slot of the guides: MATERIAL is material."""
    return OUR_NAMES.get(slot, slot.lower())
