"""What an import would do, and everything that stands against it, row by row. Nothing is written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.forms.products import MAX_COLORWAYS, OnceEach
from catalog.importing.cells import attributes_of, looks_changed_by_a_spreadsheet
from catalog.importing.colours import proposed
from catalog.importing.known import KnownCatalogue, read_known
from catalog.importing.row_forms import COLORWAY_COLUMNS, PRODUCT_COLUMNS, RowForms
from catalog.importing.tables import ImportTable, LineFault, TableRow
from catalog.models import Colorway, Product
from catalog.strict_json import NotStrictJson


@dataclass(frozen=True)
class PlannedRow:
    """One colour as it would be. `before` are the values that change; `moved_from` is the product it leaves."""

    line: int
    colorway: Colorway
    product: Product
    before: Mapping[str, str]
    is_new: bool
    moved_from: Product | None = None
    position_before: int = 0
    pictures: tuple[str, ...] = ()

    @property
    def is_changed(self) -> bool:
        return bool(self.before or self.moved_from)


@dataclass(frozen=True)
class ChangedProduct:
    """A product as it would be, and the values that change as they are."""

    line: int
    product: Product
    before: Mapping[str, Any]


@dataclass
class ImportPlan:
    """`faults` keep the whole file out; `moves` need a person's word."""

    known: KnownCatalogue
    rows: list[PlannedRow] = field(default_factory=list)
    products: dict[str, Product] = field(default_factory=dict)
    changed_products: dict[int, ChangedProduct] = field(default_factory=dict)
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


VALUES = ("name", "color_words", "swatch")
OTHERWISE = gettext_lazy("Line %(line)s says something else of the same product. Make them equal.")


def plan_import(table: ImportTable, *, is_updating: bool = True) -> ImportPlan:
    """What this table would do to the catalogue as it is now. A handful of queries, whatever its length.

    Without `is_updating` what exists stays as it is."""
    skus = {row.cells.get("sku", "") for row in table.rows}
    codes = {code_of(row) for row in table.rows}
    return Planner(table, read_known(skus, codes), is_updating=is_updating).plan()


def code_of(row: TableRow) -> str:
    """The code of a row's product, where it says one or one was proposed."""
    return row.cells.get("product_code") or row.proposals.get("product_code", "")


class Planner:
    """Goes through a table once."""

    def __init__(self, table: ImportTable, known: KnownCatalogue, *, is_updating: bool) -> None:
        self.table, self.known, self.is_updating = table, known, is_updating
        self.result = ImportPlan(known, notes=list(table.notes))
        self.once_each = OnceEach()
        self.forms = RowForms(known)
        # Of each new product: the row that makes it, and how its code is written.
        self.first_rows: dict[str, TableRow] = {}
        self.spellings: dict[str, str] = {}
        self.refused: set[str] = set()  # codes of new products that cannot be
        # What was said of each product that exists: the value, and the line that said it first.
        self.said: dict[tuple[int, str], tuple[Any, int]] = {}
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
        standing = self.known.colorways.get(row.cells.get("sku", "").lower())
        if standing is not None and standing.sku != row.cells["sku"]:
            standing = None
        if standing is not None and not self.is_updating:
            self.result.rows.append(PlannedRow(row.line, standing, standing.product, {}, is_new=False))
            return
        product = self._product_of(row, standing)
        data = self._colorway_data(row, standing)
        before = {name: getattr(standing, name) for name in VALUES} if standing else {}
        position = standing.position if standing else 0
        colorway = self._colorway_of(row, data, standing, before)
        if colorway is None or product is None:
            return
        moved_from = standing.product if standing and standing.product.code != product.code else None
        if self._is_repeated(row, colorway, product) or self._is_one_too_many(row, colorway, product, moved_from):
            return
        before = {name: value for name, value in before.items() if value != getattr(colorway, name)}
        is_new = standing is None
        planned = PlannedRow(row.line, colorway, product, before, is_new, moved_from, position, row.pictures)
        self.result.rows.append(planned)

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
            name: row.cells[column] if column in row.cells else self._else(row, standing, name)
            for name, column in COLORWAY_COLUMNS.items()
        }

    def _else(self, row: TableRow, standing: Colorway | None, name: str) -> str:
        """What a colour that exists has; words and swatch that were only proposed for its name follow the name."""
        if standing is None:
            return row.proposals.get(name, "")
        value = str(getattr(standing, name))
        was_proposed = name in ("color_words", "swatch") and name in row.proposals and "name" in row.cells
        if was_proposed and value == getattr(proposed(standing.name), name.removeprefix("color_")):
            return row.proposals[name]
        return value

    def _product_of(self, row: TableRow, standing: Colorway | None) -> Product | None:
        """The product that a row names, a new one where its code is; None when its product cannot be."""
        if standing and "product_code" not in row.cells:
            self._change(row, standing.product)
            return standing.product
        code = code_of(row)
        found = self.known.products.get(code.lower())
        # Shops know no capitals: their MUG is our mug.
        if found is not None and (found.code == code or row.proposals):
            if self.is_updating:
                self._change(row, found)
            return found
        if code in self.first_rows:
            return self._product_again(row, code)
        if code in self.refused and "product_name" not in row.cells:
            return None
        form = self.forms.product(self._product_data(row))
        self._refuse_all(row, form, PRODUCT_COLUMNS)
        if form.errors:
            self.refused.add(code)
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
        data["code"] = code_of(row)
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
            self._refuse(row, column, OTHERWISE % {"line": first.line})
        return None if differing else self.result.products[code]

    def _change(self, row: TableRow, product: Product) -> None:
        """What the cells say of a product that exists, where they say anything; no two rows say different things."""
        wanted: dict[str, Any] = {}
        for name, column in PRODUCT_COLUMNS.items():
            cell = row.cells.get(column, "")
            if not cell or name == "code":
                continue
            try:
                value = attributes_of(cell) if name == "attributes" else cell
            except NotStrictJson as fault:
                self._refuse(row, column, str(fault))
                continue
            said, line = self.said.setdefault((product.pk, name), (value, row.line))
            if said != value:
                self._refuse(row, column, OTHERWISE % {"line": line})
            elif value != getattr(product, name):
                wanted[name] = value
        if wanted:
            self._change_facts(row, product, wanted)

    def _change_facts(self, row: TableRow, product: Product, wanted: Mapping[str, Any]) -> None:
        facts = {name: getattr(product, name) for name in PRODUCT_COLUMNS}
        form = self.forms.product({**facts, **wanted}, product)
        self._refuse_all(row, form, PRODUCT_COLUMNS)
        before = {name: facts[name] for name in wanted if facts[name] != getattr(product, name)}
        if before and not form.errors:
            earlier = self.result.changed_products.get(product.pk)
            line, said = (earlier.line, earlier.before) if earlier else (row.line, {})
            self.result.changed_products[product.pk] = ChangedProduct(line, product, {**before, **said})

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
