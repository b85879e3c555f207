"""Check: what a file would do to the catalogue, put into rows batch by batch. The catalogue itself is not touched."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from catalog.importing.assembling import assemble
from catalog.importing.mapping import opened, usable
from catalog.importing.planning import ImportPlan, PlannedRow, plan_import
from catalog.models import Colorway, Product
from renders.models import ImportPicture, ImportRemark, ProductImport, StagedColorway, StagedProduct
from renders.models.fast_queries import insert
from renders.models.notifying import import_waits
from renders.models.product_imports import MAX_ADDRESS, ProductImportQuery, State
from renders.outbound import host_of
from renders.pipeline.importing.beginning import data_of
from renders.schedule import Enqueue

BATCH = 500
PRODUCT_VALUES = ("name", "category", "noun", "material", "finish", "attributes")
PRODUCT_FIELDS = ("product_import", "product_pk", "code", *PRODUCT_VALUES, *(f"old_{one}" for one in PRODUCT_VALUES))
COLORWAY_VALUES = ("name", "color_words", "swatch")
COLORWAY_FIELDS = (
    *("product_import", "line", "colorway_pk", "sku", "product_code", "position", *COLORWAY_VALUES),
    *("old_product_pk", "old_product_code", "old_position", *(f"old_{one}" for one in COLORWAY_VALUES)),
)
PICTURE_FIELDS = (
    *("product_import", "state", "product_code", "sku", "address", "host"),
    *("tries", "explanation", "lease", "failed_tries"),
)


def check(one: ProductImport, leased: ProductImportQuery) -> list[Enqueue]:
    """Compare the file with the catalogue as it is now."""
    found, sheet = opened(data_of(one), one.format)
    newest = {"newest_product": newest_of(Product), "newest_colorway": newest_of(Colorway)}
    table = assemble(sheet, found, usable(one.columns, sheet.header))
    plan = plan_import(table, is_updating=one.is_updating)
    for rows in (one.products, one.colorways, one.remarks, one.pictures):
        rows.all().delete()
    leased.update(rows_total=len(table.rows), rows_done=0)
    stage(ImportRemark, ("product_import", "is_fault", "line", "column", "sentence"), list(_remarks(one, plan)))
    if not plan.faults:
        stage(StagedProduct, PRODUCT_FIELDS, list(_products(one, plan)))
        touched = [row for row in plan.rows if row.is_new or row.is_changed]
        for start in range(0, len(touched), BATCH):
            insert(StagedColorway, COLORWAY_FIELDS, [_colorway(one, row) for row in touched[start : start + BATCH]])
            leased.update(rows_done=min(start + BATCH, len(touched)))
        stage(ImportPicture, PICTURE_FIELDS, list(_pictures(one, plan)))
    with transaction.atomic():
        leased.move(State.CHECKING, State.CHECKED, **counts_of(plan), **newest)
        import_waits(one, State.CHECKED)
    return []


def newest_of(model: type[Model]) -> int:
    return model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0


def counts_of(plan: ImportPlan) -> dict[str, int]:
    new, changed = len(plan.new), len(plan.changed)
    return {
        "new_count": new,
        "changed_count": changed,
        "same_count": len(plan.rows) - new - changed,
        "product_count": len(plan.products),
        "changed_product_count": len(plan.changed_products),
        "fault_count": len(plan.faults),
        "note_count": len(plan.notes),
        "move_count": len(plan.moves),
    }


def stage(model: type[Model], names: tuple[str, ...], rows: list[list[Any]]) -> None:
    """Each batch in a transaction of its own, so that nobody waits for them all."""
    for start in range(0, len(rows), BATCH):
        insert(model, names, rows[start : start + BATCH])


def _remarks(one: ProductImport, plan: ImportPlan) -> Iterator[list[Any]]:
    for is_fault, remarks in ((True, plan.faults), (False, plan.notes)):
        for remark in remarks:
            yield [one.pk, is_fault, remark.line, str(remark.column)[:200], str(remark.sentence)[:500]]


def _products(one: ProductImport, plan: ImportPlan) -> Iterator[list[Any]]:
    for product in plan.products.values():
        yield [one.pk, None, product.code, *_values(product), "", "", "", "", "", {}]
    for changed in plan.changed_products.values():
        product, before = changed.product, changed.before
        old = [before.get(name, getattr(product, name)) for name in PRODUCT_VALUES]
        yield [one.pk, product.pk, product.code, *_values(product), *old]


def _values(product: Product) -> list[Any]:
    return [getattr(product, name) for name in PRODUCT_VALUES]


def _colorway(one: ProductImport, row: PlannedRow) -> list[Any]:
    colorway, product = row.colorway, row.product
    values = [getattr(colorway, name) for name in COLORWAY_VALUES]
    common = [one.pk, row.line, colorway.pk, colorway.sku, product.code, colorway.position, *values]
    if row.is_new:
        return [*common, None, "", 0, "", "", ""]
    old_product = row.moved_from or product
    old = [row.before.get(name, getattr(colorway, name)) for name in COLORWAY_VALUES]
    return [*common, old_product.pk, old_product.code, row.position_before, *old]


def _pictures(one: ProductImport, plan: ImportPlan) -> Iterator[list[Any]]:
    """Each picture of a product once; with its colour where it is of one alone."""
    skus: dict[tuple[str, str], list[str]] = {}
    for row in plan.rows:
        for address in row.pictures:
            skus.setdefault((row.product.code, address), []).append(row.colorway.sku)
    colors = Counter(row.product.code for row in plan.rows)
    for (code, address), owners in skus.items():
        host = host_of(address)
        if host and len(address) <= MAX_ADDRESS:
            sku = owners[0] if len(owners) == 1 and colors[code] > 1 else ""
            yield [one.pk, ImportPicture.State.STAGED, code, sku, address, host, 0, "", "", 0]
