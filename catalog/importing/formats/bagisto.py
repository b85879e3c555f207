"""Bagisto's export: one row a language, parents and variants as rows of one kind."""

from django.utils.translation import gettext_lazy

from catalog.importing.formats import base
from catalog.importing.formats.base import CATEGORY, NAME, PRODUCT, Format
from catalog.importing.tables import Sheet, SheetRow

ADDED = (PRODUCT, NAME, CATEGORY)


def score(names: frozenset[str]) -> int:
    return 95 if {"sku", "parentsku"} <= names else 0


def flatten(sheet: Sheet) -> Sheet:
    """One row a SKU, in English where there is English; parents of variants lend them their name."""
    chosen: dict[str, SheetRow] = {}
    broken = [row for row in sheet.rows if row.fault]
    for row in sheet.rows:
        sku, standing = row.get("sku"), chosen.get(row.get("sku"))
        if row.fault:
            continue
        if not sku:
            broken.append(row)
        elif standing is None or (_is_english(row) and not _is_english(standing)):
            chosen[sku] = row
    parents = {row.get("parent_sku") for row in chosen.values()}
    rows = [_flat(row, chosen) for sku, row in chosen.items() if sku not in parents]
    return sheet.with_rows([*sheet.header, *ADDED], [*rows, *broken])


def _is_english(row: SheetRow) -> bool:
    return row.get("locale").lower().startswith("en")


def _flat(row: SheetRow, chosen: dict[str, SheetRow]) -> SheetRow:
    parent = chosen.get(row.get("parent_sku"))
    lent = parent or row
    added = {
        PRODUCT: row.get("parent_sku") or row.get("sku"),
        NAME: lent.get("name") or row.get("name"),
        CATEGORY: base.category_of(lent.get("categories") or row.get("categories")),
    }
    return SheetRow(row.line, {**row.cells, **added})


FORMAT = Format(
    code="bagisto",
    name=gettext_lazy("Bagisto"),
    score=score,
    flatten=flatten,
    columns={
        "sku": ("sku",),
        "product_code": (PRODUCT,),
        "product_name": (NAME,),
        "category": (CATEGORY,),
        "name": ("color", "colour"),
        "variant": ("size",),
        "pictures": ("images",),
    },
)
