"""Colorways on their way out: in our own format or a shop's, as `reading` reads them."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby

from django.db.models import QuerySet

from catalog.importing.csv_lines import csv_lines
from catalog.importing.formats import FORMATS
from catalog.models import Colorway

CHUNK = 2_000
OURS = "packshot"


def lines_of_colorways(colorways: QuerySet[Colorway], code: str = OURS) -> Iterator[str]:
    """The file line by line."""
    rows = colorways.select_related("product").iterator(chunk_size=CHUNK)
    export = FORMATS[code].export
    if export is None:
        raise ValueError(f"{code} has no export")
    lines = iter(export(map(_cells, rows) if code == OURS else _with_colors(rows)))
    return csv_lines(next(lines), lines)


def _with_colors(rows: Iterator[Colorway]) -> Iterator[Mapping[str, str]]:
    """Rows of one product stand together; each knows all of its colours."""
    for _product, group in groupby(rows, key=lambda one: one.product_id):
        colorways = list(group)
        colors = ", ".join(one.name for one in colorways)
        for one in colorways:
            yield {**_cells(one), "product_colors": colors}


def _cells(colorway: Colorway) -> dict[str, str]:
    product = colorway.product
    return {
        "sku": colorway.sku,
        "product_code": product.code,
        "product_name": product.name,
        "category": product.category,
        "noun": product.noun,
        "material": product.material,
        "finish": product.finish,
        "attributes": json.dumps(product.attributes, ensure_ascii=False) if product.attributes else "",
        "name": colorway.name,
        "color_words": colorway.color_words,
        "swatch": colorway.swatch,
    }
