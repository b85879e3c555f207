"""The image models of hiapi, with the figures of its guides and documentation.

Where no source states a figure, the model is switched off and says why, or its price is marked as an estimate.
"""

from typing import Any

from renders.providers.input_schemas import (
    BY_ASPECT_RATIO,
    GUIDE_RATIOS,
    closed_schema,
    ratio_field,
    reference_field,
    references,
)

BANANA_2_RATIOS = ["1:1", "1:4", "1:8", "2:3", "3:2", "3:4", "4:1", "4:3", "4:5", "5:4", "8:1", "9:16", "16:9", "21:9"]
UPSTREAM_FLUX_RATIOS = ["1:1", "16:9", "3:2", "2:3", "4:5", "5:4", "9:16", "3:4", "4:3"]
QWEN_SIZES = {"16:9": "2688*1536", "4:3": "2368*1728", "1:1": "2048*2048", "3:4": "1728*2368", "9:16": "1536*2688"}
ANY_FORMAT = {"enum": ["png", "jpeg", "jpg", "webp"]}
RESOLUTIONS = {"enum": ["1K", "2K", "4K"], "default": "1K"}
NO_SCHEMA = "The vendor does not publish its whole input. Fill in the schema from its page, then switch it on."
NO_RATIOS = "The vendor lists neither its ratios nor the name of its reference field. Fill them in first."
COMMON = {"docs_url": "https://docs.hiapi.ai/", "deadline_seconds": 600}
GPT_RULES = [
    {
        "description": "gpt-image-2 draws auto in 1K only. Name a ratio, or set resolution to 1K.",
        "if": {"properties": {"aspect_ratio": {"const": "auto"}}, "required": ["aspect_ratio"]},
        "then": {"properties": {"resolution": {"const": "1K"}}},
    },
    {
        "description": "gpt-image-2 does not draw 1:1 in 4K. Set resolution to 1K or 2K.",
        "if": {"properties": {"aspect_ratio": {"const": "1:1"}}, "required": ["aspect_ratio"]},
        "then": {"properties": {"resolution": {"enum": ["1K", "2K"]}}},
    },
]

GPT_25_RATIOS = [*GUIDE_RATIOS, "27:16", "9:8"]
GPT_25_RULES = [
    {
        "description": "GPT Image 2.5 draws a transparent background in 1K only. Set resolution to 1K.",
        "if": {"properties": {"background": {"const": "transparent"}}, "required": ["background"]},
        "then": {"properties": {"resolution": {"const": "1K"}}},
    },
]


def gpt_image_25(variant: str, *, draws_from_pictures: bool) -> dict[str, Any]:
    """One of the four endpoints of GPT Image 2.5: flare or sunburst, from text or from pictures."""
    required, fields = ["prompt"], {"aspect_ratio": ratio_field(GPT_25_RATIOS)}
    slug, name = f"gpt-image-2-5-{variant}", f"GPT Image 2.5 {variant.capitalize()}"
    row: dict[str, Any] = {}
    if draws_from_pictures:
        slug, name, required = f"{slug}-from-picture", f"{name} from a picture", ["prompt", "image_urls"]
        fields["image_urls"] = reference_field(16, 1)
        row = {"reference_pictures": references("image_urls", 16, "address", "data", minimum=1)}
    return {
        **COMMON,
        "slug": slug,
        "name": name,
        "endpoint": f"gpt-image-2.5-{variant}/{'image-to-image' if draws_from_pictures else 'text-to-image'}",
        "aspects": GPT_25_RATIOS,
        "size_names": BY_ASPECT_RATIO,
        "input_schema": {
            **closed_schema(required, 20_000, resolution=RESOLUTIONS, background={"enum": ["transparent"]}, **fields),
            "allOf": GPT_25_RULES,
        },
        "price_micros": 50_000,
        "resolution_prices": {"1K": 50_000, "2K": 80_000, "4K": 120_000},
        "typical_seconds": 60,
        "abilities": {},
        **row,
    }


