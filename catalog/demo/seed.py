"""Puts the demo catalogue into the database. Running it again adds what is missing and changes nothing else."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import transaction
from PIL import Image

from catalog import presets
from catalog.demo.product_rows import PRODUCTS, DemoProduct
from catalog.models import Artwork, Colorway, Product
from catalog.pictures.artwork_files import ARTWORK

FOLDER = Path(__file__).parent / "artwork"


class NoArtwork(Exception):
    """The demo's picture files are not there; the text names the folder."""


def seed(studio: Mapping[str, Any], image_models: Iterable[Mapping[str, Any]], folder: Path = FOLDER) -> int:
    """Fill the catalogue with the demo; the number of products that were new.

    `studio` has the fields of the image model that is every placement's default, `image_models` those of all others.

    Raises NoArtwork when `folder` holds no picture, and then saves nothing.
    """
    files = {product.code: _stored_artwork(folder, product.artwork) for product in PRODUCTS}
    if not any(files.values()):
        raise NoArtwork(f"No demo artwork in {folder}. It is part of the repository: fetch it again.")
    with transaction.atomic():
        presets.add(image_models)
        presets.add_catalogue(studio)
        return sum(_product(product, files[product.code]) for product in PRODUCTS)


def _stored_artwork(folder: Path, name: str) -> list[dict[str, object]]:
    """The fields of each of a product's artwork rows. Bytes are stored before any row names them."""
    rows = []
    for view in Artwork.View.values:
        cutout, tint = folder / f"{name}-{view}.png", folder / f"{name}-{view}-tint.png"
        if cutout.exists():
            fields = _artwork_fields(cutout, Artwork.Kind.CUTOUT, view)
            rows.append(fields | {"tint_sha256": ARTWORK.store(tint.read_bytes()) if tint.exists() else ""})
        photo = folder / f"{name}-{view}-photo.jpg"
        if photo.exists():
            rows.append(_artwork_fields(photo, Artwork.Kind.PHOTO, view))
    label = folder / f"{name}-label.png"
    if label.exists():
        rows.append(_artwork_fields(label, Artwork.Kind.LABEL, Artwork.View.FRONT))
    return rows


def _artwork_fields(path: Path, kind: str, view: str) -> dict[str, object]:
    data = path.read_bytes()
    with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
        width, height = image.size
    return {"kind": kind, "view": view, "sha256": ARTWORK.store(data), "width": width, "height": height}


def _product(row: DemoProduct, files: list[dict[str, object]]) -> bool:
    fields = {name: getattr(row, name) for name in ("name", "category", "noun", "material", "finish")}
    fields["attributes"] = row.prompt_attributes
    product, is_new = Product.objects.get_or_create(code=row.code, defaults=fields)
    if is_new:
        for position, colorway in enumerate(row.colorways):
            Colorway.objects.create(product=product, position=position, **vars(colorway))
    for file in files:
        place = {"product": product, "colorway": None, "kind": file["kind"], "view": file["view"]}
        Artwork.objects.get_or_create(**place, defaults=file)
    return is_new
