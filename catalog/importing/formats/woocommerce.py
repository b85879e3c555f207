"""WooCommerce's product export: parents and variations as rows, attributes as numbered pairs of columns."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.importing.formats import base
from catalog.importing.formats.base import CATEGORY, COLOR, MATERIAL, NAME, OPTIONS, PICTURES, PRODUCT, SKU, Format
from catalog.importing.reading import plain
from catalog.importing.tables import LineFault, Sheet, SheetRow

ADDED = (SKU, PRODUCT, NAME, CATEGORY, COLOR, OPTIONS, MATERIAL, PICTURES)
ATTRIBUTES = range(1, 31)
EXPORTED = (
    *("Type", "SKU", "Parent", "Name", "Published", "Categories"),
    *("Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 global"),
)


def score(names: frozenset[str]) -> int:
    is_its = {"sku", "name", "type"} <= names and names & {"parent", "attribute1name", "taxstatus", "instock"}
    return 100 if is_its else 0


def flatten(sheet: Sheet) -> Sheet:
    """One row a simple product or a variation; parents lend theirs what variations leave out."""
    parents = _by_reference(sheet.rows)
    with_variations = {id(parents.get(row.get("Parent"))) for row in sheet.rows if "variation" in _types(row)}
    notes: list[LineFault] = []
    rows = []
    for row in sheet.rows:
        if row.fault:
            rows.append(row)
        elif reason := _why_skipped(row, is_parent=id(row) in with_variations):
            notes += [LineFault(row.line, "Type", reason)] if reason != "parent" else []
        else:
            rows.append(_flat(row, parents.get(row.get("Parent")), notes))
    return sheet.with_rows([*sheet.header, *ADDED], rows, notes)


def _by_reference(rows: Iterable[SheetRow]) -> dict[str, SheetRow]:
    """Rows by SKU, and as "id:12" where the shop writes that for a parent without one."""
    found: dict[str, SheetRow] = {}
    for row in rows:
        if sku := row.get("SKU"):
            found.setdefault(sku, row)
        if number := row.get("ID"):
            found.setdefault(f"id:{number}", row)
    return found


def _types(row: SheetRow) -> set[str]:
    return {part.strip().lower() for part in row.get("Type").split(",")}


def _why_skipped(row: SheetRow, *, is_parent: bool) -> str:
    types = _types(row)
    if is_parent or "variable" in types:
        return "parent"
    if types & {"grouped", "external"}:
        return _("A grouped or external product is made of others and was left out.")
    if types & {"virtual", "downloadable"}:
        return _("A virtual product has nothing to picture and was left out.")
    return ""


def _flat(row: SheetRow, parent: SheetRow | None, notes: list[LineFault]) -> SheetRow:
    own, inherited = _attributes(row), _attributes(parent) if parent else {}
    color = _single(own, base.COLOR_NAMES)
    material = _single(own, base.MATERIAL_NAMES) or _single(inherited, base.MATERIAL_NAMES)
    others = [text for text in own.values() if parent and text not in (color, material)]
    product = row.get("Parent") if "variation" in _types(row) else ""
    if parent and product.startswith("id:"):
        product = parent.get("SKU") or product.replace(":", "-")
    sku = row.get("SKU")
    if not sku:
        sku = base.sku_of(product or f"id-{row.get('ID') or row.line}", *(own.values() if product else ()))
        notes.append(base.derived_note(row.line, sku, _("The shop gives no SKU, so it is called %(sku)s.")))
    lent = parent or row
    cells = {
        **row.cells,
        **{SKU: sku, PRODUCT: product or sku, COLOR: color, OPTIONS: " / ".join(others), MATERIAL: material},
        NAME: lent.get("Name") or row.get("Name"),
        CATEGORY: base.category_of(lent.get("Categories") or row.get("Categories")),
        PICTURES: " ".join(base.addresses_in(row.get("Images")) or base.addresses_in(lent.get("Images"))),
    }
    return SheetRow(row.line, cells)


def _attributes(row: SheetRow) -> dict[str, str]:
    """Values by plain name."""
    pairs = ((row.get(f"Attribute {n} name"), row.get(f"Attribute {n} value(s)")) for n in ATTRIBUTES)
    return {plain(name): value for name, value in pairs if name and value}


def _single(attributes: Mapping[str, str], names: frozenset[str]) -> str:
    """The value under one of these names; several values are no colour of one product."""
    value = next((text for name, text in attributes.items() if name in names), "")
    return "" if "," in value or "|" in value else value


def exported(colorways: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    """As WooCommerce imports it: a variable product, then its colours as variations."""
    yield EXPORTED
    last = ""
    for one in colorways:
        if one["product_code"] != last:
            last = one["product_code"]
            yield ("variable", last, "", one["product_name"], "0", one["category"], "Color", one["product_colors"], "1")
        yield ("variation", one["sku"], last, one["product_name"], "0", "", "Color", one["name"], "1")


FORMAT = Format(
    code="woocommerce",
    name=gettext_lazy("WooCommerce"),
    score=score,
    flatten=flatten,
    columns={
        "sku": (SKU,),
        "product_code": (PRODUCT,),
        "product_name": (NAME,),
        "category": (CATEGORY,),
        "name": (COLOR,),
        "variant": (OPTIONS,),
        "material": (MATERIAL,),
        "pictures": (PICTURES,),
    },
    export=exported,
)
