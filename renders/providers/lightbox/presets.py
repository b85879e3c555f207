"""The image model of the built-in studio."""

from typing import Any

IMAGE_MODELS: list[dict[str, Any]] = [
    {
        "slug": "lightbox-studio",
        "name": "Lightbox studio",
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
]
