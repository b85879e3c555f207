"""Google Merchant's product feed: one row a variant, held together by its group."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_lazy

from catalog.importing.formats import base
from catalog.importing.formats.base import CATEGORY, COLOR, NAME, PRODUCT, Format
from catalog.importing.reading import plain
from catalog.importing.tables import Sheet, SheetRow

EXPORTED = ("id", "item_group_id", "title", "product_type", "color", "material")
ADDED = (PRODUCT, NAME, CATEGORY, COLOR)


def score(names: frozenset[str]) -> int:
    return 90 if {"id", "title"} <= names and names & {"imagelink", "itemgroupid", "producttype"} else 0


def flatten(sheet: Sheet) -> Sheet:
    """Titles of a group differ by the variant; what they share is the product's name."""
    names = {plain(name): name for name in sheet.header}

    def cell(row: SheetRow, wanted: str) -> str:
        return row.get(names.get(wanted, ""))

    titles: dict[str, list[str]] = {}
    for row in sheet.rows:
        titles.setdefault(cell(row, "itemgroupid") or cell(row, "id"), []).append(cell(row, "title"))
    shared = {group: _shared(found) for group, found in titles.items()}
    rows = []
    for row in sheet.rows:
        group = cell(row, "itemgroupid") or cell(row, "id")
        category = base.category_of(cell(row, "producttype") or cell(row, "googleproductcategory"))
        added = {PRODUCT: group, NAME: shared[group], CATEGORY: category, COLOR: cell(row, "color")}
        rows.append(row if row.fault else SheetRow(row.line, {**row.cells, **added}))
    return sheet.with_rows([*sheet.header, *ADDED], rows)


def _shared(titles: list[str]) -> str:
    """The words that all titles begin with; the first title where they share none."""
    if len(titles) == 1:
        return titles[0]
    start = os.path.commonprefix(titles)
    if any(title[len(start) : len(start) + 1].isalnum() for title in titles) and start[-1:].isalnum():
        start = start.rpartition(" ")[0]
    words = re.sub(r"[\s\-–—|,:/(]+$", "", start)
    return words if len(words) >= 3 else titles[0]


def exported(colorways: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    yield EXPORTED
    for one in colorways:
        title = f"{one['product_name']} - {one['name']}"
        yield (one["sku"], one["product_code"], title, one["category"], one["name"], one["material"])


FORMAT = Format(
    code="google",
    name=gettext_lazy("Google Merchant"),
    score=score,
    flatten=flatten,
    columns={
        "sku": ("id",),
        "product_code": (PRODUCT,),
        "product_name": (NAME,),
        "category": (CATEGORY,),
        "name": (COLOR,),
        "material": ("material",),
        "finish": ("pattern",),
        "variant": ("size",),
        "pictures": ("imagelink",),
        "more_pictures": ("additionalimagelink",),
    },
    export=exported,
)
