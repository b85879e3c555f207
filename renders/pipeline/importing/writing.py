"""Write: what was staged becomes the catalogue's, all of it or nothing, in one short transaction."""

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from catalog.models import Colorway, Product
from config.background.database_clock import database_now
from renders.models import ProductImport
from renders.models.actions import Action
from renders.models.events import record
from renders.models.product_imports import (
    COLORWAY_TABLE,
    PRODUCT_TABLE,
    ProductImportQuery,
    StagedColorway,
    StagedProduct,
    State,
)
from renders.pipeline.importing.checking import COLORWAY_VALUES, PRODUCT_VALUES, newest_of
from renders.schedule import Enqueue

PRODUCTS, COLORWAYS = StagedProduct._meta.db_table, StagedColorway._meta.db_table
FACTS, VALUES = ", ".join(PRODUCT_VALUES), ", ".join(COLORWAY_VALUES)


class CatalogueChanged(Exception):
    """Somebody changed or made a row since the file was compared with the catalogue. Nothing was written."""


def write(one: ProductImport, leased: ProductImportQuery) -> list[Enqueue]:
    """All or nothing. Where the catalogue changed since the check, the file is checked anew and shown again."""
    now = database_now()
    try:
        with transaction.atomic():
            _require_same(one)
            _make(one)
            _change(one)
            leased.move(State.WRITING, State.LISTING, written_at=now, due_at=now)
            record(Action.PRODUCTS_IMPORTED, by=one.requested_by, note=summary(one), rows=[one])
    except (CatalogueChanged, IntegrityError):
        sentence = _("Somebody changed these products meanwhile. Nothing was imported: this is what it would do now.")
        leased.move(State.WRITING, State.CHECKING, explanation=sentence, due_at=now)
    return [Enqueue("import", (one.pk,))]


def summary(one: ProductImport) -> str:
    return _("%(file)s: %(new)s new, %(changed)s changed") % {
        "file": one.file_name,
        "new": one.new_count,
        "changed": one.changed_count,
    }


def _require_same(one: ProductImport) -> None:
    """A row made since may have a code or SKU of this file, in other capitals too."""
    if (newest_of(Product), newest_of(Colorway)) != (one.newest_product, one.newest_colorway):
        raise CatalogueChanged


def _make(one: ProductImport) -> None:
    execute(
        f"INSERT INTO {PRODUCT_TABLE} (code, {FACTS}, created_at) SELECT code, {FACTS}, %s FROM {PRODUCTS} "  # noqa: S608
        "WHERE product_import_id = %s AND product_pk IS NULL ORDER BY id",
        [database_now(), one.pk],
        expected=one.product_count,
    )
    execute(
        f"INSERT INTO {COLORWAY_TABLE} (product_id, sku, position, {VALUES}) "  # noqa: S608 - our names
        f"SELECT p.id, s.sku, s.position, {_of('s', COLORWAY_VALUES)} FROM {COLORWAYS} s "
        f"JOIN {PRODUCT_TABLE} p ON p.code = s.product_code "
        "WHERE s.product_import_id = %s AND s.colorway_pk IS NULL ORDER BY s.id",
        [one.pk],
        expected=one.new_count,
    )


def _change(one: ProductImport) -> None:
    """Only rows that are as they were when the file was compared with them."""
    execute(
        f"UPDATE {PRODUCT_TABLE} SET {assigned('s.', PRODUCT_VALUES)} FROM {PRODUCTS} s "  # noqa: S608 - our names
        f"WHERE s.product_import_id = %s AND s.product_pk = {PRODUCT_TABLE}.id "
        f"AND {same(PRODUCT_TABLE, 's.old_', PRODUCT_VALUES)}",
        [one.pk],
        expected=one.changed_product_count,
    )
    execute(
        f"UPDATE {COLORWAY_TABLE} SET {assigned('s.', ('position', *COLORWAY_VALUES))}, product_id = p.id "  # noqa: S608
        f"FROM {COLORWAYS} s JOIN {PRODUCT_TABLE} p ON p.code = s.product_code "
        f"WHERE s.product_import_id = %s AND s.colorway_pk = {COLORWAY_TABLE}.id "
        f"AND {COLORWAY_TABLE}.product_id = s.old_product_pk AND {same(COLORWAY_TABLE, 's.old_', COLORWAY_VALUES)}",
        [one.pk],
        expected=one.changed_count,
    )


def execute(sql: str, values: list[Any], *, expected: int | None = None) -> int:
    """Rows changed. Raises `CatalogueChanged` when they are not as many as expected."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        changed = int(cursor.rowcount)
    if expected is not None and changed != expected:
        raise CatalogueChanged
    return changed


def assigned(prefix: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = {prefix}{name}" for name in names)


def same(table: str, prefix: str, names: tuple[str, ...]) -> str:
    return " AND ".join(f"{table}.{name} = {prefix}{name}" for name in names)


def _of(table: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)