IMAGE_MODELS: list[dict[str, Any]] = [
    {**COMMON, **fields}
    for fields in (
        {
            "slug": "flux-schnell",
            "name": "FLUX Schnell",
            "endpoint": "flux-schnell/text-to-image",
            "aspects": GUIDE_RATIOS,
            "size_names": BY_ASPECT_RATIO,
            "input_schema": closed_schema(aspect_ratio=ratio_field(GUIDE_RATIOS)),
            "price_micros": 5_000,
            "cap_in_flight": 8,
            "typical_seconds": 30,
            "deadline_seconds": 180,
            "abilities": {"chinese_text": False, "people": False, "logos": False},
        },
        {
            "slug": "qwen-image-2",
            "name": "Qwen Image 2.0",
            "endpoint": "qwen-image-2.0",
            "aspects": list(QWEN_SIZES),
            "size_names": {"field": "size", "words": QWEN_SIZES},
            "input_schema": closed_schema(["prompt", "size"], size={"enum": list(QWEN_SIZES.values())}),
            "price_micros": 25_000,
            "cap_in_flight": 6,
            "typical_seconds": 35,
            "deadline_seconds": 240,
            "abilities": {"chinese_text": True},
        },
        {
            "slug": "gpt-image-2",
            "name": "GPT Image 2",
            "endpoint": "gpt-image-2/text-to-image",
            "aspects": GUIDE_RATIOS,
            "size_names": BY_ASPECT_RATIO,
            "input_schema": {
                **closed_schema(
                    ["prompt", "aspect_ratio"], aspect_ratio=ratio_field(GUIDE_RATIOS), resolution=RESOLUTIONS
                ),
                "allOf": GPT_RULES,
            },
            "price_micros": 40_000,
            "typical_seconds": 60,
            "abilities": {"price_is_estimate": True},
        },
        {
            "slug": "flux-2",
            "name": "FLUX 2",
            "endpoint": "flux-2",
            "aspects": UPSTREAM_FLUX_RATIOS,
            "size_names": BY_ASPECT_RATIO,
            "input_schema": closed_schema(aspect_ratio=ratio_field(UPSTREAM_FLUX_RATIOS), resolution=RESOLUTIONS),
            "price_micros": 50_000,
            "typical_seconds": 90,
            "abilities": {"price_is_estimate": True},
            "off_reason": NO_SCHEMA,
        },
        {
            "slug": "flux-1-1-pro",
            "name": "FLUX 1.1 Pro",
            "endpoint": "flux-1.1-pro",
            "aspects": UPSTREAM_FLUX_RATIOS,
            "size_names": BY_ASPECT_RATIO,
            "input_schema": closed_schema(aspect_ratio=ratio_field(UPSTREAM_FLUX_RATIOS)),
            "price_micros": 50_000,
            "typical_seconds": 60,
            "abilities": {"people": True},
            "off_reason": NO_RATIOS,
        },
        {
            "slug": "nano-banana",
            "name": "Nano Banana",
            "endpoint": "nano-banana",
            "aspects": GUIDE_RATIOS,
            "size_names": BY_ASPECT_RATIO,
            "input_schema": closed_schema(
                max_prompt=5_000, aspect_ratio=ratio_field(GUIDE_RATIOS), output_format=ANY_FORMAT
            ),
            "price_micros": 50_000,
            "typical_seconds": 45,
            "abilities": {},
        },
        {
            "slug": "nano-banana-2",
            "name": "Nano Banana 2",
            "endpoint": "nano-banana-2",
            "aspects": BANANA_2_RATIOS,
            "size_names": BY_ASPECT_RATIO,
            "input_schema": closed_schema(
                aspect_ratio=ratio_field(BANANA_2_RATIOS),
                resolution=RESOLUTIONS,
                output_format={"enum": ["png", "jpg"]},
                image_input=reference_field(8),
            ),
            "price_micros": 85_000,
            "resolution_prices": {"1K": 85_000, "2K": 76_000, "4K": 114_000},
            "typical_seconds": 60,
            "abilities": {},
            "reference_pictures": references("image_input", 8, "address"),
        },
        {
            "slug": "nano-banana-pro",
            "name": "Nano Banana Pro",
            "endpoint": "nano-banana-pro",
            "aspects": GUIDE_RATIOS,
            "size_names": BY_ASPECT_RATIO,
            "input_schema": closed_schema(
                max_prompt=10_000,
                aspect_ratio=ratio_field(GUIDE_RATIOS),
                resolution=RESOLUTIONS,
                output_format={"enum": ["png", "jpg"]},
                image_input=reference_field(8),
            ),
            "price_micros": 170_000,
            "resolution_prices": {"1K": 170_000, "2K": 170_000, "4K": 300_000},
            "typical_seconds": 90,
            "abilities": {"people": True, "logos": True},
            "reference_pictures": references("image_input", 8, "address"),
        },
        {
            "slug": "qwen-image",
            "name": "Qwen Image",
            "endpoint": "qwen-image",
            "aspects": ["1:1"],
            "input_schema": closed_schema(),
            "price_micros": 25_000,
            "typical_seconds": 35,
            "abilities": {"chinese_text": True, "price_is_estimate": True},
            "off_reason": NO_SCHEMA,
        },
        {
            "slug": "z-image",
            "name": "Z-Image",
            "endpoint": "z-image/text-to-image",
            "aspects": ["1:1"],
            "input_schema": closed_schema(),
            "price_micros": 25_000,
            "typical_seconds": 30,
            "abilities": {"price_is_estimate": True},
            "off_reason": NO_SCHEMA,
        },
    )
] + [
    gpt_image_25(variant, draws_from_pictures=draws_from_pictures)
    for variant in ("flare", "sunburst")
    for draws_from_pictures in (False, True)
]
