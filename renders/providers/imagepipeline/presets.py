"""The image model of imagepipeline.io, with the figures of its documentation."""

from typing import Any

from renders.providers.input_schemas import GUIDE_RATIOS, closed_schema

SIDE = {"type": "integer", "minimum": 256, "maximum": 1536, "multipleOf": 8, "default": 1024}
IMAGE_MODELS: list[dict[str, Any]] = [
    {
        "slug": "imagepipeline-flux-schnell",
        "name": "FLUX Schnell (imagepipeline.io)",
        "endpoint": "flux-schnell-v3",
        "aspects": GUIDE_RATIOS,
        "size_names": {"field": "width_height", "multiple": 8},
        "input_schema": closed_schema(
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
            "chinese_text": False,
            "logos": False,
            "negative_prompt": True,
            "seed": True,
            "hourly_micros": 1_000_000,
            "price_is_estimate": True,
        },
    }
]
