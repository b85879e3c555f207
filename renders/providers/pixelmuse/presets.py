"""The image models of Pixelmuse, with the figures of its guide and its own client."""

from typing import Any

from renders.providers.input_schemas import BY_ASPECT_RATIO, GUIDE_RATIOS, closed_schema, references

RATIOS = [*GUIDE_RATIOS, "9:21"]
# Our estimate: Pixelmuse bills credits, and what one costs depends on the pack.
CREDIT_MICROS = 50_000


def model_fields(
    name: str, endpoint: str, credits: int, seconds: int, *, takes_picture: bool = False, **abilities: Any
) -> dict[str, Any]:
    """One Pixelmuse model: they differ in credits, pace and what they are good at."""
    fields: dict[str, Any] = {"image_input": {"type": "string"}} if takes_picture else {}
    row = {"reference_pictures": references("image_input", 1, "address")} if takes_picture else {}
    return {
        "slug": f"pixelmuse-{endpoint}",
        "name": f"{name} (Pixelmuse)",
        "endpoint": endpoint,
        "aspects": RATIOS,
        "size_names": BY_ASPECT_RATIO,
        "input_schema": closed_schema(
            aspect_ratio={"enum": RATIOS},
            style={"enum": ["realistic", "anime", "artistic", "none"]},
            negative_prompt={"type": "string"},
            **fields,
        ),
        "price_micros": credits * CREDIT_MICROS,
        "typical_seconds": seconds,
        "deadline_seconds": 300,
        "docs_url": "https://www.pixelmuse.studio/developers",
        "abilities": {
            "negative_prompt": True,
            "credits": credits,
            "price_is_estimate": True,
            **abilities,
        },
        **row,
    }


IMAGE_MODELS: list[dict[str, Any]] = [
    model_fields("Nano Banana 2", "nano-banana-2", 1, 15, takes_picture=True),
    model_fields("Nano Banana Pro", "nano-banana-pro", 4, 30, takes_picture=True, people=True, logos=True),
    model_fields("Imagen 3", "imagen-3", 1, 15),
    model_fields("Recraft V4 Pro", "recraft-v4-pro", 7, 30, logos=True),
    model_fields("FLUX Schnell", "flux-schnell", 1, 10, chinese_text=False, logos=False),
]
