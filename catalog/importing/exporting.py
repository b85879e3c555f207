"""The table of colorways on its way out, as `reading` reads it."""

import json
from collections.abc import Iterator

from django.db.models import QuerySet

from catalog.importing.csv_lines import csv_lines
from catalog.importing.reading import COLUMNS
from catalog.models import Colorway

CHUNK = 2_000


def lines_of_colorways(colorways: QuerySet[Colorway]) -> Iterator[str]:
    """The file line by line."""
    rows = colorways.select_related("product").iterator(chunk_size=CHUNK)
    return csv_lines(COLUMNS, map(_cells, rows))


def _cells(colorway: Colorway) -> tuple[str, ...]:
    product = colorway.product
    attributes = json.dumps(product.attributes, ensure_ascii=False) if product.attributes else ""
    of_product = (product.code, product.name, product.category, product.noun, product.material, product.finish)
    return colorway.sku, *of_product, attributes, colorway.name, colorway.color_words, colorway.swatch
