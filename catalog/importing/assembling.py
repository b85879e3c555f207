"""From a flat file and a mapping to our columns: codes made safe, colours named, long texts cut, oddities said."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from catalog.importing.cells import BROKEN, MAX_CELL_LENGTH, damage_of
from catalog.importing.colours import proposed
from catalog.importing.formats.base import Format, addresses_in, category_of
from catalog.importing.mapping import FIELDS, HELPING
from catalog.importing.tables import COLUMNS, PRODUCT_FACTS, ImportTable, LineFault, Sheet, SheetRow, TableRow
from catalog.text import safe_name, tidy
from catalog.texts import figure

# Where a shop names no colour.
NO_COLOR = "Standard"
NO_COLOR_WORDS = "as photographed"
# What our forms take; shops write longer names.
LENGTHS = {"product_name": 120, "category": 60, "noun": 120, "material": 120, "finish": 120, "name": 60}
MAX_PICTURES = 20


def assemble(sheet: Sheet, found: Format, mapping: Mapping[str, str]) -> ImportTable:
    """The file in our columns. Nothing is refused here; what was made or cut is noted."""
    maker = _Assembly(found, mapping)
    rows = tuple(maker.row(one) for one in sheet.rows)
    used = set(mapping.values())
    unknown = tuple(name for name in sheet.header if name not in used and not name.startswith("("))
    columns = tuple(name for name in COLUMNS if name in mapping)
    notes = (*sheet.notes, *maker.notes, *_lost_zeros(rows))
    return ImportTable(rows, columns, unknown, notes)


class _Assembly:
    """Goes through a file once."""

    def __init__(self, found: Format, mapping: Mapping[str, str]) -> None:
        self.found, self.mapping = found, mapping
        self.notes: list[LineFault] = []
        self.products: set[str] = set()
        self.colors: dict[tuple[str, str], str] = {}

    def row(self, row: SheetRow) -> TableRow:
        if row.fault:
            return TableRow(row.line, {}, row.fault)
        read = {field: row.cells.get(column, "") for field, column in self.mapping.items()}
        for field, cell in read.items():
            if BROKEN.fullmatch(cell):
                return TableRow(row.line, {}, self._said(field, _("%(cell)s is an error of a spreadsheet."), cell))
            if len(cell) > MAX_CELL_LENGTH and "pictures" not in field:
                return TableRow(row.line, {}, _too_long())
            if field != "swatch" and (damage := damage_of(cell)):
                self.notes.append(LineFault(row.line, self.mapping[field], damage))
        pictures = tuple(addresses_in(read.get("pictures", ""), read.get("more_pictures", ""))[:MAX_PICTURES])
        cells = {field: cell for field, cell in read.items() if field not in HELPING}
        if self.found.keeps_codes:
            return TableRow(row.line, cells, pictures=pictures)
        cells, proposals = self._of_a_shop(row.line, read, cells)
        return TableRow(row.line, cells, proposals=proposals, pictures=pictures)

    def _of_a_shop(
        self, line: int, read: Mapping[str, str], cells: dict[str, str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Cells as our forms take them. What a shop leaves empty clears nothing that is here."""
        sku = cells.get("sku", "")
        cells = {field: cell for field, cell in cells.items() if cell or field == "sku"}
        proposals = {}
        if "product_code" in self.mapping and (key := cells.get("product_code") or sku):
            cells["product_code"] = safe_name(key)
        elif sku:
            proposals["product_code"] = safe_name(sku)
        if "category" in cells:
            cells["category"] = category_of(cells["category"])
        for field, limit in LENGTHS.items():
            if len(cells.get(field, "")) > limit:
                cells[field] = self._cut(line, field, cells[field], limit)
        self._name_color(line, cells, proposals, read.get("variant", ""))
        code = cells.get("product_code") or proposals.get("product_code", "")
        if code in self.products:  # its first row speaks for the product
            cells = {field: cell for field, cell in cells.items() if field not in PRODUCT_FACTS}
        self.products.add(code)
        return cells, proposals

    def _name_color(self, line: int, cells: dict[str, str], proposals: dict[str, str], variant: str) -> None:
        """Colours of one product have different names: sizes and the like are added where they are the same."""
        product = cells.get("product_code") or proposals.get("product_code", "")
        sku = cells.get("sku", "")
        color = cells.get("name", "")
        words = proposed(color) if color else None
        base = color or NO_COLOR
        several = f"{color} / {variant}" if color and variant else variant
        wanted = [one for one in (color, several, "" if color else base) if one] + [f"{base} / {sku}"]
        free = (one for one in wanted if self.colors.setdefault((product, tidy(one[:60]).casefold()), sku) == sku)
        name = next(free, wanted[-1])[:60]
        if "name" in self.mapping and color:
            cells["name"] = name
        else:
            cells.pop("name", None)
            proposals["name"] = name
        proposals["color_words"] = (words.words if words else NO_COLOR_WORDS)[:120]
        if words and words.swatch:
            proposals["swatch"] = words.swatch

    def _cut(self, line: int, field: str, text: str, limit: int) -> str:
        sentence = _("It has %(length)s characters and was cut to %(limit)s.") % {"length": len(text), "limit": limit}
        self.notes.append(LineFault(line, self.mapping[field], sentence))
        return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;-–|/") or text[:limit]

    def _said(self, field: str, sentence: str, cell: str) -> str:
        return f"{FIELDS[field]}: {sentence % {'cell': cell}}"


def _too_long() -> str:
    return _("A cell is longer than %(max_cell_length)s characters.") % {"max_cell_length": figure(MAX_CELL_LENGTH)}


def _lost_zeros(rows: tuple[TableRow, ...]) -> Iterator[LineFault]:
    """SKUs of digits that are shorter than all others, in a file where others have that length or begin with zero."""
    numbers = [(one.line, sku) for one in rows if (sku := one.cells.get("sku", "")).isdecimal()]
    lengths = Counter(len(sku) for _line, sku in numbers)
    if not numbers or len(lengths) < 2:
        return
    usual, count = lengths.most_common(1)[0]
    if count * 2 <= len(numbers):
        return
    for line, sku in numbers:
        if len(sku) < usual:
            sentence = _("%(sku)s looks changed by a spreadsheet: was it %(before)s, with leading zeros?")
            yield LineFault(line, "sku", sentence % {"sku": sku, "before": sku.zfill(usual)})
