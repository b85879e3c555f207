"""The table of colorways on its way out, as `reading` reads it."""

import csv
import json
from collections.abc import Iterator

from django.db.models import QuerySet

from catalog.importing.cells import escape_formula
from catalog.importing.reading import COLUMNS
from catalog.models import Colorway

CHUNK = 2_000


class _Line:
    """What `csv` writes to."""

    def write(self, text: str) -> str:
        return text


def csv_lines(colorways: QuerySet[Colorway]) -> Iterator[str]:
    """The file line by line, so that its length costs no memory. No spreadsheet runs any of its cells."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield writer.writerow(COLUMNS)
    for colorway in colorways.select_related("product").iterator(chunk_size=CHUNK):
        yield writer.writerow([escape_formula(cell) for cell in _cells(colorway)])


def _cells(colorway: Colorway) -> tuple[str, ...]:
    product = colorway.product
    attributes = json.dumps(product.attributes, ensure_ascii=False) if product.attributes else ""
    facts = (product.code, product.name, product.category, product.noun, product.material, product.finish)
    return colorway.sku, *facts, attributes, colorway.name, colorway.color_words, colorway.swatch
