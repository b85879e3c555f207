"""The image models that Packshot ships: figures of the vendors' guides, made into rows once and then the admins' own.

Where no source states a figure, the model is switched off and says why, or its price is marked as an estimate.
Closed schemas describe the whole input of a request; a rule over several fields is a member of `allOf` whose
description is the sentence people read.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from catalog.models import Campaign, ImageModel, Placement

GUIDE_RATIOS = ["1:1", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5", "16:9", "9:16", "21:9"]
BANANA_2_RATIOS = ["1:1", "1:4", "1:8", "2:3", "3:2", "3:4", "4:1", "4:3", "4:5", "5:4", "8:1", "9:16", "16:9", "21:9"]
PIXELMUSE_RATIOS = [*GUIDE_RATIOS, "9:21"]
UPSTREAM_FLUX_RATIOS = ["1:1", "16:9", "3:2", "2:3", "4:5", "5:4", "9:16", "3:4", "4:3"]
QWEN_SIZES = {"16:9": "2688*1536", "4:3": "2368*1728", "1:1": "2048*2048", "3:4": "1728*2368", "9:16": "1536*2688"}
ANY_FORMAT = {"enum": ["png", "jpeg", "jpg", "webp"]}
RESOLUTIONS = {"enum": ["1K", "2K", "4K"], "default": "1K"}
HIAPI_DOCS, PIXELMUSE_DOCS = "https://docs.hiapi.ai/", "https://www.pixelmuse.studio/developers"
NO_SCHEMA = "The vendor does not publish its whole input. Fill in the schema from its page, then switch it on."
CREDIT_MICROS = 50_000
"""Our estimate: Pixelmuse bills credits, and what one costs depends on the pack."""


def closed(required: Iterable[str] = ("prompt",), most: int = 20_000, **properties: Any) -> dict[str, Any]:
    """The schema of an input that takes a prompt of `most` characters, these properties, and nothing else."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {"prompt": {"type": "string", "minLength": 1, "maxLength": most}, **properties},
    }


def ratios(drawn: list[str]) -> dict[str, Any]:
    """A field that takes one of these ratios, or leaves the choice to the model."""
    return {"enum": [*drawn, "auto"]}


def addresses(most: int) -> dict[str, Any]:
    """A field that takes up to so many addresses of reference images."""
    return {"type": "array", "items": {"type": "string"}, "maxItems": most}


BY_RATIO = {"field": "aspect_ratio"}
TEXT_ONLY = {"chinese_text": False, "reference": False}
HIAPI = {"provider": "hiapi", "docs_url": HIAPI_DOCS, "deadline_seconds": 600}
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

