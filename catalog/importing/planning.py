"""What an import would do, and everything that stands against it, row by row. Nothing is written."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from catalog.forms.products import MAX_COLORWAYS, OnceEach
from catalog.importing.cells import attributes_of, looks_changed_by_a_spreadsheet
from catalog.importing.known import KnownCatalogue, read_known
from catalog.importing.reading import ImportTable, TableRow
from catalog.importing.row_forms import COLORWAY_COLUMNS, PRODUCT_COLUMNS, RowForms
from catalog.models import Colorway, Product
from catalog.strict_json import NotStrictJson


@dataclass(frozen=True)
class LineFault:
    """Why a line cannot be imported, or what is worth knowing about it."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True)
class PlannedRow:
    """One colour as it would be. `before` are the values that change; `moved_from` is the product it leaves."""

    line: int
    colorway: Colorway
    product: Product
    before: Mapping[str, str]
    is_new: bool
    moved_from: Product | None = None

    @property
    def is_changed(self) -> bool:
        return bool(self.before or self.moved_from)


@dataclass
class ImportPlan:
    """`faults` keep the whole file out; `moves` need a person's word."""

    known: KnownCatalogue
    rows: list[PlannedRow] = field(default_factory=list)
    products: dict[str, Product] = field(default_factory=dict)
    faults: list[LineFault] = field(default_factory=list)
    notes: list[LineFault] = field(default_factory=list)

    @property
    def new(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[PlannedRow]:
        return [row for row in self.rows if not row.is_new and row.is_changed]

    @property
    def moves(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.moved_from]

    @property
    def digest(self) -> str:
        """The same for a plan that would do the same: what a person confirmed is what is done."""
        rows = [
            [row.colorway.pk, row.colorway.sku, row.product.code, *(getattr(row.colorway, name) for name in VALUES)]
            + [sorted(row.before.items()), row.moved_from.pk if row.moved_from else None]
            for row in self.rows
        ]
        products = [[getattr(product, name) for name in PRODUCT_COLUMNS] for product in self.products.values()]
        return hashlib.sha256(json.dumps([rows, products], sort_keys=True).encode()).hexdigest()


VALUES = ("name", "color_words", "swatch")


def plan_import(table: ImportTable) -> ImportPlan:
    """What this table would do to the catalogue as it is now. A handful of queries, whatever its length."""
    skus = {row.cells.get("sku", "") for row in table.rows}
    codes = {row.cells.get("product_code", "") for row in table.rows}
    return Planner(table, read_known(skus, codes)).plan()


class Planner:
    """Goes through a table once."""

    def __init__(self, table: ImportTable, known: KnownCatalogue) -> None:
        self.table, self.known = table, known
        self.result = ImportPlan(known)
        self.once_each = OnceEach()
        self.forms = RowForms(known)
        # Of each new product: the row that makes it, and how its code is written.
        self.first_rows: dict[str, TableRow] = {}
        self.spellings: dict[str, str] = {}
        self.counts = Counter({known.products[code].code: self._count(code) for code in known.products})
        for product in known.products.values():
            for name, sku in known.names[product.pk].items():
                self.once_each.fault_of("name", name, sku.lower(), product.code)

    def plan(self) -> ImportPlan:
        for row in self.table.rows:
            if row.fault:
                self._refuse(row, "", row.fault)
            else:
                self._add(row)
        return self.result

    def _count(self, code: str) -> int:
        return len(self.known.names[self.known.products[code].pk])

    def _add(self, row: TableRow) -> None:
        standing = self.known.colorways.get(row.cells["sku"].lower())
        if standing is not None and standing.sku != row.cells["sku"]:
            standing = None
        product = self._product_of(row, standing)
        data = self._colorway_data(row, standing)
        before = {name: getattr(standing, name) for name in VALUES} if standing else {}
        colorway = self._colorway_of(row, data, standing, before)
        if colorway is None or product is None:
            return
        moved_from = standing.product if standing and standing.product.code != product.code else None
        if self._is_repeated(row, colorway, product) or self._is_one_too_many(row, colorway, product, moved_from):
            return
        before = {name: value for name, value in before.items() if value != getattr(colorway, name)}
        self.result.rows.append(PlannedRow(row.line, colorway, product, before, standing is None, moved_from))

    def _colorway_of(
        self, row: TableRow, data: Mapping[str, str], standing: Colorway | None, before: Mapping[str, str]
    ) -> Colorway | None:
        """The colour as the row says it; None where its form refuses. A row that changes nothing needs no form."""
        if standing and all(data[name] == value for name, value in before.items()):
            return standing
        form = self.forms.colorway(data, standing)
        self._refuse_all(row, form, COLORWAY_COLUMNS)
        colorway: Colorway | None = None if form.errors else form.instance
        return colorway

    def _colorway_data(self, row: TableRow, standing: Colorway | None) -> dict[str, str]:
        """The cells of its columns; a column that the file lacks leaves a colour as it is."""
        return {
            name: row.cells[column] if column in row.cells else getattr(standing, name, "") if standing else ""
            for name, column in COLORWAY_COLUMNS.items()
        }

    def _product_of(self, row: TableRow, standing: Colorway | None) -> Product | None:
        """The product that a row names, a new one where its code is; None when its product cannot be."""
        if standing and "product_code" not in row.cells:
            return standing.product
        code = row.cells.get("product_code", "")
        found = self.known.products.get(code.lower())
        if found is not None and found.code == code:
            self._note_differences(row, found)
            return found
        if code in self.first_rows:
            return self._product_again(row, code)
        form = self.forms.product(self._product_data(row))
        self._refuse_all(row, form, PRODUCT_COLUMNS)
        if form.errors:
            return None
        product: Product = form.instance
        if (taken := self.spellings.setdefault(code.lower(), code)) != code:
            line = self.first_rows[taken].line
            self._refuse(
                row,
                "product_code",
                _("Line %(line)s writes this code as %(taken)s. Write it in one way.") % {"line": line, "taken": taken},
            )
            return None
        self.first_rows[code] = row
        self.result.products[code] = product
        return product

    def _product_data(self, row: TableRow) -> dict[str, Any]:
        data: dict[str, Any] = {name: row.cells.get(column, "") for name, column in PRODUCT_COLUMNS.items()}
        data["noun"] = data["noun"] or data["name"]
        try:
            data["attributes"] = attributes_of(data["attributes"])
        except NotStrictJson as fault:
            self._refuse(row, "attributes", str(fault))
            data["attributes"] = ""
        return data

    def _product_again(self, row: TableRow, code: str) -> Product | None:
        """A further row of a new product says the same of it as the first, or nothing."""
        first = self.first_rows[code]
        differing = [
            column
            for column in PRODUCT_COLUMNS.values()
            if (cell := row.cells.get(column, "")) and cell != first.cells.get(column, "")
        ]
        for column in differing:
            self._refuse(
                row,
                column,
                _("Line %(line)s says something else of the same product. Make them equal.") % {"line": first.line},
            )
        return None if differing else self.result.products[code]

    def _note_differences(self, row: TableRow, product: Product) -> None:
        """What exists is changed on its own page; a differing cell is said, never silently dropped."""
        for name, column in PRODUCT_COLUMNS.items():
            cell = row.cells.get(column, "")
            if not cell or name == "code":
                continue
            try:
                is_equal = (attributes_of(cell) if name == "attributes" else cell) == getattr(product, name)
            except NotStrictJson:
                is_equal = False
            if not is_equal:
                sentence = _("%(product)s exists and keeps its own %(column)s. Change it on the product's page.") % {
                    "product": product.code,
                    "column": column,
                }
                self.result.notes.append(LineFault(row.line, column, sentence))

    def _is_repeated(self, row: TableRow, colorway: Colorway, product: Product) -> bool:
        owner = colorway.sku.lower() if colorway.pk else (row.line, colorway.sku.lower())
        faults = {
            "sku": self.once_each.fault_of("sku", colorway.sku, row.line),
            "name": self.once_each.fault_of("name", colorway.name, owner, product.code),
        }
        if faults["sku"]:
            first = self.once_each.owner_of("sku", colorway.sku)
            self._refuse(
                row, "sku", _("%(sku)s It stands on line %(first)s too.") % {"sku": faults["sku"], "first": first}
            )
        elif faults["name"]:
            self._refuse(
                row,
                "name",
                _("%(name)s %(product)s has it already.") % {"name": faults["name"], "product": product.code},
            )
        return any(faults.values())

    def _is_one_too_many(self, row: TableRow, colorway: Colorway, product: Product, moved_from: Product | None) -> bool:
        if colorway.pk is not None and moved_from is None:
            return False
        self.counts[product.code] += 1
        if self.counts[product.code] <= MAX_COLORWAYS:
            colorway.position = self.counts[product.code] - 1
            return False
        self._refuse(
            row,
            "product_code",
            _("%(product)s would have more than %(max_colorways)s colours.")
            % {"product": product.code, "max_colorways": MAX_COLORWAYS},
        )
        return True

    def _refuse_all(self, row: TableRow, form: Any, columns: Mapping[str, str]) -> None:
        for name, sentences in form.errors.items():
            column = columns.get(name, "")
            hint = f" {_('It looks changed by a spreadsheet: format the column as text there.')}"
            changed = hint if looks_changed_by_a_spreadsheet(row.cells.get(column, "")) else ""
            for sentence in sentences:
                self._refuse(row, column, f"{sentence}{changed}")

    def _refuse(self, row: TableRow, column: str, sentence: str) -> None:
        self.result.faults.append(LineFault(row.line, column, sentence))
