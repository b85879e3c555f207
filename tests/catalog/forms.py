"""Posts as a browser sends them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile


def product_post(*, colors: list[dict[str, str]] | None = None, **overrides: Any) -> dict[str, Any]:
    """The new product form, filled so that it is valid; every override replaces one field."""
    rows = colors if colors is not None else [color()]
    fields: dict[str, Any] = {
        "name": "Coffee mug",
        "code": "mug",
        "category": "Drinkware",
        "noun": "coffee mug",
        "material": "matte ceramic",
        "finish": "satin",
        "artwork-kind": "cutout",
        "artwork-view": "front",
        "colorways-TOTAL_FORMS": str(len(rows)),
        "colorways-INITIAL_FORMS": "0",
    }
    for number, row in enumerate(rows):
        fields |= {f"colorways-{number}-{name}": value for name, value in row.items()}
    return {**fields, **overrides}


def color(**overrides: str) -> dict[str, str]:
    """One row of colours."""
    row = {"sku": "mug-beige-01", "name": "Beige", "color_words": "soft beige glaze", "swatch": "#d9c7ae"}
    return {**row, **overrides}


def upload(data: bytes, name: str = "mug.png") -> SimpleUploadedFile:
    """A chosen file; the type a browser claims is never believed."""
    return SimpleUploadedFile(name, data, content_type="image/png")