HIAPI_ROWS: list[dict[str, Any]] = [
    {
        "slug": "flux-schnell",
        "name": "FLUX Schnell",
        "endpoint": "flux-schnell/text-to-image",
        "aspects": GUIDE_RATIOS,
        "size_names": BY_RATIO,
        "input_schema": closed(aspect_ratio=ratios(GUIDE_RATIOS)),
        "price_micros": 5_000,
        "cap_in_flight": 8,
        "typical_seconds": 30,
        "deadline_seconds": 180,
        "abilities": {**TEXT_ONLY, "people": False, "logos": False},
    },
    {
        "slug": "qwen-image-2",
        "name": "Qwen Image 2.0",
        "endpoint": "qwen-image-2.0",
        "aspects": list(QWEN_SIZES),
        "size_names": {"field": "size", "words": QWEN_SIZES},
        "input_schema": closed(["prompt", "size"], size={"enum": list(QWEN_SIZES.values())}),
        "price_micros": 25_000,
        "cap_in_flight": 6,
        "typical_seconds": 35,
        "deadline_seconds": 240,
        "abilities": {"chinese_text": True, "reference": False},
    },
    {
        "slug": "gpt-image-2",
        "name": "GPT Image 2",
        "endpoint": "gpt-image-2/text-to-image",
        "aspects": GUIDE_RATIOS,
        "size_names": BY_RATIO,
        "input_schema": {
            **closed(["prompt", "aspect_ratio"], aspect_ratio=ratios(GUIDE_RATIOS), resolution=RESOLUTIONS),
            "allOf": GPT_RULES,
        },
        "price_micros": 40_000,
        "typical_seconds": 60,
        "abilities": {"reference": False, "price_is_estimate": True},
    },
    {
        "slug": "flux-2",
        "name": "FLUX 2",
        "endpoint": "flux-2",
        "aspects": UPSTREAM_FLUX_RATIOS,
        "size_names": BY_RATIO,
        "input_schema": closed(aspect_ratio=ratios(UPSTREAM_FLUX_RATIOS), resolution=RESOLUTIONS),
        "price_micros": 50_000,
        "typical_seconds": 90,
        "abilities": {"reference": False, "price_is_estimate": True},
        "off_reason": NO_SCHEMA,
    },
    {
        "slug": "flux-1-1-pro",
        "name": "FLUX 1.1 Pro",
        "endpoint": "flux-1.1-pro",
        "aspects": UPSTREAM_FLUX_RATIOS,
        "size_names": BY_RATIO,
        "input_schema": closed(aspect_ratio=ratios(UPSTREAM_FLUX_RATIOS)),
        "price_micros": 50_000,
        "typical_seconds": 60,
        "abilities": {"reference": "", "people": True},
        "off_reason": "The vendor lists neither its ratios nor the name of its reference field. Fill them in first.",
    },
    {
        "slug": "nano-banana",
        "name": "Nano Banana",
        "endpoint": "nano-banana",
        "aspects": GUIDE_RATIOS,
        "size_names": BY_RATIO,
        "input_schema": closed(most=5_000, aspect_ratio=ratios(GUIDE_RATIOS), output_format=ANY_FORMAT),
        "price_micros": 50_000,
        "typical_seconds": 45,
        "abilities": {"reference": False},
    },
    {
        "slug": "nano-banana-2",
        "name": "Nano Banana 2",
        "endpoint": "nano-banana-2",
        "aspects": BANANA_2_RATIOS,
        "size_names": BY_RATIO,
        "input_schema": closed(
            aspect_ratio=ratios(BANANA_2_RATIOS),
            resolution=RESOLUTIONS,
            output_format={"enum": ["png", "jpg"]},
            image_input=addresses(8),
        ),
        "price_micros": 85_000,
        "resolution_prices": {"1K": 85_000, "2K": 76_000, "4K": 114_000},
        "typical_seconds": 60,
        "abilities": {"reference": "image_input"},
    },
    {
        "slug": "nano-banana-pro",
        "name": "Nano Banana Pro",
        "endpoint": "nano-banana-pro",
        "aspects": GUIDE_RATIOS,
        "size_names": BY_RATIO,
        "input_schema": closed(
            most=10_000,
            aspect_ratio=ratios(GUIDE_RATIOS),
            resolution=RESOLUTIONS,
            output_format={"enum": ["png", "jpg"]},
            image_input=addresses(8),
        ),
        "price_micros": 170_000,
        "resolution_prices": {"1K": 170_000, "2K": 170_000, "4K": 300_000},
        "typical_seconds": 90,
        "abilities": {"reference": "image_input", "people": True, "logos": True},
    },
    {
        "slug": "qwen-image",
        "name": "Qwen Image",
        "endpoint": "qwen-image",
        "aspects": ["1:1"],
        "input_schema": closed(),
        "price_micros": 25_000,
        "typical_seconds": 35,
        "abilities": {"chinese_text": True, "reference": False, "price_is_estimate": True},
        "off_reason": NO_SCHEMA,
    },
    {
        "slug": "z-image",
        "name": "Z-Image",
        "endpoint": "z-image/text-to-image",
        "aspects": ["1:1"],
        "input_schema": closed(),
        "price_micros": 25_000,
        "typical_seconds": 30,
        "abilities": {"reference": False, "price_is_estimate": True},
        "off_reason": NO_SCHEMA,
    },
]


def pixelmuse(name: str, endpoint: str, credits: int, seconds: int, **abilities: Any) -> dict[str, Any]:
    """One Pixelmuse model: they differ in credits, pace and what they are good at."""
    return {
        "provider": "pixelmuse",
        "slug": f"pixelmuse-{endpoint}",
        "name": f"{name} (Pixelmuse)",
        "endpoint": endpoint,
        "aspects": PIXELMUSE_RATIOS,
        "size_names": BY_RATIO,
        "input_schema": closed(
            aspect_ratio={"enum": PIXELMUSE_RATIOS},
            style={"enum": ["realistic", "anime", "artistic", "none"]},
            negative_prompt={"type": "string"},
        ),
        "price_micros": credits * CREDIT_MICROS,
        "typical_seconds": seconds,
        "deadline_seconds": 300,
        "docs_url": PIXELMUSE_DOCS,
        "abilities": {
            "negative_prompt": True,
            "reference": False,
            "credits": credits,
            "price_is_estimate": True,
            **abilities,
        },
    }


