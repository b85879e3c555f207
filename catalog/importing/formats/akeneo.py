"""Akeneo's export: attributes with locale and channel in their names, categories and options as codes."""

import re

from django.utils.translation import gettext_lazy

from catalog.importing.formats.base import CATEGORY, COLOR, MATERIAL, NAME, PRODUCT, Format
from catalog.importing.tables import Sheet, SheetRow

ADDED = (PRODUCT, NAME, CATEGORY, COLOR, MATERIAL)
LOCALE = re.compile(r"-([a-z]{2}_[A-Z]{2})(?:-|$)")
NAMES = ("name", "title", "label", "erp_name", "variation_name")
COLORS, MATERIALS = ("color", "colour", "main_color", "farbe"), ("material", "main_material", "materials")


def score(names: frozenset[str]) -> int:
    is_its = names & {"sku", "uuid", "identifier"} and "family" in names and names & {"categories", "enabled", "parent"}
    return 95 if is_its else 0


def flatten(sheet: Sheet) -> Sheet:
    """One row a product, with the values of one language."""
    columns = {
        wanted: _columns_of(sheet.header, names)
        for wanted, names in {NAME: NAMES, COLOR: COLORS, MATERIAL: MATERIALS}.items()
    }
    names = {one.get("sku", "identifier", "code"): one.get(*columns[NAME]) for one in sheet.rows}
    rows = []
    for row in sheet.rows:
        if row.fault:
            rows.append(row)
            continue
        parent, sku = row.get("parent"), row.get("sku", "identifier")
        if not sku:
            continue  # a product model: it lends its name
        name = (names.get(parent) if parent else "") or row.get(*columns[NAME]) or _readable(parent)
        added = {
            PRODUCT: parent or sku,
            NAME: name,
            CATEGORY: _readable(row.get("categories").split(",")[0]),
            COLOR: _readable(row.get(*columns[COLOR])),
            MATERIAL: _readable(row.get(*columns[MATERIAL])).lower(),
        }
        rows.append(SheetRow(row.line, {**row.cells, **added}))
    return sheet.with_rows([*sheet.header, *ADDED], rows)


def _columns_of(header: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    """The columns of an attribute, English first, then any language, then any channel."""
    found = [one for name in names for one in header if one == name or one.startswith(f"{name}-")]
    return sorted((one for one in found if not one.endswith("-unit")), key=_strangeness)


def _strangeness(column: str) -> tuple[bool, bool]:
    locale = LOCALE.search(column)
    return bool(locale and not locale[1].startswith("en")), not locale and "-" in column


def _readable(code: str) -> str:
    """ "soft_beige" as people write it."""
    text = code.split(",")[0].replace("_", " ").strip()
    return text[:1].upper() + text[1:]


FORMAT = Format(
    code="akeneo",
    name=gettext_lazy("Akeneo"),
    score=score,
    flatten=flatten,
    columns={
        "sku": ("sku", "identifier"),
        "product_code": (PRODUCT,),
        "product_name": (NAME,),
        "category": (CATEGORY,),
        "name": (COLOR,),
        "material": (MATERIAL,),
        "pictures": ("image", "picture"),
    },
)
