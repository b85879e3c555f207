"""Shopify's product export: a handle over several rows, whose first alone has the title; further rows hold pictures."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.importing.formats import base
from catalog.importing.formats.base import COLOR, MATERIAL, OPTIONS, PICTURES, SKU, Format
from catalog.importing.reading import plain
from catalog.importing.tables import LineFault, Sheet, SheetRow

OPTION_NUMBERS = (1, 2, 3)
NO_OPTION = "Default Title"
ADDED = (SKU, COLOR, OPTIONS, MATERIAL, PICTURES)
EXPORTED = (
    *("Handle", "Title", "Type", "Option1 Name", "Option1 Value", "Variant SKU"),
    *("Status",),
)


def score(names: frozenset[str]) -> int:
    return 100 if {"handle", "title"} <= names and names & {"option1value", "variantsku", "imagesrc"} else 0


def flatten(sheet: Sheet) -> Sheet:
    """One row a variant, with what its product's first row says."""
    groups: dict[str, list[SheetRow]] = {}
    broken = [row for row in sheet.rows if row.fault]
    for row in sheet.rows:
        if not row.fault:
            groups.setdefault(row.get("Handle"), []).append(row)
    notes: list[LineFault] = []
    rows = [one for handle, group in groups.items() for one in _variants(handle, group, notes)]
    header = [*sheet.header, *ADDED]
    return sheet.with_rows(header, [*rows, *broken], notes)


def _variants(handle: str, group: list[SheetRow], notes: list[LineFault]) -> Iterator[SheetRow]:
    first = group[0]
    option_names = {number: first.get(f"Option{number} Name") for number in OPTION_NUMBERS}
    pictures = base.addresses_in(*(row.get("Image Src") for row in sorted(group, key=_position)))
    for row in group:
        if row is not first and not _is_variant(row):
            continue
        values = {number: _option(row, number) for number in OPTION_NUMBERS}
        color = _value_named(base.COLOR_NAMES, option_names, values)
        material = _value_named(base.MATERIAL_NAMES, option_names, values)
        others = [text for text in values.values() if text and text not in (color, material)]
        sku = row.get("Variant SKU").removeprefix("'")
        if not sku and handle:
            sku = base.sku_of(handle, *values.values())
            notes.append(base.derived_note(row.line, sku, _("The shop gives no SKU, so it is called %(sku)s.")))
        own = base.addresses_in(row.get("Variant Image"))
        yield SheetRow(
            row.line,
            {
                **{name: cell for name, cell in first.cells.items() if name in ("Title", "Type", "Product Category")},
                **row.cells,
                **{SKU: sku, COLOR: color, OPTIONS: " / ".join(others), MATERIAL: material},
                PICTURES: " ".join(dict.fromkeys([*own, *pictures]) if row is first or not own else own),
            },
        )


def _is_variant(row: SheetRow) -> bool:
    return bool(row.get("Option1 Value", "Variant SKU", "Variant Price"))


def _option(row: SheetRow, number: int) -> str:
    value = row.get(f"Option{number} Value")
    return "" if value == NO_OPTION else value


def _value_named(wanted: frozenset[str], names: Mapping[int, str], values: Mapping[int, str]) -> str:
    return next((values[number] for number, name in names.items() if plain(name) in wanted), "")


def _position(row: SheetRow) -> int:
    text = row.get("Image Position")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 9_999


def exported(colorways: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    """As Shopify imports it: the product's facts stand in its first row only."""
    yield EXPORTED
    last = ""
    for one in colorways:
        is_first, last = one["product_code"] != last, one["product_code"]
        facts = (one["product_name"], one["category"], "Color") if is_first else ("", "", "")
        yield (one["product_code"], *facts, one["name"], one["sku"], "draft" if is_first else "")


FORMAT = Format(
    code="shopify",
    name=gettext_lazy("Shopify"),
    score=score,
    flatten=flatten,
    columns={
        "sku": (SKU,),
        "product_code": ("handle",),
        "product_name": ("title",),
        "category": ("type", "productcategory"),
        "name": (COLOR,),
        "variant": (OPTIONS,),
        "material": (MATERIAL,),
        "pictures": (PICTURES,),
    },
    export=exported,
)