PIXELMUSE_ROWS = [
    pixelmuse("Nano Banana 2", "nano-banana-2", 1, 15),
    pixelmuse("Nano Banana Pro", "nano-banana-pro", 4, 30, people=True, logos=True),
    pixelmuse("Imagen 3", "imagen-3", 1, 15),
    pixelmuse("Recraft V4 Pro", "recraft-v4-pro", 7, 30, logos=True),
    pixelmuse("FLUX Schnell", "flux-schnell", 1, 10, chinese_text=False, logos=False),
]

SIDE = {"type": "integer", "minimum": 256, "maximum": 1536, "multipleOf": 8, "default": 1024}
IMAGEPIPELINE_ROWS: list[dict[str, Any]] = [
    {
        "provider": "imagepipeline",
        "slug": "imagepipeline-flux-schnell",
        "name": "FLUX Schnell (imagepipeline.io)",
        "endpoint": "flux-schnell-v3",
        "aspects": GUIDE_RATIOS,
        "size_names": {"field": "width_height", "multiple": 8},
        "input_schema": closed(
            width=SIDE,
            height=SIDE,
            negative_prompt={"type": "string"},
            num_inference_steps={"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
            samples={"type": "integer", "minimum": 1, "maximum": 4},
            seed={"type": "integer", "minimum": -1, "maximum": 2**31 - 1},
        ),
        # A test server costs $1 an hour whatever it draws; at 10 s a picture that is about 0.28 cents each.
        "price_micros": 2_800,
        "samples_per_request": 4,
        "typical_seconds": 10,
        "deadline_seconds": 600,
        "docs_url": "https://docs.imagepipeline.io/Optimised-base-models/Flux-Schnell",
        "abilities": {
            **TEXT_ONLY,
            "negative_prompt": True,
            "seed": True,
            "hourly_micros": 1_000_000,
            "price_is_estimate": True,
        },
    }
]

ROWS: list[dict[str, Any]] = [*({**HIAPI, **row} for row in HIAPI_ROWS), *PIXELMUSE_ROWS, *IMAGEPIPELINE_ROWS]

SERVES = {
    "pdp-main": ["pixelmuse-nano-banana-pro", "pixelmuse-nano-banana-2", "qwen-image-2", "nano-banana-pro"],
    "gallery": ["pixelmuse-nano-banana-2", "qwen-image-2"],
    "lifestyle": ["nano-banana-pro", "pixelmuse-nano-banana-pro"],
    "social": ["pixelmuse-recraft-v4-pro"],
    "hero": ["pixelmuse-imagen-3", "qwen-image-2"],
    "listing-card": ["pixelmuse-nano-banana-2", "qwen-image-2"],
}
"""Which models the guides use where; FLUX Schnell and GPT Image 2 serve all, the imagepipeline model previews."""
SERVE_ALL = ["flux-schnell", "gpt-image-2", "imagepipeline-flux-schnell"]


def add() -> list[ImageModel]:
    """Make the rows that are missing; those made. What admins changed, and what a running campaign holds, stays as it
    is."""
    with transaction.atomic():
        known = set(ImageModel.objects.values_list("provider", "endpoint"))
        slugs = set(ImageModel.objects.values_list("slug", flat=True))
        missing = [row for row in ROWS if (row["provider"], row["endpoint"]) not in known and row["slug"] not in slugs]
        made = ImageModel.objects.bulk_create(
            ImageModel(**row, is_enabled=not row.get("off_reason")) for row in missing
        )
        held = Campaign.objects.running().values("placements")
        for placement in Placement.objects.filter(slug__in=SERVES).exclude(pk__in=held):
            placement.image_models.add(*fitting(placement, made))
    return made


def fitting(placement: Placement, models: Iterable[ImageModel]) -> list[ImageModel]:
    """Those of these models that the guides use for a placement like this one, and that draw its ratio."""
    wanted = {*SERVES.get(placement.slug, []), *SERVE_ALL}
    candidates = [model for model in models if model.is_enabled and model.slug in wanted]
    return [model for model in candidates if placement.aspect in model.aspects]
