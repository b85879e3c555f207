"""Pieces that the vendors' image models have in common: ratios, and closed schemas of a request's whole input.

A rule over several fields is a member of `allOf` whose description is the sentence that people read.
"""

from collections.abc import Iterable
from typing import Any

GUIDE_RATIOS = ["1:1", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5", "16:9", "9:16", "21:9"]
BY_ASPECT_RATIO = {"field": "aspect_ratio"}


def closed_schema(required: Iterable[str] = ("prompt",), max_prompt: int = 20_000, **properties: Any) -> dict[str, Any]:
    """The schema of an input that takes a prompt (up to `max_prompt` characters), these properties, nothing else."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {"prompt": {"type": "string", "minLength": 1, "maxLength": max_prompt}, **properties},
    }


def ratio_field(ratios: list[str]) -> dict[str, Any]:
    """A field that takes one of these ratios, or leaves the choice to the model."""
    return {"enum": [*ratios, "auto"]}


def reference_field(max_items: int, min_items: int = 0) -> dict[str, Any]:
    """A field that takes up to `max_items` addresses of reference images, and at least `min_items`."""
    least = {"minItems": min_items} if min_items else {}
    return {"type": "array", "items": {"type": "string"}, **least, "maxItems": max_items}


def references(field: str, maximum: int, *forms: str, minimum: int = 0) -> dict[str, Any]:
    """What a model takes to draw from; of no shipped model its vendor limits what the pictures may show."""
    roles = ["product", "scene", "style"]
    return {"field": field, "minimum": minimum, "maximum": maximum, "forms": list(forms), "roles": roles}
